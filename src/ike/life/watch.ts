/**
 * What a host knows of whether the other end of a main mode lives (RFC 3706 5). Only what the peer
 * has proved counts: a protected IKE message whose hash was right, or an ESP packet whose check
 * value was. An exchange that is under way and gets no answer proves nothing.
 */

import { type Instant, SECOND } from '../../base/time.ts';
import type { EngineState } from '../engine-state.ts';
import type { Negotiation } from './negotiation.ts';
import { isSamePeer, samePeerAs } from './same-peer.ts';

/** The watch over one main mode, once there is something to note. */
export interface Watch {
  /** The question under way. */
  question: Question | undefined;
  /** The number of this host's last R-U-THERE; the first is random (RFC 3706 6.2). */
  ownSequence: number | undefined;
  /** The number of the peer's last R-U-THERE. */
  peerSequence: number | undefined;
  /** When an exchange began that got no answer at all: new negotiations take another main mode. */
  suspectSince: Instant | undefined;
}

/** R-U-THERE messages that wait for their answer. */
export interface Question {
  readonly askedAt: Instant;
  /** The first of their numbers; each further try takes the next one. */
  readonly first: number;
  tries: number;
}

/** The watch over a main mode, to note something in it. */
export function watchOver(entry: Negotiation): Watch {
  entry.watch ??= {
    question: undefined,
    ownSequence: undefined,
    peerSequence: undefined,
    suspectSince: undefined,
  };
  return entry.watch;
}

/** The main mode is established, which is the first proof; where policy wants it, the watch begins. */
export function beginWatch(engine: EngineState, entry: Negotiation): void {
  proved(engine, entry);
  const idle = idleOf(entry);
  if (idle !== undefined) engine.timers.arm(entry.watchTimer, engine.now + idle);
}

/** The peer has proved by this main mode that it lives. */
export function proved(engine: EngineState, entry: Negotiation): void {
  entry.provedAt = engine.now;
  if (entry.watch !== undefined) entry.watch.suspectSince = undefined;
}

/** Silence of so many milliseconds makes this host ask; undefined where it never asks by itself. */
export function idleOf(entry: Negotiation): number | undefined {
  const { keeping, dialect } = entry.sa.peer;
  // RFC 3706 5.1: both sides must have announced it.
  const spoken = dialect.name === 'default' && entry.sa.peerVendorIds.has('DPD');
  return spoken && keeping.dpd !== undefined ? keeping.dpd.idleSeconds * SECOND : undefined;
}

/** The last proof that the peer lives: by this main mode, by another one with it, or by ESP. */
export function lastProof(engine: EngineState, entry: Negotiation): Instant {
  const peer = samePeerAs(entry);
  let last = entry.provedAt ?? entry.sa.createdAt;
  const { address } = peer.endpoint;
  for (const other of engine.table.at(address)) {
    if (isSamePeer(peer, other)) last = Math.max(last, other.provedAt ?? last);
  }
  for (const child of engine.children.at(address)) {
    if (isSamePeer(peer, child))
      last = Math.max(last, engine.options.sas.lastInbound(child.made.id) ?? last);
  }
  return last;
}
