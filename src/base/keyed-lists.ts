/** Lists by key: everything of one peer, or at one address, without a look at all the others. */

const NOTHING: readonly never[] = [];

/**
 * A key without values takes no room, and one with a single value no list: of ten thousand keys nearly
 * all have one.
 */
export class KeyedLists<T> {
  readonly #lists = new Map<string, T | T[]>();
  readonly #order: (left: T, right: T) => number;

  /** `order`: how the values of a list follow one another; negative where `left` comes first. */
  constructor(order: (left: T, right: T) => number) {
    this.#order = order;
  }

  /** The values of a key. The list may be the live one: copy it before what is in it may change. */
  of(key: string): readonly T[] {
    const known = this.#lists.get(key);
    if (known === undefined) return NOTHING;
    return Array.isArray(known) ? known : [known];
  }

  add(key: string, value: T): void {
    const known = this.#lists.get(key);
    if (known === undefined) {
      this.#lists.set(key, value);
      return;
    }
    const list = Array.isArray(known) ? known : [known];
    if (list !== known) this.#lists.set(key, list);
    // What is added is nearly always the last one.
    let at = list.length;
    while (at > 0 && this.#order(list[at - 1]!, value) > 0) at--;
    list.splice(at, 0, value);
  }

  /** Takes a value out; whether it was there. */
  remove(key: string, value: T): boolean {
    const known = this.#lists.get(key);
    if (known === value) return this.#lists.delete(key);
    if (!Array.isArray(known)) return false;
    const index = known.indexOf(value);
    if (index < 0) return false;
    if (known.length > 2) known.splice(index, 1);
    else this.#lists.set(key, known[1 - index]!);
    return true;
  }
}
