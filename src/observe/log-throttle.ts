/** Keeps what anyone on the network can cause from flooding the log: some of a kind, then a count. */

import { type Instant, SECOND } from '../base/time.ts';
import type { HostEvent } from '../host/events.ts';

/** Events that an unknown sender can cause as often as it likes. */
const UNBIDDEN: ReadonlySet<HostEvent['kind']> = new Set([
  'isakmp-dropped',
  'packet-dropped',
  'clear-text-accepted',
  'main-mode-started',
  'main-mode-failed',
  'notify-received',
]);

const WINDOW = 10 * SECOND;
/** Events of one kind and reason that a window shows. */
const SHOWN = 20;

interface Window {
  readonly until: Instant;
  seen: number;
  last: HostEvent;
}

/** Decides which events a log shows. The kinds and reasons are few, so its memory is bounded. */
export class LogThrottle {
  readonly #now: () => Instant;
  readonly #onLeftOut: (count: number, last: HostEvent) => void;
  readonly #windows = new Map<string, Window>();

  /** `onLeftOut` is told at the end of ten seconds how many like `last` were not shown. */
  constructor(now: () => Instant, onLeftOut: (count: number, last: HostEvent) => void) {
    this.#now = now;
    this.#onLeftOut = onLeftOut;
  }

  /** Whether this event is shown. */
  admits(event: HostEvent): boolean {
    if (!UNBIDDEN.has(event.kind)) return true;
    const key = keyOf(event);
    const now = this.#now();
    let window = this.#windows.get(key);
    if (window === undefined || now >= window.until) {
      if (window !== undefined) this.#end(key, window);
      window = { until: now + WINDOW, seen: 0, last: event };
      this.#windows.set(key, window);
    }
    window.last = event;
    return ++window.seen <= SHOWN;
  }

  /** Tells of windows that are over, or of all of them. Call it now and then, and at the end. */
  tell(all = false): void {
    const now = this.#now();
    for (const [key, window] of this.#windows) {
      if (all || now >= window.until) this.#end(key, window);
    }
  }

  #end(key: string, window: Window): void {
    this.#windows.delete(key);
    if (window.seen > SHOWN) this.#onLeftOut(window.seen - SHOWN, window.last);
  }
}

function keyOf(event: HostEvent): string {
  if ('reason' in event) return `${event.kind} ${event.reason}`;
  return 'failure' in event ? `${event.kind} ${event.failure.code}` : event.kind;
}
