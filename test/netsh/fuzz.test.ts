/** Random command lines: each has an answer or a clear error, and no store is damaged. */

import { expect, it } from 'vitest';
import { fuzzLines } from './fuzzing.ts';

it('2,000 random lines are answered or refused, and stores stay right', async () => {
  const { lines, good, finding } = await fuzzLines(2000, 20_030_424);
  expect(finding).toBeUndefined();
  expect(lines).toBe(2000);
  // A fuzzer whose lines are all wrong would show little.
  expect(good).toBeGreaterThan(600);
}, 60_000);
