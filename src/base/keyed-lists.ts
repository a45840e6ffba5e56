/** Lists by key: everything of one peer, or at one address, without a look at all the others. */

import { hashOfText } from './hash-chains.ts';

const NOTHING: readonly never[] = [];
const LEAST_PLACES = 16;

/** One value, or several in their order. */
type Listed<T> = T | T[];

/**
 * A key without values takes no room, and one with a single value no list: of ten thousand keys nearly
 * all have one. Nor are keys kept, since values know theirs: a table of places, each with the hash of
 * its key, takes 20 octets a key, a Map 46 and the key.
 */
export class KeyedLists<T extends object> {
  readonly #order: (left: T, right: T) => number;
  readonly #keyOf: (value: T) => string;
  /** A key stands at the place that its hash says, or at the next free one behind it. */
  #places: (Listed<T> | undefined)[] = new Array(LEAST_PLACES).fill(undefined);
  #hashes = new Int32Array(LEAST_PLACES);
  #size = 0;

  /**
   * `order`: how the values of a list follow one another; negative where `left` comes first. `keyOf`: the
   * key of a value; where it changes, the value is taken out under the old one and entered again.
   */
  constructor(order: (left: T, right: T) => number, keyOf: (value: T) => string) {
    this.#order = order;
    this.#keyOf = keyOf;
  }

  /** The values of a key. The list may be the live one: copy it before what is in it may change. */
  of(key: string): readonly T[] {
    const known = this.#places[this.#placeOf(key, hashOfText(key))];
    if (known === undefined) return NOTHING;
    return Array.isArray(known) ? known : [known];
  }

  add(key: string, value: T): void {
    const hash = hashOfText(key);
    const place = this.#placeOf(key, hash);
    const known = this.#places[place];
    if (known === undefined) {
      this.#enter(place, hash, value);
      return;
    }
    const list = Array.isArray(known) ? known : [known];
    if (list !== known) this.#places[place] = list;
    // What is added is nearly always the last one.
    let at = list.length;
    while (at > 0 && this.#order(list[at - 1]!, value) > 0) at--;
    list.splice(at, 0, value);
  }

  /** Takes a value out; whether it was there. */
  remove(key: string, value: T): boolean {
    const hash = hashOfText(key);
    // Not by its key: that may be another one by now.
    for (let place = this.#homeOf(hash); ; place = this.#behind(place)) {
      const known = this.#places[place];
      if (known === undefined) return false;
      if (this.#hashes[place] !== hash) continue;
      if (known === value) {
        this.#empty(place);
        return true;
      }
      if (!Array.isArray(known)) continue;
      const index = known.indexOf(value);
      if (index < 0) continue;
      if (known.length > 2) known.splice(index, 1);
      else this.#places[place] = known[1 - index]!;
      return true;
    }
  }

  /** Where a key stands, or, where it does not, would. */
  #placeOf(key: string, hash: number): number {
    let place = this.#homeOf(hash);
    for (; ; place = this.#behind(place)) {
      const known = this.#places[place];
      if (known === undefined) return place;
      if (this.#hashes[place] !== hash) continue;
      const value = Array.isArray(known) ? known[0]! : known;
      if (this.#keyOf(value) === key) return place;
    }
  }

  #enter(place: number, hash: number, listed: Listed<T>): void {
    this.#places[place] = listed;
    this.#hashes[place] = hash;
    this.#size++;
    if (this.#size * 4 > this.#places.length * 3) this.#resize(this.#places.length * 2);
  }

  /** Whoever stands behind a place that becomes free, and would stand there, moves up. */
  #empty(place: number): void {
    let free = place;
    this.#places[free] = undefined;
    for (let at = this.#behind(free); ; at = this.#behind(at)) {
      const listed = this.#places[at];
      if (listed === undefined) break;
      const mask = this.#places.length - 1;
      const fromHome = (at - this.#homeOf(this.#hashes[at]!)) & mask;
      if (fromHome < ((at - free) & mask)) continue;
      this.#places[free] = listed;
      this.#hashes[free] = this.#hashes[at]!;
      this.#places[at] = undefined;
      free = at;
    }
    this.#size--;
    const { length } = this.#places;
    if (length > LEAST_PLACES && this.#size * 8 < length) this.#resize(length / 2);
  }

  #resize(length: number): void {
    const places = this.#places;
    const hashes = this.#hashes;
    this.#places = new Array(length).fill(undefined);
    this.#hashes = new Int32Array(length);
    for (const [at, listed] of places.entries()) {
      if (listed === undefined) continue;
      let place = this.#homeOf(hashes[at]!);
      while (this.#places[place] !== undefined) place = this.#behind(place);
      this.#places[place] = listed;
      this.#hashes[place] = hashes[at]!;
    }
  }

  #homeOf(hash: number): number {
    return hash & (this.#places.length - 1);
  }

  #behind(place: number): number {
    return (place + 1) & (this.#places.length - 1);
  }
}
