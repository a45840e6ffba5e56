import { expect, test } from 'vitest';
import { parseAddress } from '../../src/base/address.ts';
import { compile } from '../../src/policy/compile.ts';
import { type ActivePolicy, NO_POLICY } from '../../src/policy/compiled.ts';
import type { DynamicCommand, DynamicRuleIdentity } from '../../src/policy/dynamic.ts';
import { applyDynamic } from '../../src/policy/dynamic-apply.ts';
import { ANY, addAction, addFilter, addPolicy, addRule, applied, host, ME, psk } from './making.ts';

const identity: DynamicRuleIdentity = {
  source: ME,
  destination: host('192.0.2.2'),
  protocol: 0,
  sourcePort: 0,
  destinationPort: 0,
  mirrored: true,
  connectionType: 'all',
  tunnel: undefined,
};
const main = {
  kind: 'add-mm-policy',
  name: 'MM',
  quickModeLimit: 0,
  lifetimeMinutes: 480,
  softSaExpiryMinutes: 480,
  methods: [],
} as const;
const quick = { kind: 'add-qm-policy', name: 'QM', soft: false, pfs: 'none', methods: [] } as const;
const rule = {
  kind: 'add-rule',
  identity,
  mainModePolicy: 'mm',
  quickModePolicy: 'qm',
  inboundAction: 'negotiate',
  outboundAction: 'negotiate',
  authentication: [],
} as const;

function inForce(commands: readonly DynamicCommand[], from = NO_POLICY): ActivePolicy {
  return commands.reduce((active, command) => {
    const result = applyDynamic(active, command);
    if (!result.ok) throw new Error(result.error.message);
    return result.policy;
  }, from);
}

function answer(commands: readonly DynamicCommand[], from = NO_POLICY) {
  return applyDynamic(inForce(commands.slice(0, -1), from), commands.at(-1)!);
}

function code(...commands: readonly DynamicCommand[]): number | undefined | 'done' {
  const result = answer(commands);
  return result.ok ? 'done' : result.error.code;
}

test('a rule is a quick-mode and a main-mode filter', () => {
  const active = inForce([main, quick, rule]);
  expect(active.quickModeFilters).toMatchObject([
    { name: 'me <-> 192.0.2.2', from: 'dynamic', policy: 'QM', inboundAction: 'negotiate' },
  ]);
  expect(active.mainModeFilters).toMatchObject([
    { from: 'dynamic', policy: 'MM', authentication: [{ method: 'kerberos' }] },
  ]);
});

test('its policies must be there', () => {
  expect(code(rule)).toBe(13004);
  expect(code(main, rule)).toBe(13001);
  expect(code(main, { ...rule, quickModePolicy: undefined })).toBeUndefined();
});

test('what negotiates nothing needs no quick-mode policy', () => {
  const block = { ...rule, inboundAction: 'block', outboundAction: 'permit' } as const;
  expect(code(main, { ...block, quickModePolicy: undefined })).toBe('done');
  const result = answer([main, block]);
  expect(result.ok && result.remarks).toEqual([
    'The rule negotiates nothing, so the quick-mode policy "qm" is not used.',
  ]);
});

const tunnel = { ...identity, mirrored: false, tunnel: parseAddress('203.0.113.1') };

test('a rule is there once', () => {
  expect(code(main, quick, rule, rule)).toBe(13008);
  const away = { ...rule, identity: tunnel };
  expect(code(main, quick, away, away)).toBe(13016);
  expect(code(main, quick, rule, away)).toBe('done');
});

test('rules for the same computers share main mode, so they want the same of it', () => {
  const web = { ...rule, identity: { ...identity, protocol: 6, destinationPort: 80 } };
  expect(inForce([main, quick, rule, web]).mainModeFilters).toHaveLength(1);
  expect(code(main, quick, rule, { ...web, authentication: [psk('k')] })).toBe(13006);
  const one = { kind: 'delete-rule', identity } as const;
  expect(inForce([main, quick, rule, web, one]).mainModeFilters).toHaveLength(1);
  const both = [one, { kind: 'delete-rule', identity: web.identity } as const];
  expect(inForce([main, quick, rule, web, ...both])).toMatchObject({
    mainModeFilters: [],
    quickModeFilters: [],
  });
});

test('a rule is found by all of its identity', () => {
  const other = { ...identity, mirrored: false };
  expect(code(main, quick, rule, { kind: 'delete-rule', identity: other })).toBe(13009);
  expect(code(main, quick, rule, { kind: 'set-rule', identity: other })).toBe(13009);
  expect(code(main, quick, rule, { kind: 'delete-rule', identity: tunnel })).toBe(13017);
});

test('filters of tunnels go one way', () => {
  expect(code(main, quick, { ...rule, identity: { ...tunnel, mirrored: true } })).toBeUndefined();
});

test('set changes what it says', () => {
  const second = { ...main, name: 'Other' } as const;
  const set = {
    kind: 'set-rule',
    identity,
    mainModePolicy: 'Other',
    inboundAction: 'permit',
    authentication: [psk('k')],
  } as const;
  const active = inForce([main, second, quick, rule, set]);
  expect(active.quickModeFilters).toMatchObject([
    { inboundAction: 'permit', outboundAction: 'negotiate', policy: 'QM' },
  ]);
  expect(active.mainModeFilters).toMatchObject([
    { policy: 'Other', authentication: [{ method: 'psk' }] },
  ]);
});

const model = applied([
  addPolicy('P'),
  addFilter('F'),
  addAction('A'),
  addRule('R', 'P', 'F', 'A'),
]);
const local = compile(model, model.policies[0]!.guid, 'local');
const ofLocal = { ...identity, destination: ANY };

test('rules of stores can be changed and deleted until they are applied anew, and that is said', () => {
  const changed = answer([{ kind: 'set-rule', identity: ofLocal, inboundAction: 'block' }], local);
  expect(changed.ok && changed.remarks[0]).toContain('lasts until the service stops');
  expect(changed.ok && changed.policy.quickModeFilters[0]?.from).toBe('dynamic');
  const deleted = answer([{ kind: 'delete-rule', identity: ofLocal }], local);
  expect(deleted.ok && deleted.remarks[0]).toContain('comes back');
  expect(deleted.ok && deleted.policy.mainModeFilters).toEqual([]);
});

test('delete all takes policy of stores out of force too, and says so', () => {
  const result = answer([{ kind: 'delete-all' }], local);
  expect(result).toMatchObject({ ok: true, policy: NO_POLICY });
  expect(result.ok && result.remarks).toHaveLength(1);
  const own = answer([main, { kind: 'delete-all' }]);
  expect(own.ok && own.remarks).toEqual([]);
});
