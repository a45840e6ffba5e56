/** What a provider must bring so that esp-transform.ts can seal and open ESP with it. All work in place. */

import type { Cbc, CbcName, HashName } from './provider.ts';

/** The primitives of one provider. Keys have been checked for their lengths. */
export interface EspPrimitives {
  cbc(name: CbcName, key: Uint8Array): Cbc;
  cbcEncryptChain(name: CbcName, key: Uint8Array): CbcEncryptChain;
  cbcDecryptor(name: CbcName, key: Uint8Array): CbcDecryptor;
  spanMac(name: HashName, key: Uint8Array): SpanMac;
  /** AES in counter mode. */
  counterMode(key: Uint8Array): CounterMode;
  aead(name: AeadName, key: Uint8Array): Aead;
}

/** Combined modes with a 12-octet nonce and a 16-octet ICV. */
export type AeadName = 'aes-gcm-16' | 'chacha20-poly1305';

/** CBC encryption that goes on from the last ciphertext block it made; at first from zeros. */
export interface CbcEncryptChain {
  encryptNext(arena: Uint8Array, start: number, end: number): void;
}

/** CBC decryption of `IV || ciphertext` at [start, end): the plaintext replaces the ciphertext. */
export interface CbcDecryptor {
  decrypt(arena: Uint8Array, start: number, end: number): void;
}

/** A keyed MAC over a span. */
export interface SpanMac {
  /** The whole MAC. The array is good until the next call. */
  compute(arena: Uint8Array, start: number, end: number): Uint8Array;
}

/** A key stream laid over [start, end); the block counts up as a 128-bit number and is left as it was. */
export interface CounterMode {
  apply(firstBlock: Uint8Array, arena: Uint8Array, start: number, end: number): void;
}

/** Authenticated encryption of [body, icv) with the octets [aad, aad + 8) authenticated too. */
export interface Aead {
  /** Encrypts and writes the 16 octets of ICV at `icv`. */
  seal(nonce: Uint8Array, arena: Uint8Array, aad: number, body: number, icv: number): void;
  /** Decrypts if the ICV is right; else answers false and leaves the octets as they were. */
  open(nonce: Uint8Array, arena: Uint8Array, aad: number, body: number, icv: number): boolean;
}
