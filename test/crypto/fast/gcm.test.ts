/** GCM and GMAC over a key stream made at once give the reference's octets, with both kinds of GHASH. */

import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../src/base/random.ts';
import { gcmOpener, gcmSealer } from '../../../src/crypto/fast/gcm.ts';
import { nodeProvider } from '../../../src/crypto/node.ts';
import type { EspEncryption, EspSuite } from '../../../src/crypto/provider.ts';
import { expectSameOpened, expectSameSealed, keysOf, layPackets } from './batches.ts';

const ENCRYPTIONS: readonly EspEncryption[] = ['aes-gcm-8', 'aes-gcm-12', 'aes-gcm-16', 'aes-gmac'];
const COUNTS = [...Array.from({ length: 34 }, (_, i) => i), 64, 65, 150];
const random = seededRandom('unused');

function suiteOf(encryption: EspEncryption, keyBits = 128): EspSuite {
  return { encryption, keyBits, integrity: 'none' };
}

/** Both directions, batch after batch on the same SA. */
function checkSuite(suite: EspSuite, constantTime: boolean, esn: boolean): void {
  const keys = keysOf(suite);
  const sealer = gcmSealer(suite, keys, random, { esn, constantTime });
  const opener = gcmOpener(suite, keys, { esn, constantTime });
  const reference = nodeProvider.espSealer(suite, keys, random, { esn });
  const referenceOpener = nodeProvider.espOpener(suite, keys, { esn });
  for (const count of COUNTS) {
    const laid = layPackets(suite, count, `gcm ${count}`);
    const sealed = expectSameSealed(sealer, reference, laid);
    expectSameOpened(opener, referenceOpener, laid, sealed, `spoiled ${count}`);
  }
}

describe.each([true, false])('constant time %s', (constantTime) => {
  describe.each([false, true])('ESN %s', (esn) => {
    it.each(ENCRYPTIONS)('%s in batches', (encryption) => {
      checkSuite(suiteOf(encryption), constantTime, esn);
    });
  });

  it.each([192, 256])('keys of %i bits', (keyBits) => {
    checkSuite(suiteOf('aes-gcm-16', keyBits), constantTime, false);
  });

  it('keeps more SAs apart than have tables in the kernel', () => {
    const suite = suiteOf('aes-gcm-16');
    const sas = Array.from({ length: 70 }, (_, i) => {
      const keys = keysOf(suite, `SA ${i}`);
      return {
        mine: gcmSealer(suite, keys, random, { esn: false, constantTime }),
        reference: nodeProvider.espSealer(suite, keys, random),
      };
    });
    const laid = layPackets(suite, 12, 'turns');
    for (const sa of [...sas, ...sas]) expectSameSealed(sa.mine, sa.reference, laid);
  });
});

it('refuses keys of the wrong length', () => {
  const suite = suiteOf('aes-gcm-16');
  const keys = { ...keysOf(suite), encryption: new Uint8Array(24) };
  expect(() => gcmOpener(suite, keys, { esn: false, constantTime: true })).toThrow(RangeError);
});
