/** AES-CBC of many packets side by side: each is what @noble makes of it under its IV, and IVs are E_k(R). */

import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { toHex } from '../../../src/base/bytes.ts';
import { seededRandom } from '../../../src/base/random.ts';
import {
  allSuites,
  divideKeymat,
  espLayout,
  keyOctets,
  suiteLabel,
} from '../../../src/crypto/algorithms.ts';
import { nobleProvider } from '../../../src/crypto/noble.ts';
import { nodeProvider } from '../../../src/crypto/node.ts';
import type { CryptoProvider, EspSuite } from '../../../src/crypto/provider.ts';
import { openLibc } from '../../../src/net/native/libc.ts';
import { isNativeCbc } from '../../../src/net/native/native-cbc.ts';
import { nativeProvider } from '../../../src/net/native/native-provider.ts';

const SAS = 2;
const IV = 16;
/** So many packets abreast, on the average of the rows, are faster than one after the other. */
const LEAST_ABREAST = 10;
const SUITES = allSuites().filter(isNativeCbc);

let native: CryptoProvider;
beforeAll(async () => {
  native = (await nativeProvider(nodeProvider, await openLibc('--io native')))!;
});

/** An SA of the native provider, and what it should do, said with @noble's single blocks and messages. */
function saOf(suite: EspSuite, number: number) {
  const keys = divideKeymat(suite, seededRandom(`keys ${number}`).bytes(keyOctets(suite).total));
  const random = seededRandom(`IVs ${number}`);
  const block = nobleProvider.cbc('aes-cbc', keys.encryption);
  const single = nobleProvider.espSealer(suite, keys, seededRandom('not used'));
  const { icvOctets } = espLayout(suite);
  let last = new Uint8Array(IV);
  return {
    sealer: native.espSealer(suite, keys, seededRandom(`IVs ${number}`)),
    opener: nobleProvider.espOpener(suite, keys),
    expect(arena: Uint8Array, spans: Uint32Array, areAbreast: boolean): void {
      for (let i = 0; i < spans.length; i += 2) {
        const [start, end] = [spans[i]!, spans[i + 1]!];
        const iv = block.encrypt(areAbreast ? new Uint8Array(IV) : last, random.bytes(IV));
        single.sealWithIv(arena, start, end, iv);
        last = arena.slice(end - icvOctets - IV, end - icvOctets);
      }
    },
  };
}

/** Packets whose bodies have so many blocks, with `gap` octets between them. */
function packets(suite: EspSuite, blocks: readonly number[], gap: number) {
  const { icvOctets } = espLayout(suite);
  const spans = new Uint32Array(blocks.length * 2);
  let at = gap;
  for (const [i, count] of blocks.entries()) {
    spans[i * 2] = at;
    at += 8 + IV + 16 * count + icvOctets;
    spans[i * 2 + 1] = at;
    at += gap;
  }
  return { arena: seededRandom(`packets ${blocks.join()}`).bytes(at), spans };
}

describe.each(SUITES.map((suite) => [suiteLabel(suite), suite] as const))('%s', (_label, suite) => {
  it('takes a row of blocks of all packets at a time where that is worth it', () => {
    const turn = fc.record({
      sa: fc.nat(SAS - 1),
      gap: fc.integer({ min: 0, max: 29 }),
      blocks: fc.oneof(
        fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 24 }),
        // Most batches of a real path: packets of one length.
        fc
          .tuple(fc.integer({ min: 8, max: 64 }), fc.integer({ min: 1, max: 40 }))
          .map(([count, length]) => new Array<number>(count).fill(length)),
      ),
    });
    const met = new Set<boolean>();
    fc.assert(
      fc.property(fc.array(turn, { minLength: 1, maxLength: 4 }), (turns) => {
        const sas = Array.from({ length: SAS }, (_, number) => saOf(suite, number));
        for (const { sa, gap, blocks } of turns) {
          const { arena, spans } = packets(suite, blocks, gap);
          const expected = arena.slice();
          const rows = Math.max(...blocks) + 1;
          const all = blocks.reduce((sum, count) => sum + count + 1, 0);
          const areAbreast = all >= LEAST_ABREAST * rows;
          met.add(areAbreast);
          sas[sa]!.expect(expected, spans, areAbreast);
          sas[sa]!.sealer.seal(arena, spans, blocks.length);
          expect(toHex(arena)).toBe(toHex(expected));
          const verdicts = new Uint8Array(blocks.length);
          sas[sa]!.opener.open(arena, spans, blocks.length, verdicts);
          expect(verdicts).toEqual(new Uint8Array(blocks.length).fill(1));
        }
      }),
      { numRuns: 15, seed: 8 },
    );
    expect(met).toEqual(new Set([true, false]));
  });
});
