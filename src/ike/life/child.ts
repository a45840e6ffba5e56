/** A pair of ESP SAs that the engine made. */

import type { Endpoint } from '../../base/address.ts';
import type { Timer, TimerHeap, TimerOwner } from '../../base/heap.ts';
import { type Duration, type Instant, SECOND } from '../../base/time.ts';
import type { NegotiatedChild } from '../policy.ts';
import type { TimerUse } from './negotiation.ts';

/** The timers of a pair. */
const LIFETIME = 0;
const RENEWAL = 1;
const IDLE = 2;

const TIMERS = [LIFETIME, RENEWAL, IDLE];
const USES = ['child-lifetime', 'child-renewal', 'child-idle'] as const;

/** What a pair begins with. */
export type NewChild = Pick<
  Child,
  | 'made'
  | 'cookies'
  | 'madeWith'
  | 'pfsGroup'
  | 'madeAt'
  | 'nonce'
  | 'createdAt'
  | 'seconds'
  | 'replaces'
>;

/** A pair of ESP SAs with what the engine knows of it. */
export class Child implements TimerOwner<TimerUse> {
  readonly made: NegotiatedChild;
  /** Of the main mode that made it, which may be gone: see `scopeOfChild`. */
  readonly cookies: string;
  /** Where its peer was then. */
  readonly madeWith: Endpoint;
  readonly pfsGroup: number | undefined;
  /** Which step of the engine ended its quick mode. */
  readonly madeAt: number;
  /** The lower nonce of its quick mode, which both sides know, packed: it is only compared. */
  readonly nonce: string;
  readonly createdAt: Instant;
  /** How long it lives. */
  seconds: number;
  /** The pair that it took the place of. */
  readonly replaces: number | undefined;
  /** The pair that has taken its place. */
  replacedBy: number | undefined = undefined;
  /** It ends before its lifetime, since another pair serves in its place. */
  redundant = false;
  /** How long it may be idle; 0: for ever. */
  idleFor: Duration = 0;
  // The places of its timers.
  #lifetime = -1;
  #renewal = -1;
  #idle = -1;

  constructor(given: NewChild) {
    this.made = given.made;
    this.cookies = given.cookies;
    this.madeWith = given.madeWith;
    this.pfsGroup = given.pfsGroup;
    this.madeAt = given.madeAt;
    this.nonce = given.nonce;
    this.createdAt = given.createdAt;
    this.seconds = given.seconds;
    this.replaces = given.replaces;
  }

  get expiresAt(): Instant {
    return this.createdAt + this.seconds * SECOND;
  }

  /** When it ends. */
  get lifetimeTimer(): Timer<TimerUse> {
    return { owner: this, which: LIFETIME };
  }

  /** When another one is to be made in its place. */
  get renewalTimer(): Timer<TimerUse> {
    return { owner: this, which: RENEWAL };
  }

  /** When it may have been idle for too long, where policy ends pairs that nothing uses. */
  get idleTimer(): Timer<TimerUse> {
    return { owner: this, which: IDLE };
  }

  /** Nothing of it is to be done any more. */
  cancelTimers(timers: TimerHeap<TimerUse>): void {
    for (const which of TIMERS) timers.cancel({ owner: this, which });
  }

  placeOf(which: number): number {
    switch (which) {
      case LIFETIME:
        return this.#lifetime;
      case RENEWAL:
        return this.#renewal;
      default:
        return this.#idle;
    }
  }

  setPlace(which: number, place: number): void {
    switch (which) {
      case LIFETIME:
        this.#lifetime = place;
        break;
      case RENEWAL:
        this.#renewal = place;
        break;
      default:
        this.#idle = place;
    }
  }

  useOf(which: number): TimerUse {
    return { use: USES[which]!, id: this.made.id };
  }
}
