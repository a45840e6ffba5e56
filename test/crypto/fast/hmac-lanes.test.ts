/** HMACs of several messages at once: of one length, which have a way of their own, and of others. */

import { describe, expect, it } from 'vitest';
import { toHex, u32 } from '../../../src/base/bytes.ts';
import { seededRandom } from '../../../src/base/random.ts';
import { HASHES } from '../../../src/crypto/algorithms.ts';
import { hmacKernel } from '../../../src/crypto/fast/hmac-kernel.ts';
import { nobleProvider } from '../../../src/crypto/noble.ts';
import type { HashName } from '../../../src/crypto/provider.ts';

const NAMES = Object.keys(HASHES) as HashName[];
const kernel = hmacKernel();
const key = seededRandom('key').bytes(20);

/** The MACs of messages of these lengths, by the kernel and by @noble. */
function macsOf(name: HashName, lengths: readonly number[], tailed: boolean) {
  const { jobs, memory, image, macs } = kernel;
  const octets = seededRandom(`messages ${lengths.join()}`).bytes(10_000);
  memory.set(octets, image);
  const theirs: string[] = [];
  let at = 3;
  for (const [i, length] of lengths.entries()) {
    const tail = 0x01020304 * (i + 1);
    jobs.set([image + at, image + at + length, tail], 4 * i);
    const tails = tailed ? [u32(tail)] : [];
    const mac = nobleProvider.hmac(name, key).compute(octets.subarray(at, at + length), ...tails);
    theirs.push(toHex(mac));
    at += length + 12;
  }
  kernel.authenticate(kernel.keyOf(name, key), lengths.length, tailed);
  const ours = lengths.map((_, i) =>
    toHex(memory.subarray(macs + 64 * i, macs + 64 * i + HASHES[name].octets)),
  );
  return { ours, theirs };
}

describe.each(NAMES)('HMACs with %s', (name) => {
  it.each([false, true])(
    'are the reference’s whatever the lengths, a word behind them %s',
    (tailed) => {
      for (let length = 0; length <= 272; length++) {
        const equal = new Array<number>(length % 2 === 0 ? 4 : 9).fill(length);
        for (const lengths of [equal, [...equal, length + 1, 5], [length + 4, ...equal]]) {
          const { ours, theirs } = macsOf(name, lengths, tailed);
          expect(ours, lengths.join()).toEqual(theirs);
        }
      }
    },
  );
});
