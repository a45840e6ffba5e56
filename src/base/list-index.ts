/** The items of a list that does not change, by a text that each has: a table for thousands of them. */

import { HashChains, hashOfText } from './hash-chains.ts';

export class ListIndex<T> {
  readonly #items: readonly T[];
  readonly #keyOf: (item: T) => string | undefined;
  readonly #chains: HashChains;

  /** Items without a key are in no answer. The list is kept, and not copied. */
  constructor(items: readonly T[], keyOf: (item: T) => string | undefined) {
    this.#items = items;
    this.#keyOf = keyOf;
    this.#chains = new HashChains(items.length, (i) => {
      const key = keyOf(items[i]!);
      return key === undefined ? undefined : hashOfText(key);
    });
  }

  /** The first item with this key. */
  first(key: string): T | undefined {
    const chains = this.#chains;
    for (let i = chains.first(hashOfText(key)); i >= 0; i = chains.after(i)) {
      const item = this.#items[i]!;
      if (this.#keyOf(item) === key) return item;
    }
    return undefined;
  }

  /** All items with this key, in the order of the list. */
  all(key: string): T[] {
    const found: T[] = [];
    const chains = this.#chains;
    for (let i = chains.first(hashOfText(key)); i >= 0; i = chains.after(i)) {
      const item = this.#items[i]!;
      if (this.#keyOf(item) === key) found.push(item);
    }
    return found;
  }
}
