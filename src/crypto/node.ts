/** The provider on node:crypto (OpenSSL). Randomness comes from the caller here too. */

import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  createSecretKey,
} from 'node:crypto';
import { composeAhMac } from './ah-mac.ts';
import { CBC_CIPHERS } from './algorithms.ts';
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
import { nodeKeyPair, nodeSharedSecret } from './node-dh.ts';
import { plain } from './node-modp.ts';
import type { Cbc, CbcName, CryptoProvider, HashName, Mac } from './provider.ts';
import { composeSealing } from './sealing.ts';

/** Cryptography by node:crypto. Runs in Node only; the core is handed it and never imports it. */
export const nodeProvider: CryptoProvider = {
  name: 'node',
  hash(name, ...parts) {
    const hash = createHash(name);
    for (const part of parts) hash.update(part);
    return onHeap(hash.digest());
  },
  hmac,
  cbc,
  sealing: (key) => composeSealing(primitives, key),
  generateKeyPair: nodeKeyPair,
  sharedSecret: nodeSharedSecret,
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

/**
 * A copy in V8's own heap: at most 64 octets fit there. What OpenSSL answers has a store of its own, of
 * about 1.1 kB each (measured), and a tunnel keeps its digests as long as it lives.
 */
function onHeap(digest: Uint8Array): Uint8Array {
  return new Uint8Array(digest);
}

function hmac(name: HashName, key: Uint8Array): Mac {
  const secret = createSecretKey(key);
  return {
    compute(...parts) {
      const mac = createHmac(name, secret);
      for (const part of parts) mac.update(part);
      return onHeap(mac.digest());
    },
  };
}

function cbc(name: CbcName, key: Uint8Array): Cbc {
  checkCbcKey(name, key);
  const { blockOctets } = CBC_CIPHERS[name];
  const cipher = openSslName(name, key);
  const secret = openSslKey(name, key);
  return {
    blockOctets,
    encrypt(iv, plaintext) {
      checkCbcInput(blockOctets, iv, plaintext);
      return plain(createCipheriv(cipher, secret, iv).setAutoPadding(false).update(plaintext));
    },
    decrypt(iv, ciphertext) {
      checkCbcInput(blockOctets, iv, ciphertext);
      return plain(createDecipheriv(cipher, secret, iv).setAutoPadding(false).update(ciphertext));
    },
  };
}

/** One cipher for the life of the SA: to create one costs more than to encrypt a packet. */
function cbcEncryptChain(name: CbcName, key: Uint8Array): CbcEncryptChain {
  const zeros = new Uint8Array(CBC_CIPHERS[name].blockOctets);
  const cipher = createCipheriv(openSslName(name, key), openSslKey(name, key), zeros);
  cipher.setAutoPadding(false);
  return {
    encryptNext(arena, start, end) {
      arena.set(cipher.update(arena.subarray(start, end)), start);
    },
  };
}

/** One decipher for the life of the SA: the block before the ciphertext, its IV, brings it in step. */
function cbcDecryptor(name: CbcName, key: Uint8Array): CbcDecryptor {
  const { blockOctets } = CBC_CIPHERS[name];
  const zeros = new Uint8Array(blockOctets);
  const decipher = createDecipheriv(openSslName(name, key), openSslKey(name, key), zeros);
  decipher.setAutoPadding(false);
  return {
    decrypt(arena, start, end) {
      const plaintext = decipher.update(arena.subarray(start, end));
      arena.set(plaintext.subarray(blockOctets), start + blockOctets);
    },
  };
}

function spanMac(name: HashName, key: Uint8Array): SpanMac {
  const secret = createSecretKey(key);
  return {
    compute(arena, start, end, tail) {
      const mac = createHmac(name, secret).update(arena.subarray(start, end));
      return (tail === undefined ? mac : mac.update(tail)).digest();
    },
  };
}

function counterMode(key: Uint8Array): CounterMode {
  const cipher = `aes-${key.length * 8}-ctr`;
  const secret = createSecretKey(key);
  return {
    apply(firstBlock, arena, start, end) {
      const stream = createCipheriv(cipher, secret, firstBlock);
      arena.set(stream.update(arena.subarray(start, end)), start);
    },
  };
}

function aead(name: AeadName, key: Uint8Array, icvOctets: number): Aead {
  const secret = createSecretKey(key);
  const options = { authTagLength: icvOctets };
  // The two names have types of their own in @types/node, though they are used alike.
  const cipher =
    name === 'aes-gcm'
      ? (`aes-${key.length * 8}-gcm` as 'aes-256-gcm')
      : ('chacha20-poly1305' as 'aes-256-gcm');
  return {
    seal(nonce, aad, arena, body, icv) {
      const sealing = createCipheriv(cipher, secret, nonce, options);
      sealing.setAAD(aad);
      if (icv > body) arena.set(sealing.update(arena.subarray(body, icv)), body);
      sealing.final();
      arena.set(sealing.getAuthTag(), icv);
    },
    open(nonce, aad, arena, body, icv) {
      const opening = createDecipheriv(cipher, secret, nonce, options);
      opening.setAAD(aad);
      opening.setAuthTag(arena.subarray(icv, icv + icvOctets));
      const plaintext = icv > body ? opening.update(arena.subarray(body, icv)) : undefined;
      try {
        opening.final();
      } catch {
        return false;
      }
      if (plaintext !== undefined) arena.set(plaintext, body);
      return true;
    },
  };
}

/** OpenSSL's name of a cipher in CBC mode. */
export function openSslName(name: CbcName, key: Uint8Array): string {
  return name === 'aes-cbc' ? `aes-${key.length * 8}-cbc` : 'des-ede3-cbc';
}

/** A key as an object: quicker to make a cipher of than octets, but slower to make itself. */
function openSslKey(name: CbcName, key: Uint8Array) {
  return createSecretKey(openSslOctets(name, key));
}

/** OpenSSL 3 keeps single DES in its legacy part; 3DES with one key three times is the same. */
export function openSslOctets(name: CbcName, key: Uint8Array): Uint8Array {
  if (name !== 'des-cbc') return key;
  const tripled = new Uint8Array(24);
  for (let i = 0; i < 3; i++) tripled.set(key, 8 * i);
  return tripled;
}
