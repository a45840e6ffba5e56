/** The driver's diagnostics on a host: reports when they are due, as `ipsecloginterval` says. */

import type { Timer, TimerHeap } from '../base/heap.ts';
import { type DiagnosticSettings, Diagnostics } from '../ipsec/diagnostics.ts';
import type { IpsecEvent } from '../ipsec/events.ts';
import type { CurrentCall } from './call.ts';

export interface DriverReportsParts {
  readonly timers: TimerHeap<() => void>;
  readonly call: CurrentCall;
  note(event: IpsecEvent): void;
}

export class DriverReports {
  readonly #parts: DriverReportsParts;
  readonly #diagnostics = new Diagnostics();
  readonly #timer: Timer<() => void>;

  constructor(parts: DriverReportsParts) {
    this.#parts = parts;
    this.#timer = parts.timers.timer(() => this.#report());
  }

  /** Another level or interval. */
  set(settings: DiagnosticSettings): void {
    this.#diagnostics.set(settings);
    this.#arm();
  }

  /** Looks at what the driver reports. */
  take(event: IpsecEvent): void {
    if (event.kind !== 'packet-dropped' || this.#diagnostics.level === 0) return;
    this.#diagnostics.take(event, this.#parts.call.now);
    if (this.#parts.timers.dueOf(this.#timer) === undefined) this.#arm();
  }

  #report(): void {
    const report = this.#diagnostics.report(this.#parts.call.now);
    if (report !== undefined) this.#parts.note(report);
    this.#arm();
  }

  #arm(): void {
    const due = this.#diagnostics.due();
    if (due === undefined) this.#parts.timers.cancel(this.#timer);
    else this.#parts.timers.arm(this.#timer, due);
  }
}
