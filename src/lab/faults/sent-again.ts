/**
 * How often something has been seen, of the latest so many. Two generations, of which the older
 * one is forgotten as a whole: to forget one by one would cost more than the rest of a datagram.
 */

export class SentAgain {
  readonly #most: number;
  #young = new Map<string, number>();
  #old = new Map<string, number>();

  /** Remembers at least half of `most` keys, and never more than `most`. */
  constructor(most: number) {
    this.#most = most;
  }

  /** Counts one more. Answers how many there were with this one. */
  count(key: string): number {
    const count = (this.#young.get(key) ?? this.#old.get(key) ?? 0) + 1;
    this.#young.set(key, count);
    if (this.#young.size * 2 >= this.#most) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    return count;
  }
}
