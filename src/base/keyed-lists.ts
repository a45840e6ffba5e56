/** Lists by key: everything of one peer, or at one address, without a look at all the others. */

const NOTHING: readonly never[] = [];

/** A key without values takes no room. */
export class KeyedLists<T> {
  readonly #lists = new Map<string, T[]>();
  readonly #order: (left: T, right: T) => number;

  /** `order`: how the values of a list follow one another; negative where `left` comes first. */
  constructor(order: (left: T, right: T) => number) {
    this.#order = order;
  }

  /** The values of a key. The list is the live one: copy it before what is in it may change. */
  of(key: string): readonly T[] {
    return this.#lists.get(key) ?? NOTHING;
  }

  add(key: string, value: T): void {
    const list = this.#lists.get(key);
    if (list === undefined) {
      this.#lists.set(key, [value]);
      return;
    }
    // What is added is nearly always the last one.
    let at = list.length;
    while (at > 0 && this.#order(list[at - 1]!, value) > 0) at--;
    list.splice(at, 0, value);
  }

  /** Takes a value out; whether it was there. */
  remove(key: string, value: T): boolean {
    const list = this.#lists.get(key);
    const index = list?.indexOf(value) ?? -1;
    if (list === undefined || index < 0) return false;
    if (list.length === 1) this.#lists.delete(key);
    else list.splice(index, 1);
    return true;
  }
}
