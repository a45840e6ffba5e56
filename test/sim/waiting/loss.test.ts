/** DESIGN 1: slow checks and lost messages together. */

import { describe, expect, test } from 'vitest';
import { up } from '../../host/pairs.ts';
import { duplicates, mainModes, slowPairs } from './slow.ts';

const pairOf = slowPairs();
const SLOW = (_host: string, effect: string): number => (effect === 'verify' ? 1500 : 100);

describe('a handshake with slow checks', () => {
  test.each([1, 2, 3, 4, 5, 6])('survives the loss of message %i', (number) => {
    const { subject: pair, asked } = pairOf(SLOW);
    const from = number % 2 === 1 ? 'a' : 'b';
    pair.link.drop(({ sender }) => sender === from, Math.ceil(number / 2));
    up(pair, pair.a, 'tunnel');
    expect(mainModes(pair)).toBe('1 1');
    expect(asked).toEqual(['a sign', 'b verify', 'b sign', 'a verify']);
  });

  test('answers a repetition of message 5 with message 6 again, once it has been sent', () => {
    const { subject: pair } = pairOf((_host, effect) => (effect === 'verify' ? 300 : 0));
    pair.link.drop(({ sender }) => sender === 'b', 3);
    up(pair, pair.a, 'tunnel');
    expect(duplicates(pair.b)).toContain(5);
    expect(mainModes(pair)).toBe('1 1');
  });

  test('survives 20 % loss and duplication', () => {
    for (const seed of ['one', 'two', 'three', 'four', 'five']) {
      const network = { loss: 0.2, duplicate: 0.2 };
      const { subject: pair } = pairOf(SLOW, { seed, network });
      const result = pair.command(pair.a, { kind: 'up', policy: 'tunnel' });
      expect([seed, result.ok]).toEqual([seed, true]);
    }
  });
});
