/** Octets of a file that came and are not used up: at most one chunk and one piece. */

import { concat, EMPTY } from '../base/bytes.ts';

export class OctetQueue {
  #octets: Uint8Array = EMPTY;
  #at = 0;
  #skip = 0;
  #offset = 0;

  /** Where the first octet of `view` lies in the file. */
  get offset(): number {
    return this.#offset;
  }

  /** Octets that can be looked at. */
  get length(): number {
    return this.#octets.length - this.#at;
  }

  push(octets: Uint8Array): void {
    const left = this.#octets.subarray(this.#at);
    this.#octets = left.length === 0 ? octets : concat(left, octets);
    this.#at = 0;
    this.#passOver();
  }

  /** The next `count` octets, or undefined while they have not come. Valid until the next `push`. */
  view(count: number, from = 0): Uint8Array | undefined {
    if (this.length < from + count) return undefined;
    return this.#octets.subarray(this.#at + from, this.#at + from + count);
  }

  /** Uses octets up; those that have not come yet are passed over when they come. */
  drop(count: number): void {
    this.#skip += count;
    this.#passOver();
  }

  #passOver(): void {
    const now = Math.min(this.#skip, this.length);
    this.#at += now;
    this.#offset += now;
    this.#skip -= now;
  }
}
