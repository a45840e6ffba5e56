/** Random command lines: each has an answer or a clear error, and no store is damaged. */

import { expect, it } from 'vitest';
import { fuzzLines } from './fuzzing.ts';

it('1,500 random lines are answered or refused, and stores stay right', async () => {
  const { lines, good, verbs, dumps, rules, finding } = await fuzzLines(1500, 20_030_424);
  expect(finding).toBeUndefined();
  expect(lines).toBe(1500);
  // A fuzzer whose lines are all wrong, or about nothing, would show little.
  expect(good).toBeGreaterThan(600);
  expect(verbs.size).toBeGreaterThan(50);
  expect([dumps, rules]).toEqual([60, expect.toSatisfy((most) => most > 2)]);
}, 120_000);
