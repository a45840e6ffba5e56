/** 20,000 structure-aware mutations over every codec of src/wire, the same ones at each run. */

import { expect, it } from 'vitest';
import { discoverCodecs } from './discovery.ts';
import { fuzz, seededDraws } from './fuzz.ts';

const CASES = 20_000;
const codecs = await discoverCodecs();

it('any octets give a value that encodes to them, or a DecodeError', () => {
  const { tally, finding } = fuzz(codecs, seededDraws(0x4553_5049), ({ cases }) => cases < CASES);
  expect(finding).toBeUndefined();
  expect(tally.cases).toBe(CASES);
  // Both outcomes must be common, else the mutations are too wild or too tame.
  expect(tally.values).toBeGreaterThan(CASES / 20);
  expect(tally.values).toBeLessThan((CASES * 19) / 20);
});
