/**
 * Which ciphers of node:crypto are kept. One costs 3 us to create and 1.3 kB to keep, so a bounded
 * number is kept, and who has none makes one for each batch.
 */

import type { Cipher, Decipher } from 'node:crypto';
import { LIMITS } from '../../base/limits.ts';
import { release } from './release.ts';

/** To free what a cipher made of less than this costs more than to leave it to the collector. */
const WORTH_RELEASING_OCTETS = 1024;

/** A cipher that runs on from batch to batch. */
export type RunningCipher = Cipher | Decipher;

/** An SA with a cipher that it can make again. */
export interface CipherOwner {
  /** Where its cipher is kept; `NO_PLACE` if it is not. */
  cipherPlace: number;
}

/** No cipher is kept. */
export const NO_PLACE = -1;

/** The hand comes round once in so many wishes: each of as many SAs in turn comes by before it does. */
const WISHES_A_ROUND = 65_536;
/** How many places are worth their memory is asked once in so many wishes that were in vain. */
const WISHES_A_REVIEW = 32_768;
/** With all places at least this part of the batches must find their cipher; to take them all, more. */
const WORTH_KEEPING = 0.5;
const WORTH_TAKING = 0.6;

/**
 * Places for ciphers. A place is free where its owner has not been busy for a while. Were it the
 * oldest that gives way, then of ten thousand SAs in turn every one would find its cipher gone, so
 * those that are busy stay: a hand goes round the places, takes the sign of having been busy from
 * each, and gives a place without one to who wishes for it. It moves with few of the wishes.
 *
 * Where far more SAs are in turn than there are places, few batches find their cipher however many are
 * kept. So there are few places at first, and all of them while enough batches would gain by it.
 */
export class CipherPlaces {
  readonly #least: number;
  readonly #most: number;
  /** How many there are now. */
  #places: number;
  readonly #owners: CipherOwner[] = [];
  readonly #ciphers: RunningCipher[] = [];
  /** By place: whether its owner has used its cipher since the hand came by. */
  readonly #isBusy: Uint8Array;
  #hand = 0;
  #wishes = 0;
  /** Batches since the last review that found their cipher. */
  #found = 0;

  constructor(least: number, most: number) {
    this.#least = least;
    this.#most = most;
    this.#places = least;
    this.#isBusy = new Uint8Array(most);
  }

  /** How many ciphers may be kept now. */
  get size(): number {
    return this.#places;
  }

  /** The cipher of an SA whose turn it is, if it is kept. */
  find({ cipherPlace }: CipherOwner): RunningCipher | undefined {
    if (cipherPlace === NO_PLACE) return undefined;
    this.#isBusy[cipherPlace] = 1;
    this.#found++;
    return this.#ciphers[cipherPlace];
  }

  /** Keeps the cipher that an SA has made, where there is a place for it; else it is for one batch. */
  offer(owner: CipherOwner, cipher: RunningCipher): void {
    const count = this.#owners.length;
    if (count < this.#places) {
      this.#put(count, owner, cipher);
      return;
    }
    // One at a time: to end thousands at once would hold up the packets.
    if (count > this.#places) this.#clear(count - 1);
    this.#wishes++;
    if (this.#wishes % WISHES_A_REVIEW === 0) this.#review();
    if (this.#wishes % Math.ceil(WISHES_A_ROUND / this.#places) !== 0) return;
    const at = this.#hand % this.#places;
    this.#hand = at + 1;
    if (this.#isBusy[at] === 1) {
      this.#isBusy[at] = 0;
      return;
    }
    this.#end(at);
    this.#put(at, owner, cipher);
  }

  #put(at: number, owner: CipherOwner, cipher: RunningCipher): void {
    this.#owners[at] = owner;
    this.#ciphers[at] = cipher;
    this.#isBusy[at] = 1;
    owner.cipherPlace = at;
  }

  #end(at: number): void {
    this.#owners[at]!.cipherPlace = NO_PLACE;
    letGo(this.#ciphers[at]!);
  }

  /** Gives up the last place. */
  #clear(last: number): void {
    this.#end(last);
    this.#owners.length = last;
    this.#ciphers.length = last;
  }

  /** Of SAs in turn as many find their cipher as there are places. */
  #review(): void {
    const share = this.#found / (this.#found + WISHES_A_REVIEW);
    const shareOfMost = (share * this.#most) / this.#places;
    this.#found = 0;
    if (shareOfMost < WORTH_KEEPING) this.#places = this.#least;
    else if (shareOfMost > WORTH_TAKING) this.#places = this.#most;
  }
}

/** The places of this process. */
export const keptCiphers = new CipherPlaces(LIMITS.liveCiphersLeast, LIMITS.liveCiphers);

/**
 * Ends a cipher of whole blocks, which frees what OpenSSL has for it: the collector may not do so for a
 * long time. It takes a microsecond, too much for a cipher of one batch.
 */
function letGo(cipher: RunningCipher): void {
  cipher.final();
}

/** Puts octets through a cipher, in place: a multiple of its block, at least one. */
export function runInPlace(
  cipher: RunningCipher,
  memory: Uint8Array,
  at: number,
  octets: number,
): void {
  const out = cipher.update(memory.subarray(at, at + octets));
  memory.set(out, at);
  if (octets >= WORTH_RELEASING_OCTETS) release(out);
}
