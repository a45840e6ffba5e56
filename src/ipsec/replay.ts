/**
 * The anti-replay window: RFC 4303 3.4.3, as a ring of words (RFC 6479). With extended sequence
 * numbers it also says which high half a number has whose low half came (RFC 4303 App. A2).
 */

import { LIMITS } from '../base/limits.ts';
import type { WordStore } from '../base/word-store.ts';

/** `late`: older than the window, so that nobody can tell whether it came before. */
export type ReplayVerdict = 'fresh' | 'replayed' | 'late';

/** Numbers of one high half: what a subspace of RFC 4303 App. A2 holds. */
const SUBSPACE = 2 ** 32;
const LAST_HIGH = 0xffff_ffff;
/** Words of the ring that one subspace takes: a whole number of rings. */
const SUBSPACE_WORDS = 2 ** 27;

/**
 * Which of the last `size` sequence numbers came already. It moves only by `accept`. A number is two
 * halves of 32 bits; without extended numbers the high one is 0.
 */
export class ReplayWindow {
  readonly size: number;
  readonly #extended: boolean;
  /** One word more than the window covers, so that the window never overlaps itself. */
  readonly #words: Int32Array;
  /** Where in `#words` the ring begins. */
  readonly #at: number;
  readonly #mask: number;
  #low = 0;
  #high = 0;

  /**
   * `size` in packets; 0 takes every number, as SAs keyed by hand need it (RFC 4303 3.3.3). Throws a
   * RangeError if it is neither 0 nor from 32 to 8192, or 0 with extended numbers, whose high half
   * only a window can tell (RFC 4303 2.2.1). Its memory is of `store`, or its own.
   */
  constructor(size: number, extended = false, store?: WordStore) {
    const { replayWindowMinimum: least, replayWindowMaximum: most } = LIMITS;
    const isOff = size === 0 && !extended;
    if (!Number.isInteger(size) || (!isOff && size < least) || size > most) {
      throw new RangeError(`a replay window has ${least} to ${most} packets, not ${size}`);
    }
    let words = 2;
    while (words < Math.ceil(size / 32) + 1) words *= 2;
    this.size = size;
    this.#extended = extended;
    const ring = store?.take(words) ?? { words: new Int32Array(words), at: 0 };
    this.#words = ring.words;
    this.#at = ring.at;
    this.#mask = words - 1;
  }

  /** The highest sequence number accepted, 0 before the first. */
  get highest(): number {
    return this.#high * SUBSPACE + this.#low;
  }

  /**
   * The high half that belongs to a low one, as far as the window can tell (RFC 4303 A2.1). What
   * was sent before the first number or after the last there is has none: its verdict is `late`.
   */
  highOf(low: number): number {
    if (!this.#extended) return 0;
    const bottom = this.#low - this.size + 1;
    // Case A: the window lies in one subspace.
    if (bottom >= 0) return low >= bottom ? this.#high : Math.min(this.#high + 1, LAST_HIGH);
    // Case B: it spans two. Before the first subspace there is none, so the number is of this one.
    return low >= bottom + SUBSPACE && this.#high > 0 ? this.#high - 1 : this.#high;
  }

  /** What a sequence number is. Changes nothing: before the ICV is verified nothing may. */
  check(low: number, high = 0): ReplayVerdict {
    if (this.size === 0 || this.isAhead(low, high)) return 'fresh';
    // RFC 4303 3.3.3: the first packet has number 1, so nobody sends a 0.
    if (low === 0 && high === 0) return 'replayed';
    if ((this.#high - high) * SUBSPACE + this.#low - low >= this.size) return 'late';
    const word = this.#words[this.#at + ((low >>> 5) & this.#mask)]!;
    return (word & (1 << (low & 31))) === 0 ? 'fresh' : 'replayed';
  }

  /** Takes the number of a packet whose ICV is right. Anything but `fresh` leaves the window. */
  accept(low: number, high = 0): ReplayVerdict {
    const verdict = this.check(low, high);
    if (verdict !== 'fresh') return verdict;
    if (this.isAhead(low, high)) {
      this.#clearTo(low, high);
      this.#low = low;
      this.#high = high;
    }
    this.#words[this.#at + ((low >>> 5) & this.#mask)]! |= 1 << (low & 31);
    return verdict;
  }

  /** Whether a number is higher than every accepted one. */
  isAhead(low: number, high: number): boolean {
    return high === this.#high ? low > this.#low : high > this.#high;
  }

  #clearTo(low: number, high: number): void {
    const from = this.#low >>> 5;
    const moved = (high - this.#high) * SUBSPACE_WORDS + (low >>> 5) - from;
    const words = Math.min(moved, this.#mask + 1);
    for (let i = 1; i <= words; i++) this.#words[this.#at + ((from + i) & this.#mask)] = 0;
  }
}
