/** The public functions of the OpenSSL inside Node that seal and open, called directly (koffi). */

import { assert } from '../../base/assert.ts';
import type { Aead } from '../../crypto/esp-primitives.ts';
import { type Libc, loadKoffi } from './libc.ts';

/** AES-GCM under one key, in one direction. */
export interface Gcm extends Aead {
  /** Forgets the key. */
  free(): void;
}

export interface Openssl {
  gcm(key: Uint8Array, icvOctets: number, direction: 'seal' | 'open'): Gcm;
}

/** EVP_CTRL_AEAD_GET_TAG and EVP_CTRL_AEAD_SET_TAG (openssl/evp.h). */
const GET_TAG = 0x10;
const SET_TAG = 0x11;
/** Where the length of an answer goes, a key, and what is decrypted before it is known to be right. */
const LENGTH_AT = 0;
const KEY_AT = 64;
const TEXT_AT = 128;

/**
 * The functions; undefined where this Node has them not, as one that was built otherwise. Throws an
 * EdgeError where koffi is missing.
 */
export async function openOpenssl(libc: Libc, textOctets: number): Promise<Openssl | undefined> {
  const library = (await loadKoffi('--io native')).load(null);
  const f = (declaration: string) => library.func(declaration);
  try {
    return opensslOf(
      {
        newContext: f('uintptr_t EVP_CIPHER_CTX_new()'),
        freeContext: f('void EVP_CIPHER_CTX_free(uintptr_t)'),
        control: f('int EVP_CIPHER_CTX_ctrl(uintptr_t, int, int, uintptr_t)'),
        begin: f(
          'int EVP_CipherInit_ex(uintptr_t, uintptr_t, uintptr_t, uintptr_t, uintptr_t, int)',
        ),
        update: f('int EVP_CipherUpdate(uintptr_t, uintptr_t, uintptr_t, uintptr_t, int)'),
        end: f('int EVP_CipherFinal_ex(uintptr_t, uintptr_t, uintptr_t)'),
        ciphers: {
          16: f('uintptr_t EVP_aes_128_gcm()')(),
          24: f('uintptr_t EVP_aes_192_gcm()')(),
          32: f('uintptr_t EVP_aes_256_gcm()')(),
        },
      },
      libc,
      textOctets,
    );
  } catch {
    return undefined;
  }
}

/** EVP functions; 1 is success. Addresses are numbers. */
interface Functions {
  newContext(): number;
  freeContext(context: number): void;
  control(context: number, what: number, octets: number, address: number): number;
  begin(
    context: number,
    cipher: number,
    engine: number,
    key: number,
    iv: number,
    direction: number,
  ): number;
  update(context: number, out: number, length: number, input: number, octets: number): number;
  end(context: number, out: number, length: number): number;
  readonly ciphers: Readonly<Record<number, number>>;
}

function opensslOf(functions: Functions, libc: Libc, textOctets: number): Openssl {
  const { begin, update, end, control } = functions;
  const scratch = new Uint8Array(TEXT_AT + textOctets);
  const base = libc.addressOf(scratch);
  const length = base + LENGTH_AT;
  const text = base + TEXT_AT;
  return {
    gcm(key, icvOctets, direction) {
      const context = functions.newContext();
      const cipher = functions.ciphers[key.length];
      assert(context !== 0 && cipher !== undefined, 'OpenSSL has AES-GCM for every key of ESP');
      scratch.set(key, KEY_AT);
      const keyed = begin(context, cipher, 0, base + KEY_AT, 0, direction === 'seal' ? 1 : 0);
      scratch.fill(0, KEY_AT, KEY_AT + key.length);
      assert(keyed === 1, 'OpenSSL takes a key of AES-GCM');
      /** A nonce of its own, the same key; -1 leaves the direction as it is. */
      const start = (nonce: Uint8Array, aad: Uint8Array): boolean =>
        begin(context, 0, 0, 0, libc.addressOf(nonce), -1) === 1 &&
        update(context, 0, length, libc.addressOf(aad), aad.length) === 1;
      return {
        seal(nonce, aad, arena, body, icv) {
          const at = libc.addressOf(arena);
          const isDone =
            start(nonce, aad) &&
            (icv === body || update(context, at + body, length, at + body, icv - body) === 1) &&
            end(context, text, length) === 1 &&
            control(context, GET_TAG, icvOctets, at + icv) === 1;
          assert(isDone, 'OpenSSL seals what fits in a packet');
        },
        open(nonce, aad, arena, body, icv) {
          const at = libc.addressOf(arena);
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
        free: () => functions.freeContext(context),
      };
    },
  };
}
