import { expect, test } from 'vitest';
import type { ActivePolicy, MainModePolicy } from '../../../src/policy/compiled.ts';
import { type Pair, pair } from '../../../src/sim/pair.ts';
import { flow } from './engines.ts';
import { rules, windows } from './policies.ts';

const NAMES = ['one', 'two', 'three', 'four'];

const FOUR = rules(NAMES.map((name, i) => ({ name, protocol: 17, destinationPort: 1000 + i })));
const ALL = rules([{ name: 'all' }]);

function limited(policy: ActivePolicy, change: Partial<MainModePolicy>): ActivePolicy {
  const mainModePolicies = policy.mainModePolicies.map((one) => ({ ...one, ...change }));
  return { ...policy, mainModePolicies };
}

/** Four rules, brought up one after the other. */
function up(a: Partial<MainModePolicy>, b = a, apart = 0): Pair {
  const both = pair({ a: windows(limited(FOUR, a)), b: windows(limited(ALL, b)) });
  for (const name of NAMES) {
    expect(both.command(both.a, { kind: 'up', policy: flow(name) })).toMatchObject({ ok: true });
    both.run(apart);
  }
  return both;
}

test.each([
  ['no limit', { quickModeLimit: 0 }, 1],
  ['a limit of two', { quickModeLimit: 2 }, 2],
  ['master PFS', { masterPfs: true }, 4],
  ['master PFS, whatever the limit says', { masterPfs: true, quickModeLimit: 100 }, 4],
] as const)('with %s four quick modes take so many main modes', (_, change, mainModes) => {
  const both = up(change);
  expect(both.events(both.a, 'main-mode-established')).toHaveLength(mainModes);
  expect(both.a.host.query('quick-mode-sas').items).toHaveLength(4);
  both.run(60_000);
  expect(both.a.host.query('quick-mode-sas').items).toHaveLength(4);
  expect(both.a.host.query('main-mode-sas').items.length).toBeLessThanOrEqual(1);
});

test('pairs outlive the main modes that made them, on both sides', () => {
  const both = up({ masterPfs: true }, { masterPfs: true }, 30_000);
  for (const host of [both.a, both.b]) {
    expect(host.host.query('quick-mode-sas').items).toHaveLength(4);
    expect(both.events(host, 'peer-restarted')).toEqual([]);
  }
});

test('where the other side alone has a limit, its main mode is done without soon', () => {
  const both = up({ quickModeLimit: 0 }, { quickModeLimit: 1 });
  expect(both.now).toBeLessThan(2000);
  expect(both.events(both.a, 'main-mode-established')).toHaveLength(4);
  expect(both.events(both.a, 'quick-mode-failed')).toMatchObject([
    { again: true },
    { again: true },
    { again: true },
  ]);
  for (const host of [both.a, both.b])
    expect(host.host.query('quick-mode-sas').items).toHaveLength(4);
});
