import { describe, expect, it } from 'vitest';
import { GROUPS } from '../../bench/groups.ts';
import { parseOptions } from '../../bench/options.ts';
import { replayCases } from '../../bench/structures/replay.ts';
import { spdCases } from '../../bench/structures/spd.ts';

describe.each(GROUPS.map((group) => [group.name, group] as const))('the group %s', (_, group) => {
  const cases = group.cases({ quick: false });

  it('names each case once', () => {
    expect(cases.length).toBeGreaterThan(0);
    expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length);
  });

  it('has the cases that its targets and plots speak of, and fewer for a quick run', () => {
    const names = cases.map(({ name }) => name);
    for (const target of group.targets ?? []) expect(names).toContain(target.case);
    const quick = group.cases({ quick: true });
    expect(quick.length).toBeGreaterThan(0);
    expect(quick.length).toBeLessThanOrEqual(cases.length);
    for (const { x, where = {} } of group.plots ?? []) {
      const shown = cases.filter(
        ({ axes }) =>
          axes[x] !== undefined &&
          Object.entries(where).every(([axis, value]) => axes[axis] === value),
      );
      expect(shown.length).toBeGreaterThan(0);
    }
  });
});

it('compares a structure with its naive form before it is timed', async () => {
  for (const one of [...replayCases(), ...spdCases(true)]) {
    if (one.axes.size === 100_000) continue;
    const { contenders } = await one.prepare();
    expect(contenders.length).toBeGreaterThan(1);
  }
});

it('takes words of its command line apart, and refuses what it does not know', () => {
  expect(parseOptions(['--quick', '--filter', 'seal 64', '--group', 'crypto'])).toMatchObject({
    quick: true,
    words: ['seal', '64'],
    groups: ['crypto'],
  });
  expect(() => parseOptions(['--fast'])).toThrow(TypeError);
});
