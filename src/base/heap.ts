/** A binary heap of timers: the next time-out of a whole host is its top. */

import type { Instant } from './time.ts';

/**
 * What has timers. It keeps where they are in the heap, one number a timer: ten thousand SAs have four
 * each, and an object for every one of them would take 100 octets.
 */
export interface TimerOwner<T> {
  /** Where a timer of it is; -1 while that is not armed. */
  placeOf(which: number): number;
  /** For the heap alone: a timer of it is elsewhere now. */
  setPlace(which: number, place: number): void;
  /** What a timer of it is for. */
  useOf(which: number): T;
}

/** One timer of an owner, to be armed or cancelled. */
export interface Timer<T> {
  readonly owner: TimerOwner<T>;
  readonly which: number;
}

/** Numbers are kept for so many timers at first. */
const FIRST_ROOM = 16;

/** Timers by time; those of the same instant fire in the order in which they were armed. */
export class TimerHeap<T> {
  // One timer is an entry of all four lists at the same place.
  readonly #owners: TimerOwner<T>[] = [];
  #which = new Uint8Array(FIRST_ROOM);
  #dues = new Float64Array(FIRST_ROOM);
  #orders = new Float64Array(FIRST_ROOM);
  #order = 0;

  /** How many timers are armed. */
  get size(): number {
    return this.#owners.length;
  }

  /** A timer that is not armed yet, and has no other owner. */
  timer(what: T): Timer<T> {
    return new SingleTimer(what);
  }

  /** Arms a timer, or moves one that is armed. */
  arm({ owner, which }: Timer<T>, due: Instant): void {
    let place = owner.placeOf(which);
    if (place < 0) {
      place = this.#owners.length;
      if (place === this.#dues.length) this.#grow();
      this.#owners.push(owner);
    }
    this.#settle(owner, which, due, this.#order++, place);
  }

  /** Takes a timer out; nothing happens if it is not armed. */
  cancel({ owner, which }: Timer<T>): void {
    const place = owner.placeOf(which);
    if (place < 0) return;
    owner.setPlace(which, -1);
    const last = this.#owners.length - 1;
    const moved = this.#owners.pop()!;
    if (place !== last)
      this.#settle(moved, this.#which[last]!, this.#dues[last]!, this.#orders[last]!, place);
  }

  /** When a timer fires; undefined while it is not armed. */
  dueOf({ owner, which }: Timer<T>): Instant | undefined {
    const place = owner.placeOf(which);
    return place < 0 ? undefined : this.#dues[place];
  }

  /** When the next timer fires. */
  next(): Instant | undefined {
    return this.#owners.length === 0 ? undefined : this.#dues[0];
  }

  /** Takes out the first timer due by `now` and answers what it is for; undefined if there is none. */
  pop(now: Instant): T | undefined {
    const owner = this.#owners[0];
    if (owner === undefined || this.#dues[0]! > now) return undefined;
    const which = this.#which[0]!;
    this.cancel({ owner, which });
    return owner.useOf(which);
  }

  /** Puts a timer where it belongs. What is at `place`, from where it starts, is not looked at. */
  #settle(owner: TimerOwner<T>, which: number, due: Instant, order: number, place: number): void {
    let at = place;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.#isAfter(parent, due, order)) break;
      this.#move(parent, at);
      at = parent;
    }
    for (;;) {
      let child = at * 2 + 1;
      if (child >= this.#owners.length) break;
      const right = child + 1;
      if (
        right < this.#owners.length &&
        this.#isAfter(child, this.#dues[right]!, this.#orders[right]!)
      )
        child = right;
      if (this.#isAfter(child, due, order)) break;
      this.#move(child, at);
      at = child;
    }
    this.#put(owner, which, due, order, at);
  }

  #isAfter(place: number, due: Instant, order: number): boolean {
    const own = this.#dues[place]!;
    return own > due || (own === due && this.#orders[place]! > order);
  }

  #move(from: number, to: number): void {
    const owner = this.#owners[from]!;
    this.#put(owner, this.#which[from]!, this.#dues[from]!, this.#orders[from]!, to);
  }

  #put(owner: TimerOwner<T>, which: number, due: Instant, order: number, place: number): void {
    this.#owners[place] = owner;
    this.#which[place] = which;
    this.#dues[place] = due;
    this.#orders[place] = order;
    owner.setPlace(which, place);
  }

  #grow(): void {
    const room = this.#dues.length + (this.#dues.length >> 1);
    const [which, dues, orders] = [this.#which, this.#dues, this.#orders];
    this.#which = new Uint8Array(room);
    this.#which.set(which);
    this.#dues = new Float64Array(room);
    this.#dues.set(dues);
    this.#orders = new Float64Array(room);
    this.#orders.set(orders);
  }
}

/** A timer that is alone. */
class SingleTimer<T> implements TimerOwner<T>, Timer<T> {
  readonly which = 0;
  readonly #what: T;
  #place = -1;

  constructor(what: T) {
    this.#what = what;
  }

  get owner(): TimerOwner<T> {
    return this;
  }

  placeOf(): number {
    return this.#place;
  }

  setPlace(_which: number, place: number): void {
    this.#place = place;
  }

  useOf(): T {
    return this.#what;
  }
}
