/**
 * A main mode on which nobody answers any more. A peer that crashed has lost it, and every quick mode
 * on it would fail until its lifetime is over. What ends what:
 *
 *  - A quick mode that is never answered, while nothing else proves that the peer lives, makes its main
 *    mode suspect: the next negotiation makes another one. Where policy lets it be asked, it is.
 *  - Anything that the peer proves by the main mode takes the suspicion away.
 *  - When another main mode is established, what was silent since then is deleted, protected by the new
 *    one: if the peer has it nevertheless, both sides part with it together.
 */

import type { Instant } from '../../base/time.ts';
import type { EngineState } from '../engine-state.ts';
import { scopeOf } from '../isakmp-sa.ts';
import { askBecauseOfHint } from './informational/dpd.ts';
import type { Negotiation, QuickModeRun } from './negotiation.ts';
import { deleteChild } from './pairs/child-life.ts';
import { mainModesBeside } from './pairs/families.ts';
import { isSamePeer, samePeerAs } from './same-peer.ts';
import { lastProof, watchOver } from './watch.ts';

/** A quick mode that this host began has had no answer until its tries were used up. */
export function suspectMainMode(engine: EngineState, entry: Negotiation, run: QuickModeRun): void {
  if (run.role !== 'initiator' || entry.watch?.suspectSince !== undefined) return;
  const waited = entry.sa.peer.timers.retransmitGaps.reduce((sum, gap) => sum + gap, 0);
  const askedAt = engine.now - waited;
  if (lastProof(engine, entry) > askedAt) return;
  watchOver(entry).suspectSince = askedAt;
  const why = 'nothing has answered a quick mode on it';
  engine.options.note({ kind: 'peer-suspected', ...scopeOf(entry.sa), why });
  askBecauseOfHint(engine, entry);
}

/** A main mode has been established: pairs that were silent since an older one became suspect go. */
export function clearAwayAfterSuspicion(engine: EngineState, entry: Negotiation): void {
  const since = mainModesBeside(engine, entry)
    .map(({ watch }) => watch?.suspectSince)
    .filter((instant) => instant !== undefined);
  if (since.length === 0) return;
  const silentSince: Instant = Math.min(...since);
  const peer = samePeerAs(entry);
  for (const child of engine.children.at(peer.endpoint.address)) {
    const { id } = child.made;
    const heard = engine.options.sas.lastInbound(id) ?? child.createdAt;
    if (isSamePeer(peer, child) && child.createdAt < silentSince && heard < silentSince)
      deleteChild(engine, id, 'unknown-to-peer');
  }
}
