/** Events of several processes in the order of their time. */

import type { Duration, Instant } from '../base/time.ts';
import type { HostEvent } from '../host/events.ts';

/**
 * Holds events back a little, so that what one process tells later but saw earlier comes first.
 * The caller says when time has passed.
 */
export class EventMerger {
  readonly #hold: Duration;
  readonly #emit: (event: HostEvent) => void;
  #waiting: HostEvent[] = [];

  /** `hold` is in milliseconds: more than the processes' delay in telling. */
  constructor(hold: Duration, emit: (event: HostEvent) => void) {
    this.#hold = hold;
    this.#emit = emit;
  }

  push(event: HostEvent): void {
    let at = this.#waiting.length;
    while (at > 0 && this.#waiting[at - 1]!.at > event.at) at--;
    this.#waiting.splice(at, 0, event);
  }

  /** Emits what is old enough at `now`. */
  advance(now: Instant): void {
    const old = this.#waiting.findIndex((event) => event.at > now - this.#hold);
    this.#take(old < 0 ? this.#waiting.length : old);
  }

  /** Emits everything. */
  flush(): void {
    this.#take(this.#waiting.length);
  }

  #take(count: number): void {
    for (const event of this.#waiting.splice(0, count)) this.#emit(event);
  }
}
