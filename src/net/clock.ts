/** The clock and the one timer of a real run. */

import type { Duration, Instant } from '../base/time.ts';

/**
 * Milliseconds since 1970 that never run backwards: the wall clock as it was when the process
 * started, plus a monotonic clock.
 */
export function systemNow(): Instant {
  return performance.timeOrigin + performance.now();
}

/** setTimeout holds no more than 31 bits. */
const LONGEST_WAIT = 0x7fff_ffff;

/** Fires at an instant that may be moved at any time. */
export class TimerDriver {
  readonly #now: () => Instant;
  readonly #fire: () => void;
  readonly #realTime: (duration: Duration) => Duration;
  #due: Instant | undefined;
  #handle: NodeJS.Timeout | undefined;

  /** `realTime`: how long the machine's clock takes for a time by `now`; as long unless said. */
  constructor(
    now: () => Instant,
    fire: () => void,
    realTime: (duration: Duration) => Duration = (duration) => duration,
  ) {
    this.#now = now;
    this.#fire = fire;
    this.#realTime = realTime;
  }

  /** The clock goes otherwise from now on. */
  rearm(): void {
    const due = this.#due;
    this.arm(undefined);
    this.arm(due);
  }

  /** Fires at `due`, or never. */
  arm(due: Instant | undefined): void {
    if (due === this.#due) return;
    this.#due = due;
    clearTimeout(this.#handle);
    this.#handle = undefined;
    if (due !== undefined) this.#wait(due);
  }

  #wait(due: Instant): void {
    const left = this.#realTime(Math.max(0, due - this.#now()));
    const wait = Math.min(LONGEST_WAIT, Math.ceil(left));
    this.#handle = setTimeout(() => this.#woken(due), wait);
  }

  #woken(due: Instant): void {
    // setTimeout may come a little early, and a long wait is made of several.
    if (this.#now() < due) {
      this.#wait(due);
      return;
    }
    this.#due = undefined;
    this.#handle = undefined;
    this.#fire();
  }
}
