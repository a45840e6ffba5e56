import { expect, test } from 'vitest';
import { soak } from './soaking.ts';

test.each(['101', '161', '168', '251'])(
  'two hosts live through bad networks, crashes and an attacker, and rest in order (seed %s)',
  (seed) => {
    const { broken, forged, virtualSeconds } = soak({ seed, spells: 2 });
    expect(broken).toEqual([]);
    expect(virtualSeconds).toBeGreaterThan(300);
    expect(forged).toBeGreaterThanOrEqual(0);
  },
);
