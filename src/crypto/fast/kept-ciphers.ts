/**
 * Which ciphers of node:crypto are kept. One costs 3 to 8 us to create and 1.3 kB to keep, so those
 * of the SAs that were busy last are kept; the others give way, and are made again when they are needed.
 */

import type { Cipher, Decipher } from 'node:crypto';
import { LIMITS } from '../../base/limits.ts';
import { release } from './release.ts';

/** Somebody with a cipher that it can make again. */
export interface CipherOwner {
  /** Its cipher gives way. */
  forgetCipher(): void;
}

/** To free what a cipher made of less than this costs more than to leave it to the collector. */
const WORTH_RELEASING_OCTETS = 1024;

const owners: CipherOwner[] = [];
/** Which of them is the next to give way. */
let oldest = 0;

/** An owner has made its cipher: it is kept until as many others have made theirs. */
export function keepCipherOf(owner: CipherOwner): void {
  owners[oldest]?.forgetCipher();
  owners[oldest] = owner;
  oldest = (oldest + 1) % LIMITS.liveCiphers;
}

/** Puts octets through a cipher, in place: a multiple of its block, at least one. */
export function runInPlace(
  cipher: Cipher | Decipher,
  memory: Uint8Array,
  at: number,
  octets: number,
): void {
  const out = cipher.update(memory.subarray(at, at + octets));
  memory.set(out, at);
  if (octets >= WORTH_RELEASING_OCTETS) release(out);
}
