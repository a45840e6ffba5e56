/** The anti-replay window: RFC 4303 3.4.3, as a ring of words (RFC 6479). */

import { LIMITS } from '../base/limits.ts';

/** `late`: older than the window, so that nobody can tell whether it came before. */
export type ReplayVerdict = 'fresh' | 'replayed' | 'late';

/** Which of the last `size` sequence numbers came already. It moves only by `accept`. */
export class ReplayWindow {
  readonly size: number;
  /** One word more than the window covers, so that the window never overlaps itself. */
  readonly #ring: Uint32Array;
  readonly #mask: number;
  #highest = 0;

  /** `size` in packets. Throws a RangeError if it is not from 32 to 8192. */
  constructor(size: number) {
    if (
      !Number.isInteger(size) ||
      size < LIMITS.replayWindowMinimum ||
      size > LIMITS.replayWindowMaximum
    ) {
      throw new RangeError(
        `a replay window has ${LIMITS.replayWindowMinimum} to ${LIMITS.replayWindowMaximum} packets, not ${size}`,
      );
    }
    let words = 2;
    while (words < Math.ceil(size / 32) + 1) words *= 2;
    this.size = size;
    this.#ring = new Uint32Array(words);
    this.#mask = words - 1;
  }

  /** The highest sequence number accepted, 0 before the first. */
  get highest(): number {
    return this.#highest;
  }

  /** What a sequence number is. Changes nothing: before the ICV is verified nothing may. */
  check(sequence: number): ReplayVerdict {
    if (sequence > this.#highest) return 'fresh';
    // RFC 4303 3.3.3: the first packet has number 1, so nobody sends a 0.
    if (sequence === 0) return 'replayed';
    if (this.#highest - sequence >= this.size) return 'late';
    const word = this.#ring[(sequence >>> 5) & this.#mask]!;
    return (word & (1 << (sequence & 31))) === 0 ? 'fresh' : 'replayed';
  }

  /** Takes the number of a packet whose ICV is right. Anything but `fresh` leaves the window. */
  accept(sequence: number): ReplayVerdict {
    const verdict = this.check(sequence);
    if (verdict !== 'fresh') return verdict;
    if (sequence > this.#highest) {
      this.#clearTo(sequence);
      this.#highest = sequence;
    }
    this.#ring[(sequence >>> 5) & this.#mask]! |= 1 << (sequence & 31);
    return verdict;
  }

  #clearTo(sequence: number): void {
    const from = this.#highest >>> 5;
    const words = Math.min((sequence >>> 5) - from, this.#ring.length);
    for (let i = 1; i <= words; i++) this.#ring[(from + i) & this.#mask] = 0;
  }
}
