/** Waiting in virtual time: who waits in the foreground moves it, who waits in the background is told. */

import type { Duration, Instant } from '../base/time.ts';
import type { World } from '../sim/world.ts';

/** Waits until something is so, at most so long. */
export type Waiting = (predicate: () => boolean, most: Duration) => Promise<void>;

interface Waiter {
  readonly predicate: () => boolean;
  readonly end: Instant;
  readonly resolve: () => void;
}

export class VirtualTime {
  readonly #world: World;
  readonly #waiters = new Set<Waiter>();

  constructor(world: World) {
    this.#world = world;
  }

  /** Moves time until the predicate holds, at most so far. */
  async until(predicate: () => boolean, most: Duration): Promise<void> {
    const end = this.#world.now + most;
    // What begins at the same moment begins before time moves.
    await Promise.resolve();
    this.#move(predicate, end);
  }

  /** Waits until others have moved time so far. */
  later(predicate: () => boolean, most: Duration): Promise<void> {
    return new Promise((resolve) => {
      this.#waiters.add({ predicate, end: this.#world.now + most, resolve });
    });
  }

  /** Moves time until nobody waits in the background. */
  async finish(): Promise<void> {
    for (;;) {
      // Who was told a moment ago may wait for the next thing now.
      for (let turn = 0; turn < TURNS; turn++) await Promise.resolve();
      if (this.#waiters.size === 0) return;
      const first = Math.min(...[...this.#waiters].map(({ end }) => end));
      const count = this.#waiters.size;
      this.#move(() => this.#waiters.size < count, first);
    }
  }

  #move(predicate: () => boolean, end: Instant): void {
    const world = this.#world;
    for (;;) {
      this.#tell();
      if (predicate() || world.now >= end) return;
      const due = Math.min(end, ...[...this.#waiters].map((waiter) => waiter.end));
      if (!world.step(due)) world.run(due - world.now);
    }
  }

  #tell(): void {
    for (const waiter of this.#waiters) {
      if (!waiter.predicate() && this.#world.now < waiter.end) continue;
      this.#waiters.delete(waiter);
      waiter.resolve();
    }
  }
}

/** Turns of the queue of promises in which an answer has come to whoever waits for it. */
const TURNS = 20;
