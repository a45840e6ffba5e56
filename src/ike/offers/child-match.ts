/** Which policy entry the identities of a quick mode belong to (RFC 2409 5.5, RFC 4301 4.4.1). */

import { type Address, rangeCovers, rangeOfAddress, sameRange } from '../../base/address.ts';
import { selectorText, type TrafficSelector } from '../../base/traffic.ts';
import type { IdentificationPayload } from '../../wire/isakmp/payload.ts';
import type { Comparison } from '../failure.ts';
import { identityText, readTrafficId, selectorOfIds, trafficId } from '../identity.ts';
import type { ChildPolicy } from '../policy.ts';

/** The traffic that a quick mode is about, or a sentence that says why its identities cannot be used. */
export type ProposedTraffic = TrafficSelector | string;

/** The traffic from the identities, seen from this host; without any, the peers' addresses (RFC 2409 5.5). */
export function proposedTraffic(
  localId: IdentificationPayload | undefined,
  remoteId: IdentificationPayload | undefined,
  localAddress: Address,
  remoteAddress: Address,
): ProposedTraffic {
  if (localId === undefined || remoteId === undefined)
    return hostTraffic(localAddress, remoteAddress);
  const local = readTrafficId(localId);
  const remote = readTrafficId(remoteId);
  if (typeof local === 'string') return `the identity of this host's side: ${local}`;
  if (typeof remote === 'string') return `the identity of the peer's side: ${remote}`;
  return selectorOfIds(local, remote);
}

/** Policy entries that the traffic lies inside: those that are exactly it first, unless they say otherwise; then in the SPD's order. */
export function childrenFor(
  traffic: TrafficSelector,
  children: readonly ChildPolicy[],
): ChildPolicy[] {
  const covering = children.filter((child) => covers(child.selector, traffic));
  const exact = covering.filter(
    (child) => child.firstCovers !== true && covers(traffic, child.selector),
  );
  return [...exact, ...covering.filter((child) => !exact.includes(child))];
}

/** IDci and IDcr for a policy entry, from the initiator; none where the peers' addresses say it all. */
export function idsOfChild(
  child: ChildPolicy,
  localAddress: Address,
  remoteAddress: Address,
): readonly [IdentificationPayload, IdentificationPayload] | undefined {
  const { selector, mode } = child;
  const plain = sameTraffic(selector, hostTraffic(localAddress, remoteAddress));
  if (plain && mode === 'transport' && !child.sendIdentities) return undefined;
  return [
    trafficId(selector.local, selector.protocol, selector.localPort),
    trafficId(selector.remote, selector.protocol, selector.remotePort),
  ];
}

/** What the peer asked for against every policy entry there is for it. */
export function compareSelectors(
  localId: IdentificationPayload | undefined,
  remoteId: IdentificationPayload | undefined,
  traffic: ProposedTraffic,
  children: readonly ChildPolicy[],
): Comparison[] {
  const asked =
    typeof traffic === 'string'
      ? `${localId === undefined ? '-' : identityText(localId)} <-> ${remoteId === undefined ? '-' : identityText(remoteId)}`
      : selectorText(traffic);
  if (children.length === 0)
    return [{ what: 'policy', local: 'none for this peer', peer: asked, differs: true }];
  return children.map((child) => ({
    what: `policy "${child.name}"`,
    local: selectorText(child.selector),
    peer: asked,
    differs: true,
  }));
}

function hostTraffic(localAddress: Address, remoteAddress: Address): TrafficSelector {
  const local = rangeOfAddress(localAddress);
  const remote = rangeOfAddress(remoteAddress);
  return { local, remote, protocol: 0, localPort: 0, remotePort: 0 };
}

/** Whether all packets of one selector are the other's too. */
export function covers(outer: TrafficSelector, inner: TrafficSelector): boolean {
  return (
    rangeCovers(outer.local, inner.local) &&
    rangeCovers(outer.remote, inner.remote) &&
    (outer.protocol === 0 || outer.protocol === inner.protocol) &&
    (outer.localPort === 0 || outer.localPort === inner.localPort) &&
    (outer.remotePort === 0 || outer.remotePort === inner.remotePort)
  );
}

/** Whether two selectors are the same. */
export function sameTraffic(left: TrafficSelector, right: TrafficSelector): boolean {
  return (
    sameRange(left.local, right.local) &&
    sameRange(left.remote, right.remote) &&
    left.protocol === right.protocol &&
    left.localPort === right.localPort &&
    left.remotePort === right.remotePort
  );
}
