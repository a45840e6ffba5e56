import { expect, test } from 'vitest';
import { parseAddress } from '../../src/base/address.ts';
import type { PolicyCommand } from '../../src/policy/commands.ts';
import { compile } from '../../src/policy/compile.ts';
import type { ActivePolicy } from '../../src/policy/compiled.ts';
import { addAction, addFilter, addPolicy, addRule, applied, named, psk, subnet } from './making.ts';

function compiled(...commands: readonly PolicyCommand[]): ActivePolicy {
  const model = applied(commands);
  return compile(model, model.policies[0]!.guid, 'local');
}

const tcp = addFilter('F', { protocol: 6, destinationPort: 80 });
const udp = addFilter('F', { protocol: 17, destinationPort: 53 });
const rule = addRule('R', 'P', 'F', 'A');

test('a policy is one IKE policy', () => {
  const { mainModePolicies } = compiled(addPolicy('P', { lifetimeMinutes: 60, quickModeLimit: 4 }));
  expect(mainModePolicies).toMatchObject([
    {
      name: 'P',
      source: 'local',
      lifetimeSeconds: 3600,
      quickModeLimit: 4,
      softSaExpirySeconds: 28_800,
    },
  ]);
});

test('each filter of a rule is a quick-mode filter, and each pair of ends one of main mode', () => {
  const active = compiled(addPolicy('P'), tcp, udp, addAction('A'), rule);
  expect(
    active.quickModeFilters.map(({ name, protocol, policy }) => [name, protocol, policy]),
  ).toEqual([
    ['R', 6, 'A'],
    ['R', 17, 'A'],
  ]);
  expect(active.mainModeFilters.map(({ name, policy }) => [name, policy])).toEqual([['R', 'P']]);
});

test('main mode asks one list of proofs of two ends: that of the first rule', () => {
  const other = addRule('S', 'P', 'G', 'A', { authentication: [psk('k')] });
  const active = compiled(addPolicy('P'), tcp, addFilter('G'), addAction('A'), rule, other);
  expect(active.quickModeFilters).toHaveLength(2);
  expect(active.mainModeFilters.map(({ authentication }) => authentication)).toEqual([
    [{ method: 'kerberos' }],
  ]);
});

test('permit and block need no IKE', () => {
  const block = addAction('A', { action: 'block', methods: [] });
  const active = compiled(addPolicy('P'), tcp, block, rule);
  expect(active.mainModeFilters).toEqual([]);
  expect(active.quickModeFilters).toMatchObject([
    { inboundAction: 'block', outboundAction: 'block', policy: undefined },
  ]);
  expect(active.quickModePolicies.map(({ name }) => name)).toEqual(['<Dynamic>']);
});

test('an inactive rule leaves no trace', () => {
  const active = compiled(addPolicy('P'), tcp, addAction('A'), { ...rule, active: false });
  expect(active.quickModeFilters).toEqual([]);
  expect(active.quickModePolicies.map(({ name }) => name)).toEqual(['<Dynamic>']);
});

test('what a filter action says is in its negotiation policy', () => {
  const action = addAction('A', { soft: true, sessionPfs: true, inboundPassThrough: true });
  const active = compiled(addPolicy('P'), tcp, action, rule, addRule('S', 'P', 'F', 'A'));
  expect(active.quickModePolicies.filter(({ name }) => name === 'A')).toMatchObject([
    { soft: true, pfs: 'main-mode' },
  ]);
  expect(active.quickModeFilters[0]?.inboundPassThrough).toBe(true);
});

test('in a tunnel IKE speaks with its end', () => {
  const address = parseAddress('198.51.100.1');
  const between = { source: subnet('10.1.0.0', 16), destination: subnet('10.2.0.0', 16) };
  const active = compiled(
    addPolicy('P'),
    addFilter('F', { ...between, mirrored: false }),
    addAction('A'),
    { ...rule, tunnel: { kind: 'address', address } },
  );
  expect(active.quickModeFilters).toMatchObject([{ ...between, tunnel: address }]);
  expect(active.mainModeFilters).toMatchObject([
    { source: { kind: 'me' }, destination: { kind: 'address', address }, mirrored: true },
  ]);
});

test('a tunnel named by DNS ends at the first address', () => {
  const addresses = ['198.51.100.1', '198.51.100.2'].map(parseAddress);
  const tunnel = { kind: 'dns', name: 'gate.example', addresses } as const;
  const active = compiled(addPolicy('P'), addFilter('F', { mirrored: false }), addAction('A'), {
    ...rule,
    tunnel,
  });
  expect(active.quickModeFilters[0]?.tunnel).toBe(addresses[0]);
});

test('the default response is there while it is active', () => {
  expect(compiled(addPolicy('P')).defaultResponse).toMatchObject({
    from: 'local',
    mainModePolicy: 'P',
    quickModePolicy: '<Dynamic>',
  });
  const off = compiled(addPolicy('P', { defaultResponse: false }));
  expect(off).toMatchObject({ defaultResponse: undefined, quickModePolicies: [] });
});

test('the same model compiles to the same, GUIDs included; a change of one rule changes no other', () => {
  const commands = [addPolicy('P'), tcp, addFilter('G'), addAction('A'), rule];
  const more = addRule('S', 'P', 'G', 'A');
  const before = compiled(...commands, more);
  expect(compiled(...commands, more)).toEqual(before);
  const set = { kind: 'set-rule', policy: named('P'), target: named('S'), active: false } as const;
  const after = compiled(...commands, more, set);
  expect(after.quickModeFilters).toEqual([before.quickModeFilters[0]]);
  expect(new Set(before.quickModeFilters.map(({ guid }) => guid)).size).toBe(2);
});

test('a policy that is not there is no policy', () => {
  expect(compile(applied([]), '{0}', 'local').mainModePolicies).toEqual([]);
});
