import { expect, test } from 'vitest';
import { LIMITS } from '../../src/base/limits.ts';
import { addAction, addFilter, addPolicy, addRule, applied, named, refused } from './making.ts';

const list = { kind: 'add-filter-list', name: 'Web', description: '' } as const;

test('a name is taken without regard to case', () => {
  expect(refused(list, { ...list, name: 'WEB' })).toMatchObject({
    code: 'exists',
    message: 'There is a filter list "Web" already.',
  });
  expect(refused(addPolicy('P'), addPolicy('p')).code).toBe('exists');
  expect(refused(addAction('A'), addAction('a')).code).toBe('exists');
});

test('kinds of objects have names of their own', () => {
  const model = applied([list, addPolicy('Web'), addAction('Web')]);
  expect(model.policies[0]?.name).toBe('Web');
});

test('rules of two policies may have one name, of one policy not', () => {
  const things = [addPolicy('P'), addPolicy('Q'), addFilter('F'), addAction('A')];
  const rule = addRule('R', 'P', 'F', 'A');
  applied([...things, rule, { ...rule, policy: named('Q') }]);
  expect(refused(...things, rule, { ...rule, name: 'r' }).code).toBe('exists');
});

test('an object may be given its own name in other letters', () => {
  const model = applied([list, { kind: 'set-filter-list', target: named('web'), newName: 'WEB' }]);
  expect(model.filterLists[0]?.name).toBe('WEB');
  expect(
    refused(
      list,
      { ...list, name: 'Mail' },
      { kind: 'set-filter-list', target: named('Mail'), newName: 'web' },
    ).code,
  ).toBe('exists');
});

test.each([
  ['', 'invalid'],
  ['  ', 'invalid'],
  [' Web', 'invalid'],
  ['a\nb', 'invalid'],
  ['all', 'invalid'],
  ['ALL', 'invalid'],
  ['x'.repeat(LIMITS.policyNameCharacters + 1), 'limit'],
])('%j is no name', (name, code) => {
  expect(refused({ ...list, name }).code).toBe(code);
});

test('no rule is called as the default response rule is', () => {
  const rule = addRule('default', 'P', 'F', 'A');
  expect(refused(addPolicy('P'), addFilter('F'), addAction('A'), rule).code).toBe('invalid');
});

test('a name that is nearly right is suggested', () => {
  const target = named('Secure Srever');
  expect(refused(addPolicy('Secure Server'), { kind: 'delete-policy', target })).toEqual({
    code: 'not-found',
    message: 'There is no policy "Secure Srever".',
    advice: 'Did you mean "Secure Server"?',
  });
});

test('objects are found by their GUIDs, in whatever letters', () => {
  const guid = '{00000000-0000-0000-0000-000000000001}';
  const model = applied([list, { kind: 'delete-filter-list', target: { by: 'guid', guid } }]);
  expect(model.filterLists).toEqual([]);
  const other = { by: 'guid', guid: 'abcdef00-0000-0000-0000-000000000001' } as const;
  expect(refused(list, { kind: 'delete-filter-list', target: other }).message).toBe(
    'There is no filter list {ABCDEF00-0000-0000-0000-000000000001}.',
  );
});
