/** Clocks of peers: the machine's, or one of a laboratory that is faster and tells a time of its own. */

import type { Duration, Instant } from '../base/time.ts';
import { systemNow } from './clock.ts';

export interface PeerClock {
  /** Milliseconds since 1970 that never run backwards. */
  now(): Instant;
  /** What a clock on the wall says, milliseconds since 1970. */
  wallNow(): number;
  /** How long the machine's own clock takes for so much of this one. Infinity while it stands. */
  realTime(duration: Duration): Duration;
  /** Calls a listener when the clock begins to go. */
  onStart(listener: () => void): void;
}

/** The machine's own. */
export const SYSTEM_CLOCK: PeerClock = {
  now: systemNow,
  wallNow: () => Date.now(),
  realTime: (duration) => duration,
  onStart: () => {},
};

/** How a clock of a laboratory goes. */
export interface ClockSetting {
  /** How many times as fast as the machine's. */
  readonly speed: number;
  /** What it says when it begins to go. */
  readonly start: Instant;
  /** When it begins to go, by the machine's clock; undefined: when it is told to. */
  readonly origin: Instant | undefined;
}

export class LabClock implements PeerClock {
  readonly #speed: number;
  readonly #start: Instant;
  #origin: Instant | undefined;
  #listeners: (() => void)[] = [];

  constructor({ speed, start, origin }: ClockSetting) {
    this.#speed = speed;
    this.#start = start;
    this.#origin = origin;
  }

  /** As `--clock` takes it, for another process. */
  text(): string {
    const speed = this.#speed;
    return clockText({ speed, start: this.#start, origin: this.#origin });
  }

  now(): Instant {
    if (this.#origin === undefined) return this.#start;
    return this.#start + Math.max(0, systemNow() - this.#origin) * this.#speed;
  }

  wallNow(): number {
    return this.now();
  }

  realTime(duration: Duration): Duration {
    return this.#origin === undefined ? Number.POSITIVE_INFINITY : duration / this.#speed;
  }

  onStart(listener: () => void): void {
    if (this.#origin === undefined) this.#listeners.push(listener);
  }

  /** Lets it go, as if it had begun at `origin` by the machine's clock. */
  startAt(origin: Instant): void {
    if (this.#origin !== undefined) return;
    this.#origin = origin;
    for (const listener of this.#listeners.splice(0)) listener();
  }
}

/** `20,1767225600000,1763755555555.5`: speed, start, origin; without an origin it is told to go. */
function clockText({ speed, start, origin }: ClockSetting): string {
  return [speed, start, ...(origin === undefined ? [] : [origin])].join(',');
}

/** The setting that a text means; undefined where it means none. */
export function clockOfText(text: string): ClockSetting | undefined {
  const [speed = 0, start = Number.NaN, origin, ...more] = text.split(',').map(Number);
  const isSane = speed > 0 && Number.isFinite(speed) && Number.isFinite(start) && more.length === 0;
  return isSane && !Number.isNaN(origin) ? { speed, start, origin } : undefined;
}
