/** Which SAs do the same work: pairs for the same traffic with the same peer, main modes with the same peer. */

import { type Address, endpointText } from '../../base/address.ts';
import { selectorText, type TrafficSelector } from '../../base/traffic.ts';
import type { EngineState } from '../engine-state.ts';
import type { QuickModeState } from '../exchanges/quick-mode-state.ts';
import { type IsakmpSa, natFound } from '../isakmp-sa.ts';
import { type Child, type Negotiation, quickModesUnderWay } from './negotiation.ts';
import { isSamePeer, samePeerAs } from './same-peer.ts';

/** What pairs of one family have in common, as a key. Peers behind one NAT differ in their ports. */
export function familyOf(sa: IsakmpSa, policy: string, selector: TrafficSelector): string {
  const { remote } = sa.path;
  const peer = natFound(sa) ? endpointText(remote) : remote.address.text;
  return familyKey(sa.peer.name, peer, policy, selector);
}

/** The same from its parts. */
export function familyKey(
  peerName: string,
  peer: string,
  policy: string,
  selector: TrafficSelector,
): string {
  return [peerName, peer, policy, selectorText(selector)].join(' | ');
}

/** The pairs of a family, whose other end is at an address, the newest first. */
export function pairsOfFamily(engine: EngineState, at: Address, family: string): Child[] {
  return engine.children
    .at(at)
    .filter((child) => child.family === family)
    .reverse();
}

/** The other pairs of a pair's family, the newest first. */
export function siblingsOf(engine: EngineState, child: Child): Child[] {
  return pairsOfFamily(engine, child.made.remoteEndpoint.address, child.family).filter(
    (other) => other !== child,
  );
}

/** Whether a quick mode of either side is at work for a family of a peer's. */
export function isBeingMade(engine: EngineState, peerName: string, family: string): boolean {
  for (const entry of engine.table.ofPeer(peerName)) {
    for (const { state } of quickModesUnderWay(entry)) {
      if (familyOfState(entry.sa, state) === family) return true;
    }
  }
  return false;
}

function familyOfState(sa: IsakmpSa, state: QuickModeState): string | undefined {
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
