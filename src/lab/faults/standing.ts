/** A fault that stands: what it counts, and what it holds. */

import type { Random } from '../../base/random.ts';
import type { Duration } from '../../base/time.ts';
import type { Fault, Subject } from './fault.ts';
import type { Transit } from './transit.ts';

export class StandingFault {
  readonly id: number;
  readonly fault: Fault;
  readonly random: Random;
  /** How often it has acted. */
  acted = 0;
  /** What it was waiting for has come: it never acts again. */
  over = false;
  /** For `swap`: which of its two subjects it holds. */
  holds: 'what' | 'other' | undefined;
  readonly held: Transit[] = [];
  readonly #seen = new Map<Subject, number>();

  constructor(id: number, fault: Fault, random: Random) {
    this.id = id;
    this.fault = fault;
    this.random = random;
  }

  /** Counts a datagram that fits; whether it is the one that `nth` asks for. */
  isNth(subject: Subject): boolean {
    if (subject.nth === undefined) return true;
    const seen = (this.#seen.get(subject) ?? 0) + 1;
    this.#seen.set(subject, seen);
    return seen === subject.nth;
  }

  /** `elapsed`: since the network began. */
  isDone(elapsed: Duration): boolean {
    const { until = Number.POSITIVE_INFINITY } = this.fault;
    return this.over || this.#isSpent || elapsed >= until;
  }

  isActive(elapsed: Duration): boolean {
    return !this.isDone(elapsed) && elapsed >= (this.fault.from ?? 0);
  }

  get #isSpent(): boolean {
    const { action, times } = this.fault;
    const most = times ?? (action.kind === 'swap' ? 1 : Number.POSITIVE_INFINITY);
    return this.acted >= most && this.held.length === 0;
  }

  /** Whether it has acted as often as it may, although something may wait still. */
  get isUsedUp(): boolean {
    const { action, times } = this.fault;
    return this.acted >= (times ?? (action.kind === 'swap' ? 1 : Number.POSITIVE_INFINITY));
  }
}
