/** Which SAs do the same work: pairs for the same traffic with the same peer, main modes with the same peer. */

import { type Endpoint, sameAddress, sameEndpoint } from '../../../base/address.ts';
import { sameSelector, type TrafficSelector } from '../../../base/traffic.ts';
import type { EngineState } from '../../engine-state.ts';
import type { QuickModeState } from '../../exchanges/quick-mode-state.ts';
import { type IsakmpSa, natFound } from '../../isakmp-sa.ts';
import { type Negotiation, quickModesUnderWay } from '../negotiation.ts';
import { isSamePeer, samePeerAs } from '../same-peer.ts';
import type { Child } from './child.ts';

/** What pairs of one family have in common. */
export interface Family {
  readonly peerName: string;
  readonly place: Endpoint;
  /** Peers behind one NAT differ in their ports. */
  readonly byPort: boolean;
  readonly policy: string;
  readonly selector: TrafficSelector;
}

/** The family of a pair that a main mode makes. */
export function familyOf(sa: IsakmpSa, policy: string, selector: TrafficSelector): Family {
  const { peer, path } = sa;
  return { peerName: peer.name, place: path.remote, byPort: natFound(sa), policy, selector };
}

function familyOfChild({ made }: Child): Family {
  return {
    peerName: made.peerName,
    place: made.remoteEndpoint,
    byPort: made.behindNat || made.remoteBehindNat,
    policy: made.child.name,
    selector: made.selector,
  };
}

function sameFamily(one: Family, other: Family): boolean {
  return (
    one.policy === other.policy &&
    one.peerName === other.peerName &&
    one.byPort === other.byPort &&
    (one.byPort
      ? sameEndpoint(one.place, other.place)
      : sameAddress(one.place.address, other.place.address)) &&
    sameSelector(one.selector, other.selector)
  );
}

/** The pairs of a family, the newest first. */
export function pairsOfFamily(engine: EngineState, family: Family): Child[] {
  return engine.children
    .at(family.place.address)
    .filter((child) => sameFamily(familyOfChild(child), family))
    .reverse();
}

/** The other pairs of a pair's family, the newest first. */
export function siblingsOf(engine: EngineState, child: Child): Child[] {
  return pairsOfFamily(engine, familyOfChild(child)).filter((other) => other !== child);
}

/** Whether a quick mode of either side is at work for a pair's family. */
export function isBeingMade(engine: EngineState, child: Child): boolean {
  const family = familyOfChild(child);
  for (const entry of engine.table.ofPeer(family.peerName)) {
    for (const { state } of quickModesUnderWay(entry)) {
      const made = familyOfState(entry.sa, state);
      if (made !== undefined && sameFamily(made, family)) return true;
    }
  }
  return false;
}

function familyOfState(sa: IsakmpSa, state: QuickModeState): Family | undefined {
  if (!('child' in state)) return undefined;
  const { name, selector } = state.child;
  if ('made' in state) return familyOf(sa, name, state.made.selector);
  return familyOf(sa, name, 'selector' in state ? state.selector : selector);
}

/** The other established main modes with the same peer, the newest first. */
export function mainModesBeside(engine: EngineState, entry: Negotiation): Negotiation[] {
  const peer = samePeerAs(entry);
  return engine.table
    .at(peer.endpoint.address)
    .filter((other) => other !== entry && isSamePeer(peer, other))
    .reverse();
}
