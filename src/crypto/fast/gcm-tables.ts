/** Which SA's tables stand where in the kernel's memory: there may be more SAs than places. */

/** Places for tables. An owner's number says which place is its own; others may have it meanwhile. */
export class TablePlaces {
  readonly #base: number;
  readonly #octets: number;
  readonly #owners: number[];

  /** `count` places of `octets` each from `base` on, all empty. */
  constructor(base: number, octets: number, count: number) {
    this.#base = base;
    this.#octets = octets;
    this.#owners = new Array<number>(count).fill(-1);
  }

  /** Where the last place ends. */
  get end(): number {
    return this.#base + this.#owners.length * this.#octets;
  }

  /** Whether the tables of an owner stand in its place. */
  has(owner: number): boolean {
    return this.#owners[owner % this.#owners.length] === owner;
  }

  /** Gives an owner its place, and answers where it is: the tables are to be written there now. */
  take(owner: number): number {
    this.#owners[owner % this.#owners.length] = owner;
    return this.at(owner);
  }

  /** Where the place of an owner is. */
  at(owner: number): number {
    return this.#base + (owner % this.#owners.length) * this.#octets;
  }
}
