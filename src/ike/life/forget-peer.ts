/** Forgetting what is held with one other end, without a word to it: it is dead, or has forgotten too. */

import type { Instant } from '../../base/time.ts';
import type { EngineState } from '../engine-state.ts';
import type { Failure } from '../failure.ts';
import { endMainMode } from './main-mode-life.ts';
import { endChild } from './pairs/child-life.ts';
import { isSamePeer, type OtherEnd } from './same-peer.ts';

export interface Forgotten {
  readonly mainModes: number;
  readonly pairs: number;
}

/**
 * Ends every established main mode and every pair with an other end that are older than an instant.
 * Main modes that are not established are left: they end by themselves, and the peer may be at them.
 */
export function forgetPeer(
  engine: EngineState,
  peer: OtherEnd,
  before: Instant,
  why: { readonly reason: 'peer-dead' | 'peer-restarted'; readonly failure: Failure },
): Forgotten {
  let mainModes = 0;
  let pairs = 0;
  const { address } = peer.endpoint;
  for (const child of engine.children.at(address)) {
    if (child.createdAt >= before || !isSamePeer(peer, child)) continue;
    endChild(engine, child.made.id, why.reason);
    pairs++;
  }
  for (const entry of engine.table.at(address)) {
    if ((entry.sa.establishedAt ?? before) >= before || !isSamePeer(peer, entry)) continue;
    endMainMode(engine, entry, why.reason, why.failure);
    mainModes++;
  }
  return { mainModes, pairs };
}
