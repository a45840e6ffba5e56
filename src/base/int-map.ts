/** Objects by whole numbers of 32 bits, thousands of them: half of what a Map takes, and as ordered as one. */

/** Of entries at first, and of the table of places: a power of two. */
const LEAST_ENTRIES = 8;
const LEAST_PLACES = 16;
/** A place in the table that has no entry, and one whose entry is gone: a search goes on behind it. */
const FREE = 0;
const GONE = -1;
/** 2^32 divided by the golden ratio: spreads numbers that follow each other, and those that have low bits in common. */
const SPREAD = 0x9e3779b1;

/**
 * Entries stand one behind the other, and a table with open addressing says where. Keys are signed: a
 * number from 2^31 on is another key than it was. Nothing may be added while the values are gone through.
 */
export class IntMap<V extends object> {
  #keys = new Int32Array(LEAST_ENTRIES);
  /** Undefined where an entry is gone. As long as the keys: an array that grows takes half as much again. */
  #values = new Array<V | undefined>(LEAST_ENTRIES);
  /** By the hash of a key: the number of its entry, from 1 on. */
  #places = new Int32Array(LEAST_PLACES);
  /** Entries that were added, and those of them that are not gone. */
  #added = 0;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get(key: number): V | undefined {
    const place = this.#placeOf(key);
    return place < 0 ? undefined : this.#values[this.#places[place]! - 1];
  }

  has(key: number): boolean {
    return this.#placeOf(key) >= 0;
  }

  /** Puts a value in the place of another, or behind all others. */
  set(key: number, value: V): void {
    const place = this.#placeOf(key);
    if (place >= 0) {
      this.#values[this.#places[place]! - 1] = value;
      return;
    }
    if (this.#added === this.#keys.length) this.#rebuild();
    this.#append(key, value);
    this.#size++;
  }

  delete(key: number): boolean {
    const place = this.#placeOf(key);
    if (place < 0) return false;
    this.#values[this.#places[place]! - 1] = undefined;
    this.#places[place] = GONE;
    this.#size--;
    if (this.#size === 0) this.#clear(LEAST_ENTRIES);
    return true;
  }

  /** In the order in which they were added. */
  *values(): Generator<V> {
    for (const value of this.#values) if (value !== undefined) yield value;
  }

  /** Where in the table a key's entry is told; -1 if it has none. */
  #placeOf(key: number): number {
    const places = this.#places;
    const mask = places.length - 1;
    for (let place = hashOf(key) & mask; ; place = (place + 1) & mask) {
      const entry = places[place]!;
      if (entry === FREE) return -1;
      if (entry > 0 && this.#keys[entry - 1] === key) return place;
    }
  }

  #append(key: number, value: V): void {
    const places = this.#places;
    const mask = places.length - 1;
    let place = hashOf(key) & mask;
    while (places[place] !== FREE) place = (place + 1) & mask;
    this.#keys[this.#added] = key;
    this.#values[this.#added] = value;
    places[place] = ++this.#added;
  }

  /** Leaves out what is gone, with room for a quarter more entries. */
  #rebuild(): void {
    const keys = this.#keys;
    const values = this.#values;
    this.#clear(Math.max(LEAST_ENTRIES, this.#size + (this.#size >>> 2) + 1));
    for (let i = 0; i < values.length; i++) {
      const value = values[i];
      if (value !== undefined) this.#append(keys[i]!, value);
    }
  }

  #clear(capacity: number): void {
    let places = LEAST_PLACES;
    while (places * 3 < capacity * 4) places *= 2;
    this.#keys = new Int32Array(capacity);
    this.#values = new Array<V | undefined>(capacity);
    this.#added = 0;
    this.#places = new Int32Array(places);
  }
}

function hashOf(key: number): number {
  const spread = Math.imul(key, SPREAD);
  return spread ^ (spread >>> 15);
}
