import { expect, test } from 'vitest';
import { mainModeMethodText, methodText } from '../../src/policy/method-text.ts';
import { addPolicy, applied, named, refused, remarks } from './making.ts';

test('a policy that says nothing has the defaults', () => {
  const [policy] = applied([addPolicy('P')]).policies;
  expect(policy?.mainMode.methods.map(mainModeMethodText)).toEqual([
    '3DES-SHA1-2',
    '3DES-MD5-2',
    'DES-SHA1-1',
    'DES-MD5-1',
  ]);
  expect(policy?.defaultResponse.methods.map(methodText)).toEqual([
    'ESP[3DES,SHA1]',
    'ESP[3DES,MD5]',
    'ESP[DES,SHA1]',
    'ESP[DES,MD5]',
    'AH[SHA1]',
    'AH[MD5]',
  ]);
  expect(policy?.defaultResponse.authentication).toEqual([{ method: 'kerberos' }]);
  expect(policy).toMatchObject({ rules: [], defaultResponse: { active: true } });
});

test('master key PFS forces one quick mode a main mode, and that is said', () => {
  const command = addPolicy('P', { masterPfs: true, quickModeLimit: 5 });
  expect(applied([command]).policies[0]?.mainMode.quickModeLimit).toBe(1);
  expect(remarks(command)).toEqual([
    'Master key PFS (mmpfs=yes) allows one quick mode a main mode: qmpermm is 1.',
  ]);
  expect(remarks(addPolicy('P', { masterPfs: true, quickModeLimit: 1 }))).toEqual([]);
  const set = { kind: 'set-policy', target: named('P'), quickModeLimit: 3 } as const;
  expect(applied([command, set]).policies[0]?.mainMode.quickModeLimit).toBe(1);
});

test('one policy of a store is assigned', () => {
  const both = [addPolicy('P', { assign: true }), addPolicy('Q', { assign: true })];
  const model = applied(both);
  expect(model.assigned).toBe(model.policies[1]?.guid);
  expect(remarks(...both)).toEqual(['"P" is not assigned any more: one policy a store can be.']);
});

test('assignment is taken away from the policy that has it only', () => {
  const both = [addPolicy('P', { assign: true }), addPolicy('Q')];
  const set = (name: string) =>
    ({ kind: 'set-policy', target: named(name), assign: false }) as const;
  expect(applied([...both, set('Q')]).assigned).toBeDefined();
  expect(applied([...both, set('P')]).assigned).toBeUndefined();
});

test('deleting what is assigned leaves nothing assigned, and says so', () => {
  const remove = { kind: 'delete-policy', target: named('P') } as const;
  expect(applied([addPolicy('P', { assign: true }), remove])).toMatchObject({
    policies: [],
    assigned: undefined,
  });
  expect(remarks(addPolicy('P', { assign: true }), remove)[0]).toContain('was assigned');
});

test('0 minutes mean the defaults, as in the directory', () => {
  const command = addPolicy('P', { lifetimeMinutes: 0, pollingMinutes: 0 });
  expect(applied([command]).policies[0]).toMatchObject({
    pollingMinutes: 180,
    mainMode: { lifetimeMinutes: 480 },
  });
  expect(remarks(command)).toHaveLength(2);
});

test.each([
  { quickModeLimit: -1 },
  { quickModeLimit: 2 ** 31 },
  { lifetimeMinutes: -1 },
  { lifetimeMinutes: 71_582_789 },
  { lifetimeMinutes: 1.5 },
  { pollingMinutes: Number.NaN },
])('%j: refused', (fields) => {
  expect(refused(addPolicy('P', fields)).code).toBe('invalid');
});

test('the default response can be switched by set policy', () => {
  const set = { kind: 'set-policy', target: named('P'), defaultResponse: false } as const;
  expect(applied([addPolicy('P'), set]).policies[0]?.defaultResponse.active).toBe(false);
});
