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
  /** A combined mode with a nonce of 12 octets; GCM's ICV may be the first 8 or 12 octets of its tag. */
  aead(name: AeadName, key: Uint8Array, icvOctets: number): Aead;
}

export type AeadName = 'aes-gcm' | 'chacha20-poly1305';

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
  /** The whole MAC of the span and of the tail behind it. The array is good until the next call. */
  compute(arena: Uint8Array, start: number, end: number, tail?: Uint8Array): Uint8Array;
}

/** A key stream laid over [start, end); the block counts up as a 128-bit number and is left as it was. */
export interface CounterMode {
  apply(firstBlock: Uint8Array, arena: Uint8Array, start: number, end: number): void;
}

/** Authenticated encryption of [body, icv), which may be empty, with `aad` authenticated too. */
export interface Aead {
  /** Encrypts and writes the ICV at `icv`. */
  seal(nonce: Uint8Array, aad: Uint8Array, arena: Uint8Array, body: number, icv: number): void;
  /** Decrypts if the ICV is right; else answers false and leaves the octets as they were. */
  open(nonce: Uint8Array, aad: Uint8Array, arena: Uint8Array, body: number, icv: number): boolean;
}
