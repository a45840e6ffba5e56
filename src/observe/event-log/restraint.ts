/** Keeps what strangers can cause from pushing everything else out of an event log. */

import { type Instant, SECOND } from '../../base/time.ts';
import type { WindowsEvent } from '../windows-events/record.ts';

const WINDOW = 10 * SECOND;
/** Failures and warnings of one ID and reason that a window takes. */
const TAKEN = 20;

interface Window {
  readonly until: Instant;
  seen: number;
  last: WindowsEvent;
}

/** IDs and reasons are few, so its memory is bounded. */
export class EventRestraint {
  readonly #windows = new Map<string, Window>();

  /**
   * Whether this event is logged. What succeeded needs a peer's proof, and always is: but for soft SAs,
   * which Windows calls a success with a number, and which a forged packet brings about.
   */
  admits(event: WindowsEvent): boolean {
    const isProved = event.type !== 'failure' && event.type !== 'warning';
    if (isProved && event.error === undefined) return true;
    const key = `${event.id} ${event.failure ?? event.error ?? ''}`;
    const window = this.#windows.get(key);
    if (window === undefined) {
      this.#windows.set(key, { until: event.at + WINDOW, seen: 1, last: event });
      return true;
    }
    window.last = event;
    return ++window.seen <= TAKEN;
  }

  /** Windows that are over, or all: how many like the last one were left out. */
  over(now: Instant): readonly { readonly count: number; readonly last: WindowsEvent }[] {
    const told: { count: number; last: WindowsEvent }[] = [];
    for (const [key, { until, seen, last }] of this.#windows) {
      if (now < until) continue;
      this.#windows.delete(key);
      if (seen > TAKEN) told.push({ count: seen - TAKEN, last });
    }
    return told;
  }
}
