import { expect, test } from 'vitest';
import { soak } from './soaking.ts';

test.each(['33', '168', '251'])(
  'two hosts live through a bad network, crashes and an attacker, and rest in order (seed %s)',
  (seed) => {
    const { broken, forged, crashes } = soak({ seed, spells: 1 });
    expect(broken).toEqual([]);
    expect(forged).toBeGreaterThan(500);
    expect(crashes).toBeGreaterThan(0);
  },
);
