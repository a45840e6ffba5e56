/** Short runs of 32-bit words that live as long as an SA, many in one buffer. */

/** Words of one buffer: 16 kB, so that a host with one SA has not much too much. */
const CHUNK_WORDS = 4096;
/** What is longer than this has a buffer of its own. */
const LONGEST_SHARED = 128;

/** Where a run lies; a view of it would be an object of 96 octets. */
export interface WordRun {
  readonly words: Int32Array;
  readonly at: number;
}

/**
 * A buffer of its own costs each short run more than 200 octets, and an array of numbers 8 octets a
 * word. Nothing is given back; a buffer goes when the last of its runs does.
 */
export class WordStore {
  #chunk = new Int32Array(0);
  #used = 0;

  /** So many words, all zero. */
  take(words: number): WordRun {
    if (words > LONGEST_SHARED) return { words: new Int32Array(words), at: 0 };
    if (this.#used + words > this.#chunk.length) {
      this.#chunk = new Int32Array(CHUNK_WORDS);
      this.#used = 0;
    }
    const at = this.#used;
    this.#used += words;
    return { words: this.#chunk, at };
  }
}
