/** Another policy has come into force: what of the old one goes on, and what ends. */

import type { EngineState } from '../engine-state.ts';
import { policyChanged } from '../failures/policy.ts';
import { scopeOf } from '../isakmp-sa.ts';
import { endMainMode, failMainMode } from './main-mode-life.ts';
import { isEstablished, type Negotiation, quickModesUnderWay } from './negotiation.ts';
import { deleteChild } from './pairs/child-life.ts';
import { failQuickMode } from './pairs/quick-mode-life.ts';

/** What the new policy says just as the old one did. */
export interface PolicyStands {
  /** Of main mode with a peer. */
  peer(name: string): boolean;
  /** Of a policy entry's filter and methods. */
  child(name: string): boolean;
}

/** Ends what does not stand: pairs first, while main modes are there to tell the peers. */
export function endWhatPolicyLeft(engine: EngineState, stands: PolicyStands): number {
  let ended = 0;
  for (const { made } of engine.children.all()) {
    if (stands.child(made.child.name) && stands.peer(made.peerName)) continue;
    if (deleteChild(engine, made.id, 'policy-changed')) ended++;
  }
  for (const entry of engine.table.all()) {
    if (stands.peer(entry.sa.peer.name)) endNegotiations(engine, entry, stands);
    else {
      endPhaseOne(engine, entry);
      ended++;
    }
  }
  return ended;
}

function endPhaseOne(engine: EngineState, entry: Negotiation): void {
  const { sa } = entry;
  const failure = policyChanged({ where: sa.phaseOne, peer: sa.peer.name });
  if (isEstablished(entry)) endMainMode(engine, entry, 'policy-changed', failure);
  else failMainMode(engine, entry, failure);
}

/** The main mode stays; quick modes that are gone from policy do not. */
function endNegotiations(engine: EngineState, entry: Negotiation, stands: PolicyStands): void {
  const failure = policyChanged({ where: 'quick mode', peer: entry.sa.peer.name });
  for (const run of quickModesUnderWay(entry)) {
    if (!('child' in run.state) || stands.child(run.state.child.name)) continue;
    failQuickMode(engine, entry, run, failure);
  }
  const waiting = entry.takeWaiting();
  entry.waiting = waiting.filter(({ policy }) => stands.child(policy));
  for (const { policy } of waiting.filter((wanted) => !stands.child(wanted.policy))) {
    const scope = scopeOf(entry.sa);
    engine.options.note({ kind: 'quick-mode-failed', ...scope, messageId: 0, policy, failure });
  }
}
