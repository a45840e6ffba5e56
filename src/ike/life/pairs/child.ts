/** A pair of ESP SAs that the engine made. */

import type { Endpoint } from '../../../base/address.ts';
import type { Timer } from '../../../base/heap.ts';
import { type Duration, type Instant, SECOND } from '../../../base/time.ts';
import { Timed } from '../../../base/timed.ts';
import type { NegotiatedChild } from '../../policy.ts';
import type { TimerUse } from '../negotiation.ts';

/** The timers of a pair. */
const LIFETIME = 0;
const RENEWAL = 1;
const IDLE = 2;
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
export class Child extends Timed<TimerUse> {
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

  constructor(given: NewChild) {
    super();
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
    return this.timer(LIFETIME);
  }

  /** When another one is to be made in its place. */
  get renewalTimer(): Timer<TimerUse> {
    return this.timer(RENEWAL);
  }

  /** When it may have been idle for too long, where policy ends pairs that nothing uses. */
  get idleTimer(): Timer<TimerUse> {
    return this.timer(IDLE);
  }

  useOf(which: number): TimerUse {
    return { use: USES[which]!, id: this.made.id };
  }
}
