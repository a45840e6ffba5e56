/** A bounded map: the entry that was looked at least recently makes room for a new one. */

export class Recent<Key, Value> {
  readonly #maximum: number;
  readonly #entries = new Map<Key, Value>();

  constructor(maximum: number) {
    this.#maximum = maximum;
  }

  has(key: Key): boolean {
    return this.#entries.has(key);
  }

  /** The value of a key, which becomes the latest. */
  get(key: Key): Value | undefined {
    const value = this.#entries.get(key);
    if (value === undefined) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, value);
    return value;
  }

  set(key: Key, value: Value): void {
    this.#entries.delete(key);
    this.#entries.set(key, value);
    if (this.#entries.size <= this.#maximum) return;
    for (const oldest of this.#entries.keys()) {
      this.#entries.delete(oldest);
      return;
    }
  }

  delete(key: Key): void {
    this.#entries.delete(key);
  }
}
