/** Writing into a buffer that grows, with room for lengths that are known later. */

/** Collects octets. */
export class Writer {
  #bytes = new Uint8Array(256);
  #at = 0;

  /** Octets written so far. */
  get length(): number {
    return this.#at;
  }

  /** Appends octets. */
  put(octets: Uint8Array): void {
    this.#room(octets.length);
    this.#bytes.set(octets, this.#at);
    this.#at += octets.length;
  }

  /** Appends an unsigned number. Throws a RangeError where it does not fit. */
  number(value: number, octets: number, littleEndian = false): void {
    this.#room(octets);
    this.#at += octets;
    this.patch(this.#at - octets, value, octets, littleEndian);
  }

  /** Overwrites a number written before. Throws a RangeError where it does not fit. */
  patch(at: number, value: number, octets: number, littleEndian = false): void {
    if (!Number.isInteger(value) || value < 0 || value >= 256 ** octets) {
      throw new RangeError(`${value} does not fit in ${octets} octets`);
    }
    let rest = value;
    for (let i = 0; i < octets; i++) {
      this.#bytes[littleEndian ? at + i : at + octets - 1 - i] = rest % 256;
      rest = Math.floor(rest / 256);
    }
  }

  /** A view of what was written from `start` on, valid until the next write: for checksums. */
  written(start: number): Uint8Array {
    return this.#bytes.subarray(start, this.#at);
  }

  /** All octets, as a copy of the right size. */
  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#at);
  }

  #room(octets: number): void {
    const needed = this.#at + octets;
    if (needed <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(needed, this.#bytes.length * 2));
    larger.set(this.#bytes.subarray(0, this.#at));
    this.#bytes = larger;
  }
}
