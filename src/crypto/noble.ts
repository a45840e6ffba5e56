/** The portable provider: @noble and des.js. Slower than node.ts, runs anywhere, and is the reference. */

import { cbc as aesCbc, ctr, gcm } from '@noble/ciphers/aes.js';
import { chacha20poly1305 } from '@noble/ciphers/chacha.js';
import { hmac as nobleHmac } from '@noble/hashes/hmac.js';
import { md5, sha1 } from '@noble/hashes/legacy.js';
import { sha256, sha384, sha512 } from '@noble/hashes/sha2.js';
import { copy, equalInConstantTime } from '../base/bytes.ts';
import { composeAhMac } from './ah-mac.ts';
import { CBC_CIPHERS, HASHES } from './algorithms.ts';
import { checkCbcInput, checkCbcKey } from './cbc.ts';
import type {
  Aead,
  AeadName,
  CbcDecryptor,
  CbcEncryptChain,
  CounterMode,
  EspPrimitives,
  SpanMac,
} from './esp-primitives.ts';
import { composeOpener, composeSealer } from './esp-transform.ts';
import { desDecrypt, desDecryptor, desEncrypt, desEncryptChain } from './noble-des.ts';
import { nobleKeyPair, nobleSharedSecret } from './noble-dh.ts';
import type { Cbc, CbcName, CryptoProvider, HashName, Mac } from './provider.ts';
import { composeSealing } from './sealing.ts';

const HASH_FUNCTIONS = { md5, sha1, sha256, sha384, sha512 } as const;
/** ISAKMP and ESP pad by themselves. */
const UNPADDED = { disablePadding: true };
const AES_BLOCK_OCTETS = 16;
/** Octets of the tag that the combined modes make. */
const TAG_OCTETS = 16;

/** Cryptography in JavaScript alone. Its tables and BigInts do not take constant time. */
export const nobleProvider: CryptoProvider = {
  name: 'noble',
  hash(name, ...parts) {
    const hash = HASH_FUNCTIONS[name].create();
    for (const part of parts) hash.update(part);
    return hash.digest();
  },
  hmac,
  cbc,
  sealing: (key) => composeSealing(primitives, key),
  generateKeyPair: nobleKeyPair,
  sharedSecret: nobleSharedSecret,
  espSealer: (suite, keys, random, options) =>
    composeSealer(primitives, suite, keys, random, options),
  espOpener: (suite, keys, options) => composeOpener(primitives, suite, keys, options),
  ahMac: (integrity, key, options) => composeAhMac(primitives, integrity, key, options),
};

const primitives: EspPrimitives = {
  cbc,
  cbcEncryptChain,
  cbcDecryptor,
  spanMac,
  counterMode,
  aead,
};

/** The key's two hash states are made once and copied for every message. */
function hmac(name: HashName, key: Uint8Array): Mac {
  const keyed = nobleHmac.create(HASH_FUNCTIONS[name], key);
  const work = keyed.clone();
  return {
    compute(...parts) {
      keyed._cloneInto(work);
      for (const part of parts) work.update(part);
      return work.digest();
    },
  };
}

function spanMac(name: HashName, key: Uint8Array): SpanMac {
  const keyed = nobleHmac.create(HASH_FUNCTIONS[name], key);
  const work = keyed.clone();
  const out = new Uint8Array(HASHES[name].octets);
  return {
    compute(arena, start, end, tail) {
      keyed._cloneInto(work);
      work.update(arena.subarray(start, end));
      if (tail !== undefined) work.update(tail);
      work.digestInto(out);
      return out;
    },
  };
}

function cbc(name: CbcName, key: Uint8Array): Cbc {
  checkCbcKey(name, key);
  const ownKey = copy(key);
  const { blockOctets } = CBC_CIPHERS[name];
  return {
    blockOctets,
    encrypt(iv, plaintext) {
      checkCbcInput(blockOctets, iv, plaintext);
      return name === 'aes-cbc'
        ? aesCbc(ownKey, iv, UNPADDED).encrypt(plaintext)
        : desEncrypt(name, ownKey, iv, plaintext);
    },
    decrypt(iv, ciphertext) {
      checkCbcInput(blockOctets, iv, ciphertext);
      return name === 'aes-cbc'
        ? aesCbc(ownKey, iv, UNPADDED).decrypt(ciphertext)
        : desDecrypt(name, ownKey, iv, ciphertext);
    },
  };
}

function cbcEncryptChain(name: CbcName, key: Uint8Array): CbcEncryptChain {
  if (name !== 'aes-cbc') return desEncryptChain(name, key);
  const last = new Uint8Array(AES_BLOCK_OCTETS);
  return {
    encryptNext(arena, start, end) {
      const ciphertext = aesCbc(key, last, UNPADDED).encrypt(arena.subarray(start, end));
      last.set(ciphertext.subarray(ciphertext.length - AES_BLOCK_OCTETS));
      arena.set(ciphertext, start);
    },
  };
}

function cbcDecryptor(name: CbcName, key: Uint8Array): CbcDecryptor {
  if (name !== 'aes-cbc') return desDecryptor(name, key);
  return {
    decrypt(arena, start, end) {
      const body = start + AES_BLOCK_OCTETS;
      const iv = arena.subarray(start, body);
      arena.set(aesCbc(key, iv, UNPADDED).decrypt(arena.subarray(body, end)), body);
    },
  };
}

function counterMode(key: Uint8Array): CounterMode {
  return {
    apply(firstBlock, arena, start, end) {
      arena.set(ctr(key, firstBlock).encrypt(arena.subarray(start, end)), start);
    },
  };
}

function aead(name: AeadName, key: Uint8Array, icvOctets: number): Aead {
  const mode = name === 'aes-gcm' ? gcm : chacha20poly1305;
  return {
    seal(nonce, aad, arena, body, icv) {
      const sealed = mode(key, nonce, aad).encrypt(arena.subarray(body, icv));
      // Text and ICV come in one piece, as they stand in the packet.
      arena.set(sealed.subarray(0, icv - body + icvOctets), body);
    },
    open(nonce, aad, arena, body, icv) {
      if (icvOctets < TAG_OCTETS)
        return openTruncated(key, nonce, aad, arena, body, icv, icvOctets);
      try {
        const sealed = arena.subarray(body, icv + TAG_OCTETS);
        arena.set(mode(key, nonce, aad).decrypt(sealed), body);
        return true;
      } catch {
        return false;
      }
    },
  };
}

/** @noble knows the whole tag only, so what GCM would seal the text as is compared with what came. */
function openTruncated(
  key: Uint8Array,
  nonce: Uint8Array,
  aad: Uint8Array,
  arena: Uint8Array,
  body: number,
  icv: number,
  icvOctets: number,
): boolean {
  // NIST SP 800-38D 7.1: with a nonce of 12 octets the text begins at block 2 of the key stream.
  const block = new Uint8Array(AES_BLOCK_OCTETS);
  block.set(nonce);
  block[AES_BLOCK_OCTETS - 1] = 2;
  const plaintext = ctr(key, block).decrypt(arena.subarray(body, icv));
  const sealed = gcm(key, nonce, aad).encrypt(plaintext);
  const tag = sealed.subarray(icv - body, icv - body + icvOctets);
  if (!equalInConstantTime(tag, arena.subarray(icv, icv + icvOctets))) return false;
  arena.set(plaintext, body);
  return true;
}
