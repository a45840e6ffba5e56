/** AES-GCM by OpenSSL's own functions: one context serves an SA for its life. */

import { assert } from '../../base/assert.ts';
import { LIMITS } from '../../base/limits.ts';
import type { Aead } from '../../crypto/esp-primitives.ts';
import type { Openssl } from './openssl.ts';

/** AES-GCM under one key, in one direction. */
export interface Gcm extends Aead {
  /** Forgets the key. */
  free(): void;
}

/** Makes one for a key. */
export type MakeGcm = (key: Uint8Array, icvOctets: number, direction: 'seal' | 'open') => Gcm;

/** EVP_CTRL_AEAD_GET_TAG and EVP_CTRL_AEAD_SET_TAG (openssl/evp.h). */
const GET_TAG = 0x10;
const SET_TAG = 0x11;
/** Where the length of an answer goes, a key, and what is decrypted before it is known to be right. */
const LENGTH_AT = 0;
const KEY_AT = 64;
const TEXT_AT = 128;

export function gcmBy(openssl: Openssl): MakeGcm {
  const { begin, update, end, control, addressOf } = openssl;
  const scratch = new Uint8Array(TEXT_AT + LIMITS.arenaOctets);
  const base = addressOf(scratch);
  const length = base + LENGTH_AT;
  const text = base + TEXT_AT;
  return (key, icvOctets, direction) => {
    const context = openssl.newContext();
    const cipher = openssl.gcm[key.length];
    assert(context !== 0 && cipher !== undefined, 'OpenSSL has AES-GCM for every key of ESP');
    scratch.set(key, KEY_AT);
    const keyed = begin(context, cipher, 0, base + KEY_AT, 0, direction === 'seal' ? 1 : 0);
    scratch.fill(0, KEY_AT, KEY_AT + key.length);
    assert(keyed === 1, 'OpenSSL takes a key of AES-GCM');
    /** A nonce of its own, the same key. */
    const start = (nonce: Uint8Array, aad: Uint8Array): boolean =>
      begin(context, 0, 0, 0, addressOf(nonce), -1) === 1 &&
      update(context, 0, length, addressOf(aad), aad.length) === 1;
    return {
      seal(nonce, aad, arena, body, icv) {
        const at = addressOf(arena);
        const isDone =
          start(nonce, aad) &&
          (icv === body || update(context, at + body, length, at + body, icv - body) === 1) &&
          end(context, text, length) === 1 &&
          control(context, GET_TAG, icvOctets, at + icv) === 1;
        assert(isDone, 'OpenSSL seals what fits in a packet');
      },
      open(nonce, aad, arena, body, icv) {
        const at = addressOf(arena);
        const octets = icv - body;
        const isRight =
          start(nonce, aad) &&
          (octets === 0 || update(context, text, length, at + body, octets) === 1) &&
          control(context, SET_TAG, icvOctets, at + icv) === 1 &&
          end(context, text, length) === 1;
        // What is not right leaves the packet as it was.
        if (isRight) arena.set(scratch.subarray(TEXT_AT, TEXT_AT + octets), body);
        return isRight;
      },
      free: () => openssl.freeContext(context),
    };
  };
}
