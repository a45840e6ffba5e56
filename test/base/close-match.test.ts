import { expect, test } from 'vitest';
import { closeMatch } from '../../src/base/close-match.ts';

const words = ['filter', 'filterlist', 'filteraction', 'policy', 'rule'];

test.each([
  ['fliter', 'filter'],
  ['Polcy', 'policy'],
  ['ruel', 'rule'],
  ['filterlits', 'filterlist'],
  ['POLICY', 'policy'],
])('%s is meant to be %s', (text, meant) => {
  expect(closeMatch(text, words)).toBe(meant);
});

test.each(['', 'xyz', 'statistics'])('%j is near nothing', (text) => {
  expect(closeMatch(text, words)).toBeUndefined();
});

test('long texts cost no more than their beginning', () => {
  const long = 'a'.repeat(100_000);
  expect(closeMatch(long, [`${long}b`])?.length).toBe(100_001);
});
