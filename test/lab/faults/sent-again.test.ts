import { expect, it } from 'vitest';
import { SentAgain } from '../../../src/lab/faults/sent-again.ts';

it('counts, and forgets what is old', () => {
  const sent = new SentAgain(100);
  expect([sent.count('x'), sent.count('x'), sent.count('y')]).toEqual([1, 2, 1]);
  for (let i = 0; i < 49; i++) sent.count(`n${i}`);
  expect(sent.count('x')).toBe(3);
  for (let i = 0; i < 110; i++) sent.count(`m${i}`);
  expect(sent.count('x')).toBe(1);
});
