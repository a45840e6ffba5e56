/** DESIGN 1: while a step waits for an effect, nothing of its exchange moves. */

import { describe, expect, test } from 'vitest';
import { up } from '../../host/pairs.ts';
import { mainModes, slowPairs } from './slow.ts';

const pairOf = slowPairs();

describe('the chain of IVs', () => {
  test('does not move while a check is under way, whatever comes meanwhile', () => {
    const { subject: pair, asked } = pairOf((_host, effect) => (effect === 'verify' ? 3000 : 0));
    const sent = pair.link.capture(({ sender }) => sender === 'a');
    const command = pair.begin(pair.a, { kind: 'up', policy: 'tunnel' });
    pair.runUntil(() => asked.includes('b verify'), 1000);
    const { path, bytes } = sent[2]!;
    for (let octet = 28; octet < bytes.length; octet += 7) {
      const forged = Uint8Array.from(bytes);
      forged[octet]! ^= 0x40;
      pair.inject(path, forged);
    }
    pair.runUntil(() => pair.result(command) !== undefined, 60_000);
    expect(pair.result(command)?.ok).toBe(true);
    expect(mainModes(pair)).toBe('1 1');
    expect(asked.filter((one) => one === 'b verify')).toHaveLength(1);
  });

  test('is that of a handshake without waiting: the same octets go over the wire', () => {
    const octets = (milliseconds: number): string[] => {
      const { subject: pair } = pairOf((_host, effect) => (effect === 'verify' ? milliseconds : 0));
      up(pair, pair.a, 'tunnel');
      const seen = pair.log.filter(({ what }) => what === 'sent');
      const messages = seen.map(({ bytes }) => Buffer.from(bytes).toString('hex'));
      return [...new Set(messages)];
    };
    expect(octets(3000)).toEqual(octets(0));
  });
});
