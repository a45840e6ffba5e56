/** One main mode with everything that hangs on it. */

import type { Timer, TimerHeap } from '../../base/heap.ts';
import { LIMITS } from '../../base/limits.ts';
import type { Instant } from '../../base/time.ts';
import { Timed } from '../../base/timed.ts';
import { aggressiveMode } from '../exchanges/aggressive-mode.ts';
import { mainMode } from '../exchanges/main-mode.ts';
import type { PhaseOneContext } from '../exchanges/phase-one.ts';
import type { QuickModeContext, QuickModeState } from '../exchanges/quick-mode-state.ts';
import type { IsakmpSa, MainModeState, PhaseOneKeys } from '../isakmp-sa.ts';
import { isFinished, newRun, type Run } from '../script/run.ts';
import { NO_MESSAGE_IDS } from './used-message-ids.ts';
import type { Watch } from './watch.ts';

/** What a timer of the engine is for. */
export type TimerUse =
  | { readonly use: 'main-mode-message'; readonly entry: Negotiation }
  | { readonly use: 'main-mode-lifetime'; readonly entry: Negotiation }
  | { readonly use: 'quick-mode-message'; readonly entry: Negotiation; readonly messageId: number }
  | { readonly use: 'fragments'; readonly entry: Negotiation; readonly key: string }
  | { readonly use: 'main-mode-renewal'; readonly entry: Negotiation }
  | { readonly use: 'child-lifetime'; readonly id: number }
  | { readonly use: 'child-renewal'; readonly id: number }
  | { readonly use: 'child-idle'; readonly id: number }
  | { readonly use: 'acquire'; readonly policy: string }
  | { readonly use: 'watch'; readonly entry: Negotiation }
  | { readonly use: 'fall-back'; readonly entry: Negotiation }
  | { readonly use: 'reliable-delete'; readonly key: string }
  | { readonly use: 'shed-report' };

/** A quick mode that is wanted: for which policy entry, and which pair it renews. */
export interface Wanted {
  readonly policy: string;
  readonly renews: number | undefined;
  /** It was begun before, on a main mode that the peer then deleted. */
  readonly again?: boolean | undefined;
}

/** A main mode's own exchange. */
export interface MainModeRun extends Run<PhaseOneContext, MainModeState, TimerUse> {
  keysReported: boolean;
  /** A refusal in clear is sent once an exchange. */
  refusalSent: boolean;
  /** When its timer was due before a message came whose check takes time. */
  timerBefore: Instant | undefined;
}

export type QuickModeRun = Run<QuickModeContext, QuickModeState, TimerUse>;

/** The timers of a main mode. */
const MESSAGE = 0;
const LIFETIME = 1;
const RENEWAL = 2;
const WATCH = 3;
const FALL_BACK = 4;

const USES = [
  'main-mode-message',
  'main-mode-lifetime',
  'main-mode-renewal',
  'watch',
  'fall-back',
] as const;

/** A main mode, its quick modes and its timers. */
export class Negotiation extends Timed<TimerUse> {
  readonly sa: IsakmpSa;
  /** Its exchange; a leaner one once that is over and forgotten. */
  main: MainModeRun;
  /** When IKE last proved that the peer lives. */
  provedAt: Instant | undefined;
  /** What else is known of whether it does; nothing of most: see `watchOver`. */
  watch: Watch | undefined;
  /** Every message id of phase 2 that was ever accepted or used: none is accepted twice. */
  messageIds = NO_MESSAGE_IDS;
  /** Quick modes that wait for this main mode. */
  waiting: readonly Wanted[] = NOTHING;
  /** The main mode that has taken its place: new exchanges use that one. */
  replacedBy: Negotiation | undefined;
  /** It ends before its lifetime, since another main mode serves in its place. */
  redundant = false;
  /** Which step of the engine it began with, and which one established it. */
  began = 0;
  madeAt = 0;
  /** How many quick modes have finished on it. */
  quickModes = 0;
  /** The peer has refused this host's proof, and it is reported. */
  refusalHeard = false;
  /** Where it is counted as half-open. */
  halfOpenAddress = '';
  #quick: Map<number, QuickModeRun> | undefined;

