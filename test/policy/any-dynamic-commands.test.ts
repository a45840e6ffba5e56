import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type ActivePolicy, NO_POLICY } from '../../src/policy/compiled.ts';
import { applyDynamic } from '../../src/policy/dynamic-apply.ts';
import { expand } from '../../src/policy/expand.ts';
import { dynamicPart, mergeActive } from '../../src/policy/merge.ts';
import { anyDynamicCommand } from './arbitrary.ts';
import { computer } from './making.ts';

const START = [
  {
    kind: 'add-mm-policy',
    name: 'A',
    quickModeLimit: 0,
    lifetimeMinutes: 480,
    softSaExpiryMinutes: 480,
    methods: [],
  } as const,
  { kind: 'add-qm-policy', name: 'A', soft: false, pfs: 'none', methods: [] } as const,
].reduce((active, command) => {
  const result = applyDynamic(active, command);
  return result.ok ? result.policy : active;
}, NO_POLICY);
const here = computer('192.0.2.1');

function expectWhole(active: ActivePolicy): void {
  const main = active.mainModePolicies.map(({ name }) => name);
  const quick = active.quickModePolicies.map(({ name }) => name);
  expect(new Set(main).size).toBe(main.length);
  expect(new Set(quick).size).toBe(quick.length);
  for (const { policy } of active.mainModeFilters) expect(main).toContain(policy);
  for (const { policy, inboundAction, outboundAction } of active.quickModeFilters) {
    const negotiates = inboundAction === 'negotiate' || outboundAction === 'negotiate';
    expect(policy !== undefined).toBe(negotiates);
    if (policy !== undefined) expect(quick).toContain(policy);
  }
  const guids = [...active.mainModeFilters, ...active.quickModeFilters].map(({ guid }) => guid);
  expect(new Set(guids).size).toBe(guids.length);
}

test('whatever is edited, what is in force stays whole', () => {
  const done = new Set<string>();
  const codes = new Set<number>();
  fc.assert(
    fc.property(fc.array(anyDynamicCommand, { minLength: 10, maxLength: 60 }), (commands) => {
      let active = START;
      for (const command of commands) {
        const result = applyDynamic(active, command);
        if (result.ok) {
          active = result.policy;
          done.add(command.kind);
        } else if (result.error.code !== undefined) codes.add(result.error.code);
        expectWhole(active);
      }
      expand(active, here);
      expect(mergeActive([dynamicPart(active)])).toEqual(active);
    }),
    { numRuns: 300, seed: 7 },
  );
  expect(done.size).toBe(9);
  expect([...codes].sort()).toEqual(
    expect.arrayContaining([13000, 13001, 13002, 13003, 13004, 13005, 13006, 13008, 13009]),
  );
});
