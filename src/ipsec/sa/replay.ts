/**
 * The anti-replay window: RFC 4303 3.4.3, as a ring of words (RFC 6479). With extended sequence
 * numbers it also says which high half a number has whose low half came (RFC 4303 App. A2).
 */

import { LIMITS } from '../../base/limits.ts';
import type { WordStore } from '../../base/word-store.ts';

/** `late`: older than the window, so that nobody can tell whether it came before. */
export type ReplayVerdict = 'fresh' | 'replayed' | 'late';

/** Numbers of one high half: what a subspace of RFC 4303 App. A2 holds. */
const SUBSPACE = 2 ** 32;
const LAST_HIGH = 0xffff_ffff;
/** Words of the ring that one subspace takes: a whole number of rings. */
const SUBSPACE_WORDS = 2 ** 27;

/** What windows of one size have in common. */
interface WindowRule {
  readonly size: number;
  readonly extended: boolean;
  /** Words of the ring, a power of two, less one. */
  readonly mask: number;
}

/** Rules by size, those of extended numbers by its negative: no more than twice as many as there are sizes. */
const rules = new Map<number, WindowRule>();

/** Where among its words a window keeps the highest number, in two halves, and where its ring begins. */
const LOW = 0;
const HIGH = 1;
const RING = 2;

/**
 * Which of the last `size` sequence numbers came already. It moves only by `accept`. A number is two
 * halves of 32 bits; without extended numbers the high one is 0.
 */
export class ReplayWindow {
  readonly #rule: WindowRule;
  readonly #words: Int32Array;
  /** Where in `#words` its own begin. */
  readonly #at: number;

  /**
   * `size` in packets; 0 takes every number, as SAs keyed by hand need it (RFC 4303 3.3.3). Throws a
   * RangeError if it is neither 0 nor from 32 to 8192, or 0 with extended numbers, whose high half
   * only a window can tell (RFC 4303 2.2.1). Its memory is of `store`, or its own.
   */
  constructor(size: number, extended = false, store?: WordStore) {
    this.#rule = ruleOf(size, extended);
    const count = RING + this.#rule.mask + 1;
    const { words, at } = store?.take(count) ?? { words: new Int32Array(count), at: 0 };
    this.#words = words;
    this.#at = at;
  }

  get size(): number {
    return this.#rule.size;
  }

  /** The highest sequence number accepted, 0 before the first. */
  get highest(): number {
    return this.high * SUBSPACE + this.low;
  }

  /** Its low half. */
  get low(): number {
    return this.#words[this.#at + LOW]! >>> 0;
  }

  /** Its high half. */
  get high(): number {
    return this.#words[this.#at + HIGH]! >>> 0;
  }

  /**
   * The high half that belongs to a low one, as far as the window can tell (RFC 4303 A2.1). What
   * was sent before the first number or after the last there is has none: its verdict is `late`.
   */
  highOf(low: number): number {
    if (!this.#rule.extended) return 0;
    const { high } = this;
    const bottom = this.low - this.size + 1;
    // Case A: the window lies in one subspace.
    if (bottom >= 0) return low >= bottom ? high : Math.min(high + 1, LAST_HIGH);
    // Case B: it spans two. Before the first subspace there is none, so the number is of this one.
    return low >= bottom + SUBSPACE && high > 0 ? high - 1 : high;
  }

  /** What a sequence number is. Changes nothing: before the ICV is verified nothing may. */
  check(low: number, high = 0): ReplayVerdict {
    const { size, mask } = this.#rule;
    const words = this.#words;
    const at = this.#at;
    const topLow = words[at + LOW]! >>> 0;
    const topHigh = words[at + HIGH]! >>> 0;
    if (size === 0 || isHigher(low, high, topLow, topHigh)) return 'fresh';
    // RFC 4303 3.3.3: the first packet has number 1, so nobody sends a 0.
    if (low === 0 && high === 0) return 'replayed';
    if ((topHigh - high) * SUBSPACE + topLow - low >= size) return 'late';
    const word = words[at + RING + ((low >>> 5) & mask)]!;
    return (word & (1 << (low & 31))) === 0 ? 'fresh' : 'replayed';
  }

  /** Takes the number of a packet whose ICV is right. Anything but `fresh` leaves the window. */
  accept(low: number, high = 0): ReplayVerdict {
    const verdict = this.check(low, high);
    if (verdict !== 'fresh') return verdict;
    const { mask } = this.#rule;
    const words = this.#words;
    const at = this.#at;
    const ring = at + RING;
    const topLow = words[at + LOW]! >>> 0;
    const topHigh = words[at + HIGH]! >>> 0;
    if (isHigher(low, high, topLow, topHigh)) {
      const from = topLow >>> 5;
      const moved = (high - topHigh) * SUBSPACE_WORDS + (low >>> 5) - from;
      const cleared = Math.min(moved, mask + 1);
      for (let i = 1; i <= cleared; i++) words[ring + ((from + i) & mask)] = 0;
      words[at + LOW] = low;
      words[at + HIGH] = high;
    }
    words[ring + ((low >>> 5) & mask)]! |= 1 << (low & 31);
    return verdict;
  }

  /** Whether a number is higher than every accepted one. */
  isAhead(low: number, high: number): boolean {
    return isHigher(low, high, this.low, this.high);
  }
}

/** Compares two numbers of two halves each. */
function isHigher(low: number, high: number, thanLow: number, thanHigh: number): boolean {
  return high === thanHigh ? low > thanLow : high > thanHigh;
}

/** The rule of a window, made where it is the first. Throws a RangeError for one that cannot be. */
function ruleOf(size: number, extended: boolean): WindowRule {
  const { replayWindowMinimum: least, replayWindowMaximum: most } = LIMITS;
  const isOff = size === 0 && !extended;
  if (!Number.isInteger(size) || (!isOff && size < least) || size > most) {
    throw new RangeError(`a replay window has ${least} to ${most} packets, not ${size}`);
  }
  const name = extended ? -size : size;
  let rule = rules.get(name);
  if (rule === undefined) {
    // One word more than the window covers, so that the window never overlaps itself.
    let words = 2;
    while (words < Math.ceil(size / 32) + 1) words *= 2;
    rule = { size, extended, mask: words - 1 };
    rules.set(name, rule);
  }
  return rule;
}