  constructor(context: PhaseOneContext) {
    super();
    const { sa } = context;
    this.sa = sa;
    this.main = Object.assign(
      newRun<PhaseOneContext, MainModeState, TimerUse>(
        phaseOneExchange(sa),
        context,
        sa.role,
        0,
        this.messageTimer,
        { at: 'start' },
      ),
      { keysReported: false, refusalSent: false, timerBefore: undefined },
    );
  }

  /** Quick modes under way, and finished ones kept for duplicates, by message id. */
  get quick(): ReadonlyMap<number, QuickModeRun> {
    return this.#quick ?? NO_RUNS;
  }

  keepQuick(run: QuickModeRun): void {
    this.#quick ??= new Map();
    this.#quick.set(run.messageId, run);
  }

  /** Without any it keeps no map: most main modes have none for nearly all of their life. */
  dropQuick(messageId: number): void {
    this.#quick?.delete(messageId);
    if (this.#quick?.size === 0) this.#quick = undefined;
  }

  /** The quick modes that wait, which wait no longer. */
  takeWaiting(): readonly Wanted[] {
    const waiting = this.waiting;
    this.waiting = NOTHING;
    return waiting;
  }

  /** When a message is sent again, the exchange is given up, or what is kept of it is forgotten. */
  get messageTimer(): Timer<TimerUse> {
    return this.timer(MESSAGE);
  }

  /** When it ends. */
  get lifetimeTimer(): Timer<TimerUse> {
    return this.timer(LIFETIME);
  }

  /** When another one is to be made in its place. */
  get renewalTimer(): Timer<TimerUse> {
    return this.timer(RENEWAL);
  }

  /** When to ask whether the peer lives. */
  get watchTimer(): Timer<TimerUse> {
    return this.timer(WATCH);
  }

  /** When traffic that may goes on in clear, if nobody has answered. */
  get fallBackTimer(): Timer<TimerUse> {
    return this.timer(FALL_BACK);
  }

  /** Nothing of it is to be done any more. */
  override cancelTimers(timers: TimerHeap<TimerUse>): void {
    super.cancelTimers(timers);
    for (const run of this.quick.values()) timers.cancel(run.timer);
  }

  useOf(which: number): TimerUse {
    return { use: USES[which]!, entry: this };
  }
}

const NOTHING: readonly never[] = [];
const NO_RUNS: ReadonlyMap<number, QuickModeRun> = new Map();

/** The exchange that makes an SA. */
export function phaseOneExchange({ phaseOne }: IsakmpSa): MainModeRun['exchange'] {
  return phaseOne === 'aggressive mode' ? aggressiveMode : mainMode;
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

/** Whether it carries as many quick modes as policy lets it: the next one needs another main mode. */
export function isUsedUp(entry: Negotiation): boolean {
  const limit = entry.sa.peer.keeping.quickModesPerMainMode;
  return limit > 0 && entry.quickModes + quickModesUnderWay(entry).length >= limit;
}

/** Quick modes that are not finished. */
export function quickModesUnderWay(entry: Negotiation): QuickModeRun[] {
  return [...entry.quick.values()].filter((run) => !isFinished(run));
}

/** Keeps the newest finished quick modes within their bound. */
export function forgetOldQuickModes(
  { timers }: { readonly timers: TimerHeap<TimerUse> },
  entry: Negotiation,
): void {
  for (const [messageId, run] of entry.quick) {
    if (entry.quick.size <= LIMITS.rememberedExchanges + LIMITS.quickModesPerMainMode) return;
    if (!isFinished(run)) continue;
    timers.cancel(run.timer);
    entry.dropQuick(messageId);
  }
}
