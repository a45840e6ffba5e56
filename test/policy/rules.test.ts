import { expect, test } from 'vitest';
import { parseAddress } from '../../src/base/address.ts';
import type { PolicyCommand } from '../../src/policy/commands.ts';
import {
  addAction,
  addFilter,
  addPolicy,
  addRule,
  applied,
  named,
  psk,
  refused,
  remarks,
} from './making.ts';

const things: readonly PolicyCommand[] = [addPolicy('P'), addFilter('F'), addAction('A')];
const rule = addRule('R', 'P', 'F', 'A');
const gateway = { kind: 'address', address: parseAddress('192.0.2.9') } as const;

test('a rule without a proof has Kerberos', () => {
  const [policy] = applied([...things, rule]).policies;
  expect(policy?.rules[0]).toMatchObject({ id: 1, authentication: [{ method: 'kerberos' }] });
});

test('a set list of proofs is the whole list, in its order', () => {
  const authentication = [psk('secret'), { method: 'kerberos' }] as const;
  const set = { kind: 'set-rule', policy: named('P'), target: named('R'), authentication } as const;
  const [policy] = applied([...things, rule, set]).policies;
  expect(policy?.rules[0]?.authentication.map(({ method }) => method)).toEqual(['psk', 'kerberos']);
});

test('numbers of rules have no gaps', () => {
  const rules = ['A', 'B', 'C'].map((name) => ({ ...rule, name }));
  const remove = { kind: 'delete-rule', policy: named('P'), target: { by: 'id', id: 2 } } as const;
  const [policy] = applied([...things, ...rules, remove]).policies;
  expect(policy?.rules.map(({ id, name }) => [id, name])).toEqual([
    [1, 'A'],
    [2, 'C'],
  ]);
  expect(refused(...things, rule, remove).message).toBe(
    'There is no rule 2: the policy "P" has rules 1 to 1 besides the default response rule.',
  );
});

test.each(['default', '<Dynamic>', 'Default Response'])('the rule %s cannot be deleted', (name) => {
  const remove = { kind: 'delete-rule', policy: named('P'), target: named(name) } as const;
  const error = refused(...things, rule, remove);
  expect(error.code).toBe('not-allowed');
  expect(error.advice).toContain('set defaultrule activate=no');
});

test('deleting all rules leaves the default response', () => {
  const remove = { kind: 'delete-rule', policy: named('P'), target: 'all' } as const;
  expect(applied([...things, rule, remove]).policies[0]).toMatchObject({
    rules: [],
    defaultResponse: { active: true },
  });
});

test('tunnels want filters one way', () => {
  const tunnel = { ...rule, tunnel: gateway };
  expect(refused(...things, tunnel)).toMatchObject({ code: 'not-allowed' });
  const oneWay = [addPolicy('P'), addFilter('F', { mirrored: false }), addAction('A')];
  applied([...oneWay, tunnel]);
  expect(refused(...oneWay, tunnel, addFilter('F', { protocol: 6 })).code).toBe('not-allowed');
  const set = {
    kind: 'set-rule',
    policy: named('P'),
    target: named('R'),
    tunnel: gateway,
  } as const;
  expect(refused(...things, rule, set).code).toBe('not-allowed');
});

test('a tunnel is taken off by none', () => {
  const oneWay = [addPolicy('P'), addFilter('F', { mirrored: false }), addAction('A')];
  const off = { kind: 'set-rule', policy: named('P'), target: named('R'), tunnel: 'none' } as const;
  const model = applied([...oneWay, { ...rule, tunnel: gateway }, off]);
  expect(model.policies[0]?.rules[0]?.tunnel).toBeUndefined();
});

test.each(['0.0.0.0', '224.0.0.1', '255.255.255.255', '2001:db8::1'])(
  'no tunnel ends at %s',
  (text) => {
    const tunnel = { kind: 'address', address: parseAddress(text) } as const;
    const oneWay = [addPolicy('P'), addFilter('F', { mirrored: false }), addAction('A')];
    expect(refused(...oneWay, { ...rule, tunnel }).code).toBe('invalid');
  },
);

test('a tunnel named by DNS ends at one computer', () => {
  const oneWay = [addPolicy('P'), addFilter('F', { mirrored: false }), addAction('A')];
  const to = (...addresses: readonly string[]) =>
    ({ kind: 'dns', name: 'gate.example', addresses: addresses.map(parseAddress) }) as const;
  applied([...oneWay, { ...rule, tunnel: to('192.0.2.9') }]);
  expect(refused(...oneWay, { ...rule, tunnel: to() }).code).toBe('invalid');
  expect(refused(...oneWay, { ...rule, tunnel: to('224.0.0.1') }).code).toBe('invalid');
});

test('a tunnel for what is not negotiated is said to be idle', () => {
  const block = addAction('A', { action: 'block', methods: [] });
  expect(
    remarks(addPolicy('P'), addFilter('F', { mirrored: false }), block, {
      ...rule,
      tunnel: gateway,
    }),
  ).toEqual(['"A" does not negotiate security, so the tunnel is not used.']);
});

const root = { method: 'rootca', certificateMapping: false, excludeName: false } as const;

test.each([
  ['an empty key', [psk('')], 'invalid'],
  ['too long a key', [psk('x'.repeat(1025))], 'limit'],
  ['two keys', [psk('a'), psk('b')], 'invalid'],
  ['no name of an authority', [{ ...root, authority: 'Contoso' }], 'invalid'],
] as const)('%s: refused', (_what, authentication, code) => {
  expect(refused(...things, { ...rule, authentication }).code).toBe(code);
});

test('several authorities are several methods', () => {
  const authentication = ['CN=One', 'C=US, O=Contoso, CN=Two'].map((authority) => ({
    ...root,
    authority,
  }));
  applied([...things, { ...rule, authentication }]);
});

test('the default response has methods and proofs of its own', () => {
  const authentication = [psk('k')];
  const set = {
    kind: 'set-default-rule',
    policy: named('P'),
    active: false,
    authentication,
  } as const;
  expect(applied([...things, set]).policies[0]?.defaultResponse).toMatchObject({
    active: false,
    authentication: [{ method: 'psk' }],
  });
  const back = {
    kind: 'set-default-rule',
    policy: named('P'),
    authentication: [],
    methods: [],
  } as const;
  const response = applied([...things, set, back]).policies[0]?.defaultResponse;
  expect(response?.authentication).toEqual([{ method: 'kerberos' }]);
  expect(response?.methods).toHaveLength(6);
});

test('a key with a line feed, which would begin another command in a dump, is refused', () => {
  const keyed = { ...rule, authentication: [psk('key\nipsec static delete all')] };
  expect(refused(...things, keyed).message).toContain('control character');
});

test.each(['me', 'None'])('a tunnel to a computer of the name %s is refused', (name) => {
  const tunnel = { kind: 'dns', name, addresses: [gateway.address] } as const;
  expect(refused(...things, { ...rule, tunnel }).message).toContain('a word of the commands');
});
