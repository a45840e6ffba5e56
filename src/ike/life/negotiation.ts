/** One main mode with everything that hangs on it. */

import type { Timer, TimerHeap } from '../../base/heap.ts';
import { LIMITS } from '../../base/limits.ts';
import type { Instant } from '../../base/time.ts';
import type { IkeScope } from '../events.ts';
import { type MainModeContext, mainMode } from '../exchanges/main-mode.ts';
import type { QuickModeContext, QuickModeState } from '../exchanges/quick-mode-state.ts';
import type { IsakmpSa, MainModeState, PhaseOneKeys } from '../isakmp-sa.ts';
import type { NegotiatedChild } from '../policy.ts';
import { newRun, type Run } from '../script/run.ts';

/** What a timer of the engine is for. */
export type TimerUse =
  | { readonly use: 'main-mode-message'; readonly entry: Negotiation }
  | { readonly use: 'main-mode-lifetime'; readonly entry: Negotiation }
  | { readonly use: 'quick-mode-message'; readonly entry: Negotiation; readonly messageId: number }
  | { readonly use: 'child-lifetime'; readonly id: number };

export type MainModeRun = Run<MainModeContext, MainModeState, TimerUse>;
export type QuickModeRun = Run<QuickModeContext, QuickModeState, TimerUse>;

/** A main mode, its quick modes and its timers. */
export class Negotiation {
  readonly sa: IsakmpSa;
  readonly main: MainModeRun;
  readonly lifetimeTimer: Timer<TimerUse>;
  /** Quick modes under way, and finished ones kept for duplicates, by message id. */
  readonly quick = new Map<number, QuickModeRun>();
  /** Every message id of phase 2 that was ever accepted or used: none is accepted twice. */
  readonly messageIds = new Set<number>();
  /** Policy entries whose quick modes wait for this main mode. */
  readonly waiting: string[] = [];
  keysReported = false;
  /** A refusal in clear is sent once an exchange. */
  refusalSent = false;
  /** Where it is counted as half-open. */
  halfOpenAddress = '';

  constructor(context: MainModeContext, timers: TimerHeap<TimerUse>) {
    this.sa = context.sa;
    this.lifetimeTimer = timers.timer({ use: 'main-mode-lifetime', entry: this });
    const timer = timers.timer({ use: 'main-mode-message', entry: this });
    this.main = newRun(mainMode, context, context.sa.role, 0, timer, { at: 'start' });
  }
}

/** A pair of ESP SAs that the engine made. */
export interface Child {
  readonly made: NegotiatedChild;
  readonly scope: IkeScope;
  readonly createdAt: Instant;
  readonly expiresAt: Instant;
  readonly timer: Timer<TimerUse>;
}

/** The keys, once there are any. */
export function keysOfEntry(entry: Negotiation): PhaseOneKeys | undefined {
  const { state } = entry.main;
  return 'keys' in state ? state.keys : undefined;
}

/** Whether quick modes may run on it. */
export function isEstablished(entry: Negotiation): boolean {
  return entry.sa.establishedAt !== undefined;
}

/** Quick modes that are not finished. */
export function quickModesUnderWay(entry: Negotiation): QuickModeRun[] {
  return [...entry.quick.values()].filter((run) => run.next <= run.exchange.messages.length);
}

/** Keeps the newest finished quick modes within their bound. */
export function forgetOldQuickModes(entry: Negotiation): void {
  for (const [messageId, run] of entry.quick) {
    if (entry.quick.size <= LIMITS.rememberedExchanges + LIMITS.quickModesPerMainMode) return;
    if (run.next > run.exchange.messages.length) entry.quick.delete(messageId);
  }
}
