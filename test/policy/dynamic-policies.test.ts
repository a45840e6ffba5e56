import { expect, test } from 'vitest';
import { compile } from '../../src/policy/compile.ts';
import { NO_POLICY } from '../../src/policy/compiled.ts';
import type { DynamicApplied, DynamicCommand } from '../../src/policy/dynamic.ts';
import { applyDynamic } from '../../src/policy/dynamic-apply.ts';
import { addAction, addFilter, addPolicy, addRule, applied } from './making.ts';

const main = {
  kind: 'add-mm-policy',
  name: 'MM',
  quickModeLimit: 3,
  lifetimeMinutes: 60,
  softSaExpiryMinutes: 10,
  methods: [],
} as const;
const quick = { kind: 'add-qm-policy', name: 'QM', soft: true, pfs: 2, methods: [] } as const;

const model = applied([
  addPolicy('P'),
  addFilter('F'),
  addAction('A'),
  addRule('R', 'P', 'F', 'A'),
]);
const local = compile(model, model.policies[0]!.guid, 'local');

function last(commands: readonly DynamicCommand[], from = NO_POLICY): DynamicApplied {
  let active = from;
  for (const command of commands.slice(0, -1)) {
    const result = applyDynamic(active, command);
    if (!result.ok) throw new Error(result.error.message);
    active = result.policy;
  }
  return applyDynamic(active, commands.at(-1)!);
}

test('minutes become seconds, and what is not named has its default', () => {
  expect(last([main])).toMatchObject({
    ok: true,
    policy: {
      mainModePolicies: [
        {
          name: 'MM',
          source: 'dynamic',
          lifetimeSeconds: 3600,
          softSaExpirySeconds: 600,
          methods: [{ encryption: '3DES', hash: 'SHA1', group: 2 }, {}, {}, {}],
        },
      ],
    },
  });
  expect(last([quick])).toMatchObject({
    policy: { quickModePolicies: [{ name: 'QM', soft: true, pfs: 2, methods: [{}, {}] }] },
  });
});

test.each([
  [13003, [main, { ...main, name: 'mm' }]],
  [13000, [quick, { ...quick, name: 'qm' }]],
  [13004, [{ kind: 'set-mm-policy', name: 'MM' }]],
  [13001, [{ kind: 'set-qm-policy', name: 'QM' }]],
  [13004, [{ kind: 'delete-mm-policy', name: 'MM' }]],
  [13001, [{ kind: 'delete-qm-policy', name: 'QM' }]],
] as const)('%i', (code, commands) => {
  expect(last(commands)).toMatchObject({ ok: false, error: { code } });
});

test('what is in use is not deleted', () => {
  expect(last([{ kind: 'delete-mm-policy', name: 'P' }], local)).toMatchObject({
    error: { code: 13005, message: 'The main-mode policy "P" is in use by "default response".' },
  });
  expect(last([{ kind: 'delete-qm-policy', name: 'A' }], local)).toMatchObject({
    error: { code: 13002, message: 'The quick-mode policy "A" is in use by "R".' },
  });
  expect(last([{ kind: 'delete-qm-policy', name: 'all' }], local)).toMatchObject({
    error: { code: 13002 },
  });
});

test('all means all that nothing uses', () => {
  const result = last([main, { kind: 'delete-mm-policy', name: 'all' }], local);
  expect(result).toMatchObject({
    policy: { mainModePolicies: [{ name: 'P' }] },
    remarks: ['The main-mode policy "P" stays: it is in use.'],
  });
});

test('a changed policy of a store is dynamic from then on, and that is said', () => {
  const result = last([{ kind: 'set-qm-policy', name: 'a', pfs: 'main-mode' }], local);
  expect(result.ok && result.policy.quickModePolicies[0]).toMatchObject({
    name: 'A',
    source: 'dynamic',
    pfs: 'main-mode',
  });
  expect(result.ok && result.remarks).toHaveLength(1);
});

test.each([{ softSaExpiryMinutes: 0 }, { quickModeLimit: -1 }, { lifetimeMinutes: 2 ** 31 }])(
  '%j: refused without a number of Windows',
  (fields) => {
    const result = last([{ ...main, ...fields }]);
    expect(result.ok || result.error.code).toBeUndefined();
  },
);
