/** Batches of ESP packets of mixed lengths, and what two implementations make of them. */

import { expect } from 'vitest';
import { copy } from '../../../src/base/bytes.ts';
import { seededRandom } from '../../../src/base/random.ts';
import { divideKeymat, espLayout, keyOctets } from '../../../src/crypto/algorithms.ts';
import type { EspKeys, EspOpener, EspSealer, EspSuite } from '../../../src/crypto/provider.ts';

/** Octets of what is protected: around every block and every number of blocks, and long ones. */
const LENGTHS = [
  2, 3, 15, 16, 17, 31, 32, 33, 47, 48, 63, 64, 65, 66, 80, 127, 128, 129, 190, 191, 192, 193, 254,
  255, 256, 257, 300, 511, 512, 513, 576, 1000, 1402, 1404, 1500, 2047, 4100, 8902, 9000,
];

export interface Laid {
  readonly arena: Uint8Array;
  readonly spans: Uint32Array;
  readonly count: number;
  readonly highs: Uint32Array;
}

/** Keys of a suite, the same each time. */
export function keysOf(suite: EspSuite, seed = 'keys'): EspKeys {
  return divideKeymat(suite, seededRandom(seed).bytes(keyOctets(suite).total));
}

/** Packets not yet sealed, one behind another with gaps, of lengths that `seed` chooses. */
export function layPackets(suite: EspSuite, count: number, seed: string): Laid {
  const random = seededRandom(seed);
  const { ivOctets, paddingOctets, icvOctets } = espLayout(suite);
  const spans = new Uint32Array(2 * count);
  const highs = new Uint32Array(count);
  let end = 0;
  for (let i = 0; i < count; i++) {
    const [choice, gap] = random.bytes(2);
    const length = LENGTHS[choice! % LENGTHS.length]!;
    const start = end + (gap! % 5);
    end = start + 8 + ivOctets + Math.ceil(length / paddingOctets) * paddingOctets + icvOctets;
    spans.set([start, end], 2 * i);
    highs[i] = choice! % 3;
  }
  return { arena: random.bytes(end + 7), spans, count, highs };
}

/** Seals the same packets in both ways and expects the same octets, also beside the packets. */
export function expectSameSealed(mine: EspSealer, reference: EspSealer, laid: Laid): Uint8Array {
  const { spans, count, highs } = laid;
  const expected = copy(laid.arena);
  const made = copy(laid.arena);
  reference.seal(expected, spans, count, highs);
  mine.seal(made, spans, count, highs);
  expect(firstDifference(made, expected)).toBe(-1);
  return made;
}

/** Opens sealed packets, some of them spoiled, in both ways and expects the same of both. */
export function expectSameOpened(
  mine: EspOpener,
  reference: EspOpener,
  laid: Laid,
  sealed: Uint8Array,
  seed: string,
): void {
  const { spans, count, highs } = laid;
  const spoiled = copy(sealed);
  const random = seededRandom(seed);
  for (let i = 0; i < count; i++) {
    const [choice, high, low] = random.bytes(3);
    if (choice! % 3 !== 0) continue;
    const start = spans[2 * i]!;
    const place = start + (((high! << 8) | low!) % (spans[2 * i + 1]! - start));
    spoiled[place] = spoiled[place]! ^ (1 << (choice! % 8));
  }
  const opened = [reference, mine].map((opener) => {
    const arena = copy(spoiled);
    const verdicts = new Uint8Array(count).fill(9);
    opener.open(arena, spans, count, verdicts, highs);
    return { arena, verdicts };
  });
  expect([...opened[1]!.verdicts]).toEqual([...opened[0]!.verdicts]);
  expect(firstDifference(opened[1]!.arena, opened[0]!.arena)).toBe(-1);
}

/** Where two arrays differ first; -1 where they are the same. Far quicker than `toEqual`. */
function firstDifference(one: Uint8Array, other: Uint8Array): number {
  if (one.length !== other.length) return Math.min(one.length, other.length);
  for (let i = 0; i < one.length; i++) if (one[i] !== other[i]) return i;
  return -1;
}
