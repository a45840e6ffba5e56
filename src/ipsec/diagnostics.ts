/**
 * The driver's diagnostics (`ipsecdiagnostics`, 0 to 7): drops by the packet, gathered and reported at
 * intervals, so that a flood fills no log. What each level means is not verified against Windows.
 */

import { LIMITS } from '../base/limits.ts';
import { type Duration, type Instant, SECOND } from '../base/time.ts';
import type { DropReason, IpsecEvent } from './events.ts';

/** Drops that look alike. */
export interface DiagnosticLine {
  readonly direction: 'inbound' | 'outbound';
  readonly reason: DropReason;
  /** `192.0.2.1 -> 192.0.2.2 udp 7`. */
  readonly packet: string;
  readonly spi: number | undefined;
  readonly count: number;
}

export interface DiagnosticSettings {
  /** 0 to 7. */
  readonly level: number;
  /** Between two reports. */
  readonly interval: Duration;
}

type Dropped = Extract<IpsecEvent, { kind: 'packet-dropped' }>;

/** Bits of a level. */
const FAILURES = 1;
const INBOUND = 2;
const OUTBOUND = 4;
/** Failures and inbound drops together bring those of clear text. */
const CLEAR_TEXT = FAILURES | INBOUND;

/** SPIs that nobody has, protection that does not open, packets that are none. */
const FAILURE_REASONS: ReadonlySet<DropReason> = new Set([
  'malformed',
  'unknown-spi',
  'replayed',
  'bad-icv',
  'bundle-incomplete',
  'bad-padding',
  'bad-inner-packet',
  'lifetime-expired',
  'sequence-overflow',
]);

/** Whether drops of a kind are reported at a level. */
export function isReported(
  level: number,
  direction: 'inbound' | 'outbound',
  reason: DropReason,
): boolean {
  if (FAILURE_REASONS.has(reason)) return (level & FAILURES) !== 0;
  if (reason === 'clear-text-required-protection') return (level & CLEAR_TEXT) === CLEAR_TEXT;
  return (level & (direction === 'inbound' ? INBOUND : OUTBOUND)) !== 0;
}

export class Diagnostics {
  #settings: DiagnosticSettings = { level: 0, interval: 0 };
  readonly #lines = new Map<string, { readonly line: DiagnosticLine; count: number }>();
  #more = 0;
  /** When the first drop of the next report came. */
  #since: Instant | undefined;

  get level(): number {
    return this.#settings.level;
  }

  /** Another level or interval; what was gathered is reported when it is due. */
  set(settings: DiagnosticSettings): void {
    this.#settings = settings;
  }

  /** Gathers a drop, if the level says so. */
  take(event: Dropped, now: Instant): void {
    const { direction, reason, packet, spi } = event;
    if (!isReported(this.#settings.level, direction, reason)) return;
    this.#since ??= now;
    const key = `${direction} ${reason} ${spi ?? ''} ${packet}`;
    const known = this.#lines.get(key);
    if (known !== undefined) known.count += 1;
    else if (this.#lines.size >= LIMITS.diagnosticLines) this.#more += 1;
    else {
      const line = { direction, reason, packet, spi, count: 1 };
      this.#lines.set(key, { line, count: 1 });
    }
  }

  /** When the next report is due; undefined while there is nothing to report. */
  due(): Instant | undefined {
    return this.#since === undefined ? undefined : this.#since + this.#settings.interval;
  }

  /** The report, if it is due; the next one starts from nothing. */
  report(now: Instant): IpsecEvent | undefined {
    const due = this.due();
    if (due === undefined || this.#since === undefined || now < due) return undefined;
    const event: IpsecEvent = {
      kind: 'driver-diagnostics',
      level: this.#settings.level,
      seconds: Math.round((now - this.#since) / SECOND),
      lines: Array.from(this.#lines.values(), ({ line, count }) => ({ ...line, count })),
      more: this.#more,
    };
    this.#lines.clear();
    this.#more = 0;
    this.#since = undefined;
    return event;
  }
}
