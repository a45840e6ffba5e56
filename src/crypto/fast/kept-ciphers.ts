/**
 * Which ciphers of node:crypto are kept. One costs 3 us to create and 1.3 kB to keep, so a bounded
 * number is kept, and who has none makes one for each batch.
 */

import type { Cipher, Decipher } from 'node:crypto';
import { LIMITS } from '../../base/limits.ts';
import { release } from './release.ts';

/** To free what a cipher made of less than this costs more than to leave it to the collector. */
const WORTH_RELEASING_OCTETS = 1024;

/** An SA with a cipher that it can make again. */
export interface BusyOwner {
  /** Whether it has used its kept cipher since it was last asked. */
  isBusy: boolean;
  /** Its cipher gives way. */
  forgetCipher(): void;
}

/** Of so many wishes for a place one is looked at: see `keepCipherOf`. */
const WISHES_A_LOOK = 16;

const kept: BusyOwner[] = [];
let hand = 0;
let wishes = 0;

/**
 * Whether an SA may keep the cipher that it makes; if not, that is for one batch. A place is free where
 * its owner has not been busy for a while. Were it the oldest that gives way, then of ten thousand SAs in
 * turn every one would find its cipher gone, so those that are busy stay: a hand goes round the places,
 * takes the sign of having been busy from each, and gives a place without one to who wishes for it. It
 * moves with one wish in sixteen, so that each of 65,000 SAs in turn comes by before the hand does.
 */
export function keepCipherOf(owner: BusyOwner): boolean {
  const at = hand;
  const holder = kept[at];
  if (holder !== undefined && ++wishes % WISHES_A_LOOK !== 0) return false;
  hand = (at + 1) % LIMITS.liveCiphers;
  if (holder?.isBusy === true) {
    holder.isBusy = false;
    return false;
  }
  holder?.forgetCipher();
  kept[at] = owner;
  return true;
}

/**
 * Ends a cipher of whole blocks, which frees what OpenSSL has for it: the collector may not do so for a
 * long time. It takes a microsecond, too much for a cipher of one batch.
 */
export function letGo(cipher: Cipher | Decipher): void {
  cipher.final();
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
