/** Ciphers in CBC mode that live as long as they are used, and are made again where their SA left off. */

import { createCipheriv, createDecipheriv } from 'node:crypto';
import { unpackOctets } from '../../base/compact.ts';
import { openSslName, openSslOctets } from '../node.ts';
import type { CbcName } from '../provider.ts';
import type { HmacKernel } from './hmac-kernel.ts';
import { type CipherOwner, keptCiphers, type RunningCipher, runInPlace } from './kept-ciphers.ts';

/** One cipher for all SAs in turn, where a key is quickly changed: none is kept for each of them. */
export interface SharedCbc {
  /** Puts octets of a stream through, in place: a multiple of the block, at least one. */
  run(stream: CbcStream, memory: Uint8Array, at: number, octets: number): void;
  /**
   * Encrypts the messages of the kernel's first `count` jobs where they lie, side by side, each behind
   * an IV that is its block at `ivs`, encrypted. False where that would not be faster than `run`.
   */
  runAbreast(stream: CbcStream, kernel: HmacKernel, count: number): boolean;
}

/** An SA as its cipher sees it, in one direction. */
export interface CbcStream extends CipherOwner {
  readonly isSealing: boolean;
  readonly keyOctets: number;
  /** The key, packed; made anew for each who asks. */
  readonly key: string;
  /** The last block that was encrypted: where this SA left off; zeros at first, and in one that decrypts. */
  readonly iv: Int32Array;
}

/**
 * Puts so many octets of the kernel's stream through the cipher of an SA, in place: one by node:crypto
 * unless `shared` is given. Encrypting goes on from the last block of this SA, so a block R in front of a
 * packet comes out as its IV, E_k(R xor last block). Decrypting sees the IV as a block of its own: it
 * comes out as rubbish, which nobody reads, and brings the next in step.
 */
export function runCbc(
  stream: CbcStream,
  name: CbcName,
  shared: SharedCbc | undefined,
  { memory, stream: at }: HmacKernel,
  octets: number,
): void {
  if (shared !== undefined) shared.run(stream, memory, at, octets);
  else runInPlace(keptCiphers.find(stream) ?? create(stream, name), memory, at, octets);
}

function create(stream: CbcStream, name: CbcName): RunningCipher {
  const key = unpackOctets(stream.key);
  const sslName = openSslName(name, key);
  // Not an object of the key, which would take as long to make as the cipher.
  const secret = openSslOctets(name, key);
  const cipher = stream.isSealing
    ? createCipheriv(sslName, secret, stream.iv)
    : createDecipheriv(sslName, secret, stream.iv);
  cipher.setAutoPadding(false);
  keptCiphers.offer(stream, cipher);
  return cipher;
}
