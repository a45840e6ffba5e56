import { expect, test } from 'vitest';
import {
  addAction,
  addFilter,
  addPolicy,
  addRule,
  applied,
  named,
  refused,
  remarks,
} from './making.ts';

const used = [addPolicy('P'), addFilter('F'), addAction('A'), addRule('R', 'P', 'F', 'A')];
const deleteList = { kind: 'delete-filter-list', target: named('F') } as const;
const deleteAction = { kind: 'delete-filter-action', target: named('A') } as const;

test('what a rule uses is not deleted', () => {
  expect(refused(...used, deleteList)).toMatchObject({
    code: 'in-use',
    message: 'The filter list "F" is used by the rule "R" of "P".',
  });
  expect(refused(...used, addRule('S', 'P', 'F', 'A'), deleteAction).message).toBe(
    'The filter action "A" is used by the rule "R" of "P" and 1 other rule.',
  );
});

test('it is once the rule is gone', () => {
  const gone = { kind: 'delete-policy', target: named('P') } as const;
  expect(applied([...used, gone, deleteList, deleteAction])).toMatchObject({
    filterLists: [],
    filterActions: [],
  });
});

test('all means all that no rule uses', () => {
  const all = { kind: 'delete-filter-list', target: 'all' } as const;
  const made = [...used, addFilter('G')];
  expect(applied([...made, all]).filterLists.map(({ name }) => name)).toEqual(['F']);
  expect(remarks(...made, all)).toEqual(['The filter list "F" stays: rules use it.']);
  expect(refused(...used, all).code).toBe('in-use');
  expect(refused(...used, { kind: 'delete-filter-action', target: 'all' }).code).toBe('in-use');
});

test('of nothing all is nothing', () => {
  expect(applied([{ kind: 'delete-filter-list', target: 'all' }]).filterLists).toEqual([]);
});

test('delete all deletes whatever there is', () => {
  expect(applied([...used, { kind: 'delete-all' }])).toEqual({
    policies: [],
    filterLists: [],
    filterActions: [],
    assigned: undefined,
  });
});
