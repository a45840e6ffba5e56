/**
 * A main mode that has made as many pairs as one side's policy lets it make, while the other side, which
 * allows more, asks for another one on it. Who is asked ends the main mode at once, and so says that it
 * is used up; who asked and has had no answer begins again on another one, once.
 */

import type { EngineState } from '../../engine-state.ts';
import { deletedByPeer } from '../../failures/general.ts';
import { negotiate } from '../acquire.ts';
import { endMainMode } from '../main-mode-life.ts';
import { isUsedUp, type Negotiation, quickModesUnderWay, type Wanted } from '../negotiation.ts';
import { failQuickMode } from './quick-mode-life.ts';

/** The peer asks for a quick mode on a main mode that may make no more. */
export function sayUsedUp(engine: EngineState, entry: Negotiation): void {
  if (isUsedUp(entry) && quickModesUnderWay(entry).length === 0)
    endMainMode(engine, entry, 'replaced');
}

/** The peer has deleted a main mode. */
export function endDeletedMainMode(engine: EngineState, entry: Negotiation): void {
  const { sa } = entry;
  const wanted = takeUnanswered(engine, entry);
  endMainMode(engine, entry, 'deleted-by-peer');
  const peer = engine.options.policy.peerNamed(sa.peer.name, sa.path.remote.address);
  if (peer === undefined) return;
  for (const one of wanted) negotiate(engine, peer, sa.path.remote, one);
}

/** A main mode on which nothing was ever made ended for another reason. */
function takeUnanswered(engine: EngineState, entry: Negotiation): Wanted[] {
  if (entry.quickModes === 0) return [];
  const failure = deletedByPeer({ where: 'quick mode', peer: entry.sa.peer.name }, 'main-mode SA');
  const wanted: Wanted[] = [];
  for (const run of quickModesUnderWay(entry)) {
    const { state, context } = run;
    if (state.at !== 'offered' || context.again) continue;
    wanted.push({ policy: state.child.name, renews: context.renews, again: true });
    failQuickMode(engine, entry, run, failure, true);
  }
  return wanted;
}
