/** A binary heap of timers: the next time-out of a whole host is its top. */

import type { Instant } from './time.ts';

/** A timer in a heap. Its owner keeps it to re-arm or cancel it. */
export interface Timer<T> {
  readonly what: T;
  /** When it fires; undefined while it is not armed. */
  readonly due: Instant | undefined;
}

interface Entry<T> {
  what: T;
  due: Instant | undefined;
  index: number;
  order: number;
}

/** Timers by time; those of the same instant fire in the order in which they were armed. */
export class TimerHeap<T> {
  readonly #entries: Entry<T>[] = [];
  #order = 0;

  /** How many timers are armed. */
  get size(): number {
    return this.#entries.length;
  }

  /** A timer that is not armed yet. */
  timer(what: T): Timer<T> {
    const entry: Entry<T> = { what, due: undefined, index: -1, order: 0 };
    return entry;
  }

  /** Arms a timer, or moves one that is armed. */
  arm(timer: Timer<T>, due: Instant): void {
    const entry = timer as Entry<T>;
    entry.due = due;
    entry.order = this.#order++;
    if (entry.index < 0) {
      entry.index = this.#entries.length;
      this.#entries.push(entry);
    }
    this.#settle(entry);
  }

  /** Takes a timer out; nothing happens if it is not armed. */
  cancel(timer: Timer<T>): void {
    const entry = timer as Entry<T>;
    const index = entry.index;
    if (index < 0) return;
    const last = this.#entries.pop()!;
    if (last !== entry) {
      this.#place(last, index);
      this.#settle(last);
    }
    entry.index = -1;
    entry.due = undefined;
  }

  /** When the next timer fires. */
  next(): Instant | undefined {
    return this.#entries[0]?.due;
  }

  /** Takes out the first timer due by `now`, or answers undefined. */
  pop(now: Instant): Timer<T> | undefined {
    const top = this.#entries[0];
    if (top === undefined || top.due! > now) return undefined;
    this.cancel(top);
    return top;
  }

  #settle(entry: Entry<T>): void {
    let index = entry.index;
    while (index > 0) {
      const parent = this.#entries[(index - 1) >> 1]!;
      if (!before(entry, parent)) break;
      this.#place(parent, index);
      index = (index - 1) >> 1;
    }
    for (;;) {
      let child = index * 2 + 1;
      const right = this.#entries[child + 1];
      if (right !== undefined && before(right, this.#entries[child]!)) child++;
      const smaller = this.#entries[child];
      if (smaller === undefined || smaller === entry || !before(smaller, entry)) break;
      this.#place(smaller, index);
      index = child;
    }
    this.#place(entry, index);
  }

  #place(entry: Entry<T>, index: number): void {
    this.#entries[index] = entry;
    entry.index = index;
  }
}

function before<T>(left: Entry<T>, right: Entry<T>): boolean {
  return left.due! < right.due! || (left.due! === right.due! && left.order < right.order);
}
