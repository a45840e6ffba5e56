/** The kernel of ChaCha20-Poly1305 gives the reference's octets, batch by batch. */

import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../src/base/random.ts';
import { chachaOpener, chachaSealer } from '../../../src/crypto/fast/chacha.ts';
import { nobleProvider } from '../../../src/crypto/noble.ts';
import type { EspSuite } from '../../../src/crypto/provider.ts';
import { expectSameOpened, expectSameSealed, keysOf, layPackets } from './batches.ts';

const SUITE: EspSuite = { encryption: 'chacha20-poly1305', keyBits: 256, integrity: 'none' };
const COUNTS = [...Array.from({ length: 34 }, (_, i) => i), 64, 65, 150];

describe.each([false, true])('ChaCha20-Poly1305 in batches, ESN %s', (esn) => {
  it.each(COUNTS)('%i packets', (count) => {
    const keys = keysOf(SUITE);
    const random = seededRandom('unused');
    const laid = layPackets(SUITE, count, `chacha ${count}`);
    const sealed = expectSameSealed(
      chachaSealer(SUITE, keys, random, { esn }),
      nobleProvider.espSealer(SUITE, keys, random, { esn }),
      laid,
    );
    expectSameOpened(
      chachaOpener(SUITE, keys, { esn }),
      nobleProvider.espOpener(SUITE, keys, { esn }),
      laid,
      sealed,
      `spoiled ${count}`,
    );
  });
});

it('keeps two SAs apart that take turns', () => {
  const [left, right] = ['left', 'right'].map((seed) => {
    const keys = keysOf(SUITE, seed);
    const random = seededRandom('unused');
    return {
      mine: chachaSealer(SUITE, keys, random),
      reference: nobleProvider.espSealer(SUITE, keys, random),
    };
  });
  for (const side of [left!, right!, left!]) {
    expectSameSealed(side.mine, side.reference, layPackets(SUITE, 3, 'turns'));
  }
});

it('refuses keys of the wrong length', () => {
  const keys = { ...keysOf(SUITE), salt: new Uint8Array(3) };
  expect(() => chachaOpener(SUITE, keys)).toThrow(RangeError);
});
