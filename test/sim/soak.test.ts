import { expect, test } from 'vitest';
import { makeLab } from '../../src/lab/pki/lab.ts';
import { SOAK_START } from './soak-certificates.ts';
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

test('the same with certificates, whose checks are slow or never answered', async () => {
  const lab = await makeLab({ now: SOAK_START });
  expect(soak({ seed: '168', spells: 1, lab }).broken).toEqual([]);
});
