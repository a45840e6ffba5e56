/** Packets that are too short for their suite, among others that are not. */

import { expect, it } from 'vitest';
import { copy, toHex } from '../../../src/base/bytes.ts';
import { seededRandom } from '../../../src/base/random.ts';
import { espLayout } from '../../../src/crypto/algorithms.ts';
import { fastProvider } from '../../../src/crypto/fast/fast.ts';
import type { EspEncryption } from '../../../src/crypto/provider.ts';
import { keysOf } from './batches.ts';

const ENCRYPTIONS: readonly (readonly [EspEncryption, number])[] = [
  ['chacha20-poly1305', 256],
  ['aes-gcm-8', 128],
  ['aes-gcm-16', 256],
  ['aes-gmac', 128],
];
const random = seededRandom('shapes');

it.each(ENCRYPTIONS)('%s: the others are opened', (encryption, keyBits) => {
  for (const constantTime of [true, false]) {
    const provider = fastProvider({ constantTime });
    const suite = { encryption, keyBits, integrity: 'none' } as const;
    const { icvOctets } = espLayout(suite);
    const least = 8 + 8 + 2 + icvOctets;
    // One octet too short, too short for any ICV, empty, and none of them.
    const lengths = [least, least - 1, 40 + icvOctets, 3, 0, least];
    const spans = new Uint32Array(2 * lengths.length);
    let at = 0;
    for (const [i, length] of lengths.entries()) spans.set([at, (at += length)], 2 * i);
    const clear = random.bytes(at);
    const arena = copy(clear);
    const sealer = provider.espSealer(suite, keysOf(suite), random);
    for (const i of [0, 2, 5]) sealer.seal(arena, spans.subarray(2 * i), 1);
    const sealed = copy(arena);
    const verdicts = new Uint8Array(lengths.length).fill(7);
    provider.espOpener(suite, keysOf(suite)).open(arena, spans, lengths.length, verdicts);
    expect([...verdicts]).toEqual([1, 0, 1, 0, 0, 1]);
    const body = (i: number) => [spans[2 * i]! + 16, spans[2 * i + 1]! - icvOctets] as const;
    for (const i of [0, 2, 5]) {
      expect(toHex(arena.subarray(...body(i)))).toBe(toHex(clear.subarray(...body(i))));
    }
    for (const i of [1, 3, 4]) {
      const whole = [spans[2 * i]!, spans[2 * i + 1]!] as const;
      expect(toHex(arena.subarray(...whole))).toBe(toHex(sealed.subarray(...whole)));
    }
  }
});

it('a sealer is not given such a packet', () => {
  const suite = { encryption: 'aes-gcm-16', keyBits: 128, integrity: 'none' } as const;
  const sealer = fastProvider({ constantTime: true }).espSealer(suite, keysOf(suite), random);
  const arena = new Uint8Array(33);
  expect(() => sealer.seal(arena, Uint32Array.of(0, 33), 1)).toThrow('fits its suite');
});
