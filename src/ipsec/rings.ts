/** Words for replay windows. */

/** Words of one buffer: 16 kB, so that a host with one SA has not much too much. */
const CHUNK_WORDS = 4096;
/** A ring longer than this has a buffer of its own. */
const LONGEST_SHARED = 64;

/**
 * Rings of words, many in one buffer: a buffer of its own costs each short ring more than 100 octets,
 * and there is one for each SA. Nothing is given back; a buffer goes when the last of its rings does.
 */
export class Rings {
  #chunk = new Uint32Array(0);
  #used = 0;

  /** So many words, all zero. */
  take(words: number): Uint32Array {
    if (words > LONGEST_SHARED) return new Uint32Array(words);
    if (this.#used + words > this.#chunk.length) {
      this.#chunk = new Uint32Array(CHUNK_WORDS);
      this.#used = 0;
    }
    const ring = this.#chunk.subarray(this.#used, this.#used + words);
    this.#used += words;
    return ring;
  }
}
