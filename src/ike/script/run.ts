/** An exchange under way: what the interpreter moves. */

import type { Path } from '../../base/batch.ts';
import type { Timer } from '../../base/heap.ts';
import type { Instant } from '../../base/time.ts';
import type { IsakmpHeader } from '../../wire/isakmp/header.ts';
import type { EffectKind, EffectResult } from '../effects.ts';
import type { MessageFacts } from '../events.ts';
import type { Failure } from '../failure.ts';
import type { IsakmpSa } from '../isakmp-sa.ts';
import type { Chain, Exchange, Role } from './exchange.ts';
import type { Verdict } from './verdict.ts';

/** What every exchange's context holds. */
export interface OfSa {
  readonly sa: IsakmpSa;
}

/** An exchange under way, or finished and kept to answer duplicates. */
export interface Run<C extends OfSa, S, W> {
  readonly exchange: Exchange<C, S>;
  readonly context: C;
  readonly role: Role;
  readonly messageId: number;
  readonly timer: Timer<W>;
  state: S;
  /** The message, from 1, that comes next; one more than there are when finished. */
  next: number;
  chain: Chain | undefined;
  /** What went out last. */
  sent: Sent | undefined;
  /** What was accepted last: the same octets again are a duplicate. */
  received: { readonly datagram: Uint8Array; readonly number: number } | undefined;
  /** What was dropped last: the same octets again are not looked at again. */
  rejected: Uint8Array | undefined;
  /** A step that waits for an effect; nothing else is taken or made meanwhile. */
  waiting: Waiting | undefined;
  /** What a time-out will be explained with. */
  suspicion: Failure | undefined;
}

/** A step that waits. */
export interface Waiting {
  /** The number of the effect. */
  readonly id: number;
  readonly effect: EffectKind;
  readonly since: Instant;
  /** The message that is made or taken. */
  readonly number: number;
  /** What is being taken: the same octets again are a duplicate. */
  readonly datagram: Uint8Array | undefined;
  resume(result: EffectResult): Verdict;
  /** Takes the step of the chain of IVs that a refusal of the message takes too. */
  giveUp(): void;
}

interface Sent {
  readonly message: Uint8Array;
  readonly facts: MessageFacts;
  /** How often it went out. */
  times: number;
  /** How often of this host's own accord: a stranger's copies of a message use no try up. */
  tries: number;
}

/** A run whose timer does not matter. */
export type AnyRun<C extends OfSa, S> = Run<C, S, unknown>;

/** A datagram as it came: its header, all its octets, and the way it took. */
export interface Arrival {
  readonly header: IsakmpHeader;
  readonly datagram: Uint8Array;
  readonly path: Path;
}

/** An exchange before its first message. */
export function newRun<C extends OfSa, S, W>(
  exchange: Exchange<C, S>,
  context: C,
  role: Role,
  messageId: number,
  timer: Timer<W>,
  state: S,
): Run<C, S, W> {
  return {
    exchange,
    context,
    role,
    messageId,
    timer,
    state,
    next: 1,
    chain: undefined,
    sent: undefined,
    received: undefined,
    rejected: undefined,
    waiting: undefined,
    suspicion: undefined,
  };
}

/** Whether nothing more is to come. */
export function isFinished<C extends OfSa, S>(run: AnyRun<C, S>): boolean {
  const { exchange, state, next } = run;
  return next > (exchange.lengthOf?.(state) ?? exchange.messages.length);
}
