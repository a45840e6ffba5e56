/** AES-CBC by OpenSSL's own functions: one context takes the keys of many SAs in turn. */

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

const SAS = 3;
const SUITES = allSuites().filter(isNativeCbc);

let native: CryptoProvider;
beforeAll(async () => {
  native = (await nativeProvider(nodeProvider, await openLibc('--io native')))!;
});

/** One SA, the same with every provider. */
function saOf(provider: CryptoProvider, suite: EspSuite, number: number, esn: boolean) {
  const keys = divideKeymat(suite, seededRandom(`keys ${number}`).bytes(keyOctets(suite).total));
  return {
    sealer: provider.espSealer(suite, keys, seededRandom(`IVs ${number}`), { esn }),
    opener: provider.espOpener(suite, keys, { esn }),
  };
}

/** A batch of packets whose bodies have so many blocks. */
function packets(suite: EspSuite, blocks: readonly number[]) {
  const { ivOctets, icvOctets } = espLayout(suite);
  const spans = new Uint32Array(blocks.length * 2);
  let at = 4;
  for (const [i, count] of blocks.entries()) {
    spans[i * 2] = at;
    at += 8 + ivOctets + 16 * count + icvOctets;
    spans[i * 2 + 1] = at;
  }
  return { arena: seededRandom(`packets ${blocks.join()}`).bytes(at + 4), spans };
}

describe.each(SUITES.map((suite) => [suiteLabel(suite), suite] as const))('%s', (_label, suite) => {
  it.each([false, true])('gives what @noble gives, whichever SA has its turn, ESN %s', (esn) => {
    const turn = fc.record({
      sa: fc.nat(SAS - 1),
      // Few or many, short or long: each is served in its own way.
      blocks: fc.oneof(
        fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 6 }),
        fc.array(fc.integer({ min: 100, max: 250 }), { minLength: 3, maxLength: 6 }),
      ),
    });
    fc.assert(
      fc.property(fc.array(turn, { minLength: 1, maxLength: 6 }), (turns) => {
        const [theirSas, ourSas] = [nobleProvider, native].map((provider) =>
          Array.from({ length: SAS }, (_, number) => saOf(provider, suite, number, esn)),
        );
        for (const { sa, blocks } of turns) {
          const { arena: theirs, spans } = packets(suite, blocks);
          const ours = theirs.slice();
          const highs = new Uint32Array(blocks.length).fill(7);
          theirSas![sa]!.sealer.seal(theirs, spans, blocks.length, highs);
          ourSas![sa]!.sealer.seal(ours, spans, blocks.length, highs);
          expect(toHex(ours)).toBe(toHex(theirs));
          // One of them was changed on its way: in its last octet, which every suite with an ICV sees.
          const broken = blocks.length >> 1;
          for (const arena of [ours, theirs]) arena[spans[broken * 2 + 1]! - 1]! ^= 1;
          const [ourVerdicts, theirVerdicts] = [ours, theirs].map(() => new Uint8Array(6));
          ourSas![sa]!.opener.open(ours, spans, blocks.length, ourVerdicts!, highs);
          theirSas![sa]!.opener.open(theirs, spans, blocks.length, theirVerdicts!, highs);
          expect(ourVerdicts).toEqual(theirVerdicts);
          for (let i = 0; i < blocks.length; i++) {
            if (ourVerdicts![i] === 0) continue;
            const body = [spans[2 * i]! + 24, spans[2 * i + 1]!] as const;
            expect(toHex(ours.subarray(...body))).toBe(toHex(theirs.subarray(...body)));
          }
        }
      }),
      { numRuns: 15, seed: 5 },
    );
  });
});
