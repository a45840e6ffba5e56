import { expect, test } from 'vitest';
import { exampleModel } from '../../src/policy/examples.ts';
import {
  addAction,
  addFilter,
  addPolicy,
  addRule,
  applied,
  context,
  filter,
  named,
  refused,
  remarks,
} from './making.ts';

const restore = { kind: 'restore-examples', release: 'win2003' } as const;
const mine = [
  addPolicy('P', { assign: true }),
  addFilter('F'),
  addAction('A'),
  addRule('R', 'P', 'F', 'A'),
];

test('the examples come beside what is there', () => {
  const model = applied([...mine, restore]);
  expect(model.policies.map(({ name }) => name)).toEqual([
    'P',
    'Client (Respond Only)',
    'Server (Request Security)',
    'Secure Server (Require Security)',
  ]);
  expect(model.assigned).toBe(model.policies[0]?.guid);
});

test('examples that were changed or deleted are as they were', () => {
  const changed = applied([
    restore,
    { kind: 'delete-policy', target: named('Client (Respond Only)') },
    { kind: 'delete-rule', target: 'all', policy: named('Server (Request Security)') },
    { kind: 'delete-filter', filterList: 'All ICMP Traffic', filter: filter({ protocol: 1 }) },
    { kind: 'set-filter-action', target: named('Require Security'), soft: true },
  ]);
  const back = applied([restore], changed);
  expect(new Set(back.policies)).toEqual(new Set(exampleModel('win2003', 1000).policies));
  expect(back.filterLists).toEqual(exampleModel('win2003', 1000).filterLists);
  expect(back.filterActions).toEqual(exampleModel('win2003', 1000).filterActions);
});

test('a list of the same name keeps its GUID, so the rules that use it still do', () => {
  const rule = addRule('R', 'P', 'All IP Traffic', 'A');
  const before = applied([
    addPolicy('P'),
    addFilter('All IP Traffic', { protocol: 6 }),
    addAction('A'),
    rule,
  ]);
  const after = applied([restore], before);
  const list = after.filterLists.find(({ name }) => name === 'All IP Traffic');
  expect(list?.guid).toBe(before.filterLists[0]?.guid);
  expect(list?.filters.map(({ protocol }) => protocol)).toEqual([0]);
  const server = after.policies.find(({ name }) => name.startsWith('Server'));
  expect(server?.rules[0]?.filterList).toBe(list?.guid);
});

test('import brings in another store and leaves the assignment alone', () => {
  const other = applied(mine, undefined, context(1000, 900));
  const model = applied([restore, { kind: 'import', model: other }]);
  expect(model.policies).toHaveLength(4);
  expect(model.assigned).toBeUndefined();
  expect(remarks({ kind: 'import', model: other })[0]).toContain('"P" was assigned where');
});

test('import replaces objects of the same GUID', () => {
  const changed = applied(
    [{ kind: 'set-policy', target: named('P'), newName: 'Q' }],
    applied(mine),
  );
  const model = applied([...mine, { kind: 'import', model: changed }]);
  expect(model.policies.map(({ name }) => name)).toEqual(['Q']);
  expect(model.assigned).toBe(model.policies[0]?.guid);
});

test('import refuses another object of the same name', () => {
  const other = applied(mine, undefined, context(1000, 900));
  expect(refused(...mine, { kind: 'import', model: other })).toMatchObject({ code: 'exists' });
});

test('import refuses what hangs in the air', () => {
  const whole = applied(mine);
  expect(refused({ kind: 'import', model: { ...whole, filterLists: [] } }).message).toContain(
    'uses the filter list {00000000-0000-0000-0000-000000000002}, which is not there',
  );
});
