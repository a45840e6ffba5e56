/**
 * AES in CBC mode by OpenSSL's own functions, in place: node:crypto makes a buffer for what comes out,
 * which is copied back. To give a context another key takes 0.2 us, and to keep one takes a kilobyte:
 * so there is one for each direction and length of key, and it takes the key of the SA whose turn it
 * is. Measured in batches of 32: 0.02 us a packet less at 64 octets, 0.1 at 1400; one packet alone 0.6.
 */

import { assert } from '../../base/assert.ts';
import { unpackOctets } from '../../base/compact.ts';
import type { CbcStream, SharedCbc } from '../../crypto/fast/cbc-streams.ts';
import type { Openssl } from './openssl.ts';
import { aesCbcAbreastBy } from './openssl-abreast.ts';

/** Where the length of an answer goes, an IV and a key. */
const LENGTH_AT = 0;
const IV_AT = 16;
const KEY_AT = 32;
/** koffi finds arrays of at least a page where they stay. */
const SCRATCH_OCTETS = 4096;

interface Context {
  readonly address: number;
  /** Whose key it has. */
  stream: CbcStream | undefined;
}

export function aesCbcBy(openssl: Openssl): SharedCbc {
  const { begin, update, addressOf } = openssl;
  const abreast = aesCbcAbreastBy(openssl);
  const scratch = new Uint8Array(SCRATCH_OCTETS);
  const base = addressOf(scratch);
  /** By the octets of the key. */
  const sealing = new Map<number, Context>();
  const opening = new Map<number, Context>();

  function contextOf({ isSealing, keyOctets }: CbcStream): Context {
    const contexts = isSealing ? sealing : opening;
    const known = contexts.get(keyOctets);
    if (known !== undefined) return known;
    const address = openssl.newContext();
    const cipher = openssl.cbc[keyOctets];
    assert(address !== 0 && cipher !== undefined, 'OpenSSL has AES-CBC for every key of ESP');
    const isReady = begin(address, cipher, 0, 0, 0, isSealing ? 1 : 0) === 1;
    assert(isReady && openssl.pad(address, 0) === 1, 'OpenSSL lets padding be the business of ESP');
    const made = { address, stream: undefined };
    contexts.set(keyOctets, made);
    return made;
  }

  /** The context takes a stream's key, and goes on where that left off. */
  function take(context: Context, stream: CbcStream): void {
    const key = unpackOctets(stream.key);
    scratch.set(key, KEY_AT);
    scratch.set(new Uint8Array(stream.iv.buffer), IV_AT);
    const isTaken = begin(context.address, 0, 0, base + KEY_AT, base + IV_AT, -1) === 1;
    scratch.fill(0, KEY_AT, KEY_AT + key.length);
    assert(isTaken, 'OpenSSL takes a key of AES');
    context.stream = stream;
  }

  return {
    run(stream, memory, at, octets) {
      const context = contextOf(stream);
      if (context.stream !== stream) take(context, stream);
      const text = addressOf(memory) + at;
      const isDone = update(context.address, text, base + LENGTH_AT, text, octets) === 1;
      assert(isDone, 'OpenSSL takes what fits in a batch');
    },
    runAbreast(stream, kernel, count) {
      if (!abreast(stream, kernel, count)) return false;
      const context = contextOf(stream);
      // It would go on from a block that is not the SA's last one any more.
      if (context.stream === stream) context.stream = undefined;
      return true;
    },
  };
}
