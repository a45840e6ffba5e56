/**
 * Items that are found in several ways: by their number, their name, their address. Each way takes some
 * ten octets an item, where a Map takes 46, and keeps no key: whoever looks for an item compares its own.
 */

import { assert } from './assert.ts';

const FIRST_ROOM = 16;

/** The hash of an item for one way to find it, which stays while it is in the table, or `moved` is told; undefined: it is not found so. */
export type HashOf<T> = (item: T) => number | undefined;

/** For each hash a chain of items: where the first one is, and behind each one the next; plus one, so that 0 is none. */
interface Way<T> {
  readonly hashOf: HashOf<T>;
  heads: Int32Array;
  next: Int32Array;
}

export class ItemTable<T> {
  /** Holes are free places. */
  readonly #items: (T | undefined)[] = [];
  readonly #free: number[] = [];
  readonly #order: (left: T, right: T) => number;
  readonly #ways: readonly Way<T>[];

  /**
   * `order`: how items follow one another; negative where `left` comes first. What is added is nearly
   * always the last one. By the first way every item is found, and few have the same hash.
   */
  constructor(order: (left: T, right: T) => number, ...ways: readonly HashOf<T>[]) {
    this.#order = order;
    this.#ways = ways.map((hashOf) => ({
      hashOf,
      heads: new Int32Array(FIRST_ROOM),
      next: new Int32Array(FIRST_ROOM),
    }));
  }

  get size(): number {
    return this.#items.length - this.#free.length;
  }

  /** Every item, in order: a list of the caller's own, as those of `of` are. */
  all(): T[] {
    return this.#items.filter((item) => item !== undefined).sort(this.#order);
  }

  /** The items with a hash for which `is` holds, in order. */
  of(way: number, hash: number, is: (item: T) => boolean): T[] {
    const { heads, next } = this.#ways[way]!;
    const found: T[] = [];
    for (let at = heads[hash & (heads.length - 1)]!; at !== 0; at = next[at - 1]!) {
      const item = this.#items[at - 1]!;
      if (is(item)) found.push(item);
    }
    return found.reverse();
  }

  /** One item with a hash for which `is` holds: the last one. */
  one(way: number, hash: number, is: (item: T) => boolean): T | undefined {
    const { heads, next } = this.#ways[way]!;
    for (let at = heads[hash & (heads.length - 1)]!; at !== 0; at = next[at - 1]!) {
      const item = this.#items[at - 1]!;
      if (is(item)) return item;
    }
    return undefined;
  }

  add(item: T): void {
    const place = this.#free.pop() ?? this.#items.length;
    this.#items[place] = item;
    for (const way of this.#ways) {
      this.#makeRoom(way);
      this.#link(way, place);
    }
  }

  /** Takes an item out; whether it was there. */
  remove(item: T): boolean {
    const place = this.#placeOf(item);
    if (place === undefined) return false;
    for (const way of this.#ways) {
      const hash = way.hashOf(item);
      const isOut = this.#unlink(way, place, hash);
      assert(isOut || hash === undefined, 'an item is found by the hash that it was added with');
    }
    this.#items[place] = undefined;
    this.#free.push(place);
    if (this.size === 0) this.#beginAnew();
    return true;
  }

  /** An item, if it is there, had another hash for one way. */
  moved(way: number, item: T, before: number): void {
    const place = this.#placeOf(item);
    const moving = this.#ways[way]!;
    if (place === undefined || !this.#unlink(moving, place, before)) return;
    this.#link(moving, place);
  }

  /** Gives back the room of all that there ever was. */
  #beginAnew(): void {
    this.#items.length = 0;
    this.#free.length = 0;
    for (const way of this.#ways) {
      way.heads = new Int32Array(FIRST_ROOM);
      way.next = new Int32Array(FIRST_ROOM);
    }
  }

  #placeOf(item: T): number | undefined {
    const { hashOf, heads, next } = this.#ways[0]!;
    for (let at = heads[hashOf(item)! & (heads.length - 1)]!; at !== 0; at = next[at - 1]!)
      if (this.#items[at - 1] === item) return at - 1;
    return undefined;
  }

  /** The last item comes first in its chain: that is where nearly all are added. */
  #link({ hashOf, heads, next }: Way<T>, place: number): void {
    const item = this.#items[place]!;
    const hash = hashOf(item);
    if (hash === undefined) return;
    const chain = hash & (heads.length - 1);
    let before = 0;
    let behind = heads[chain]!;
    while (behind !== 0 && this.#order(this.#items[behind - 1]!, item) > 0) {
      before = behind;
      behind = next[behind - 1]!;
    }
    next[place] = behind;
    if (before === 0) heads[chain] = place + 1;
    else next[before - 1] = place + 1;
  }

  #unlink({ heads, next }: Way<T>, place: number, hash: number | undefined): boolean {
    if (hash === undefined) return false;
    const chain = hash & (heads.length - 1);
    let before = 0;
    for (let at = heads[chain]!; at !== 0; at = next[at - 1]!) {
      if (at - 1 === place) {
        if (before === 0) heads[chain] = next[place]!;
        else next[before - 1] = next[place]!;
        return true;
      }
      before = at;
    }
    return false;
  }

  /** As many chains as there are items, or up to twice as many. */
  #makeRoom(way: Way<T>): void {
    const items = this.#items.length;
    if (items > way.next.length) {
      const next = new Int32Array(items + (items >> 1));
      next.set(way.next);
      way.next = next;
    }
    if (items <= way.heads.length) return;
    const { heads, next } = way;
    way.heads = new Int32Array(heads.length * 2);
    for (const head of heads) {
      const chain: number[] = [];
      for (let at = head; at !== 0; at = next[at - 1]!) chain.push(at - 1);
      for (const place of chain.reverse()) this.#link(way, place);
    }
  }
}
