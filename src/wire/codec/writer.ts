/** Writing into a buffer that grows, with room for lengths that are known later. */

/**
 * Where the next writer begins. To allocate it anew costs more than most messages cost to write, and a
 * writer is done, by `finish`, before the next one starts: one that starts within another makes its own.
 */
let spare: Uint8Array | undefined = new Uint8Array(2048);

/** Gives so many octets to write into. */
export type Room = (octets: number) => Uint8Array;

const ownRoom: Room = (octets) => new Uint8Array(octets);

/** What a number of so many octets is below. */
const BOUNDS: readonly number[] = [1, 2 ** 8, 2 ** 16, 2 ** 24, 2 ** 32];

/** Collects octets. */
export class Writer {
  #bytes: Uint8Array;
  #at = 0;

  constructor() {
    this.#bytes = spare ?? new Uint8Array(256);
    spare = undefined;
  }

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

  /** Appends an unsigned number of at most four octets. Throws a RangeError where it does not fit. */
  number(value: number, octets: number, littleEndian = false): void {
    this.#room(octets);
    this.#at += octets;
    this.patch(this.#at - octets, value, octets, littleEndian);
  }

  /** Overwrites a number written before. Throws a RangeError where it does not fit. */
  patch(at: number, value: number, octets: number, littleEndian = false): void {
    if (!Number.isInteger(value) || value < 0 || value >= BOUNDS[octets]!) {
      throw new RangeError(`${value} does not fit in ${octets} octets`);
    }
    const bytes = this.#bytes;
    for (let i = 0; i < octets; i++)
      bytes[littleEndian ? at + i : at + octets - 1 - i] = value >>> (8 * i);
  }

  /** A view of what was written from `start` on, valid until the next write: for checksums. */
  written(start: number): Uint8Array {
    return this.#bytes.subarray(start, this.#at);
  }

  /** All octets, as a copy in the room that it is given. The writer must not be used after it. */
  finish(room: Room = ownRoom): Uint8Array {
    const octets = room(this.#at);
    octets.set(this.#bytes.subarray(0, this.#at));
    if (spare === undefined || spare.length < this.#bytes.length) keep(this.#bytes);
    this.#bytes = octets;
    return octets;
  }

  #room(octets: number): void {
    const needed = this.#at + octets;
    if (needed <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(needed, this.#bytes.length * 2));
    larger.set(this.#bytes.subarray(0, this.#at));
    this.#bytes = larger;
  }
}

/** One large message must not hold its room for ever. */
const LARGEST_SPARE = 65_536;

function keep(room: Uint8Array): void {
  if (room.length <= LARGEST_SPARE) spare = room;
}
