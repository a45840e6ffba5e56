/**
 * Where the items of a list stand by their hashes. It takes some ten octets an item, a Map 46: the list
 * itself has the items, and whoever looks one up compares the keys.
 */

export class HashChains {
  /** The first item of each place, plus one. */
  readonly #heads: Int32Array;
  /** For each item the next one at its place, plus one. */
  readonly #next: Int32Array;

  /** `hashOf`: the hash of an item, as a number of 32 bits with its low ones well mixed; undefined leaves the item out. */
  constructor(items: number, hashOf: (item: number) => number | undefined) {
    let places = 16;
    // Three items on four places at most.
    while (places * 3 < items * 4) places *= 2;
    this.#heads = new Int32Array(places);
    this.#next = new Int32Array(items);
    // From the last to the first, so that the items of a place stand in their order.
    for (let i = items - 1; i >= 0; i--) {
      const hash = hashOf(i);
      if (hash === undefined) continue;
      const place = hash & (places - 1);
      this.#next[i] = this.#heads[place]!;
      this.#heads[place] = i + 1;
    }
  }

  /** The first item that may have this hash; -1 if there is none. */
  first(hash: number): number {
    return this.#heads[hash & (this.#heads.length - 1)]! - 1;
  }

  /** The next one that may have the same; -1 behind the last. */
  after(item: number): number {
    return this.#next[item]! - 1;
  }
}

/**
 * The hash of a text, or of a part of it, for places in such a list. With a `seed` that strangers do not
 * know they cannot choose texts of one hash.
 */
export function hashOfText(text: string, from = 0, to = text.length, seed = 0): number {
  let hash = 0x811c_9dc5 ^ seed;
  for (let i = from; i < to; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x0100_0193);
  return mixed(hash);
}

/** The same hash of a text of one character an octet, as `packOctets` makes it, from the octets themselves. */
export function hashOfOctets(octets: Uint8Array): number {
  let hash = 0x811c_9dc5;
  for (let i = 0; i < octets.length; i++) hash = Math.imul(hash ^ octets[i]!, 0x0100_0193);
  return mixed(hash);
}

/** All bits of a hash have a part in its low ones. */
export function mixed(hash: number): number {
  const product = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return product ^ (product >>> 13);
}
