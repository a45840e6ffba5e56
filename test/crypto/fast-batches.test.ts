/** The fast provider against the reference, octet for octet: batches of any shape, some packets forged. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { copy, toHex, writeU32 } from '../../src/base/bytes.ts';
import { seededRandom } from '../../src/base/random.ts';
import {
  allSuites,
  divideKeymat,
  espLayout,
  keyOctets,
  suiteLabel,
} from '../../src/crypto/algorithms.ts';
import { fastProvider } from '../../src/crypto/fast/fast.ts';
import { nobleProvider } from '../../src/crypto/noble.ts';
import type { EspSuite } from '../../src/crypto/provider.ts';

const fast = fastProvider({ constantTime: true });
const fastest = fastProvider({ constantTime: false });
const room = fast.room!(131_072)!;
/** Providers, and where each has its packets. */
const WAYS = [
  { provider: nobleProvider },
  { provider: fast },
  { provider: fast, room },
  { provider: fastest },
];

interface Packet {
  /** Units of padding of its body. */
  readonly units: number;
  readonly gap: number;
  readonly high: number;
  /** Which octet of it is changed before it is opened; undefined for none. */
  readonly forgedAt: number | undefined;
}

const packet: fc.Arbitrary<Packet> = fc.record({
  units: fc.oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 130 })),
  gap: fc.integer({ min: 0, max: 20 }),
  high: fc.integer({ min: 0, max: 0xffffffff }),
  forgedAt: fc.option(fc.nat(), { nil: undefined, freq: 4 }),
});

const batches = fc.record({
  packets: fc.array(packet, { minLength: 1, maxLength: 33 }),
  esn: fc.boolean(),
  seed: fc.string(),
});

function layOut(suite: EspSuite, packets: readonly Packet[], place?: Uint8Array) {
  const { ivOctets, paddingOctets, icvOctets } = espLayout(suite);
  const spans = new Uint32Array(2 * packets.length);
  let at = 0;
  for (const [i, { units, gap }] of packets.entries()) {
    spans[2 * i] = at += gap;
    spans[2 * i + 1] = at += 8 + ivOctets + paddingOctets * units + icvOctets;
  }
  const octets = seededRandom(`arena ${packets.length}`).bytes(at + 7);
  const arena = place?.subarray(3, 3 + octets.length) ?? octets;
  arena.set(octets);
  for (let i = 0; i < packets.length; i++) writeU32(arena, spans[2 * i]! + 4, i + 1);
  return { arena, spans };
}

describe('the fast provider', () => {
  it.each(allSuites().map((suite) => [suiteLabel(suite), suite] as const))(
    '%s: seals and opens batches as the reference does',
    (_label, suite) => {
      const keys = divideKeymat(suite, seededRandom('keys').bytes(keyOctets(suite).total));
      fc.assert(
        fc.property(batches, ({ packets, esn, seed }) => {
          const highs = Uint32Array.from(packets, ({ high }) => high);
          const count = packets.length;
          const [expected, ...others] = WAYS.map((way) => {
            const { provider } = way;
            const { arena, spans } = layOut(suite, packets, way.room);
            const sealer = provider.espSealer(suite, keys, seededRandom(seed), { esn });
            // Twice: the second batch goes on where the first ended.
            sealer.seal(arena, spans, count, highs);
            sealer.seal(arena, spans, count, highs);
            const sealed = copy(arena);
            for (const [i, { forgedAt }] of packets.entries()) {
              if (forgedAt === undefined) continue;
              const start = spans[2 * i]!;
              arena[start + (forgedAt % (spans[2 * i + 1]! - start))]! ^= 0x10;
            }
            const verdicts = new Uint8Array(count).fill(7);
            provider.espOpener(suite, keys, { esn }).open(arena, spans, count, verdicts, highs);
            return { sealed: toHex(sealed), verdicts: [...verdicts], opened: toHex(arena) };
          });
          for (const other of others) expect(other).toEqual(expected);
        }),
        { numRuns: 6 },
      );
    },
  );
});
