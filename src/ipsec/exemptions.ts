/** What passes ahead of all policy, because IPv6 does not work without it. */

import { PROTOCOL_NUMBER } from '../wire/numbers/ip.ts';
import type { PacketView } from '../wire/packet-view.ts';

/** Router solicitation to redirect (RFC 4861 4). */
const FIRST_TYPE = 133;
const LAST_TYPE = 137;

/**
 * Whether a packet is neighbour discovery of this link: the peers' link addresses must be found
 * before any SA can be had. Its hop limit of 255 shows that no router forwarded it (RFC 4861 6.1,
 * 7.1). Multicast listener discovery is not exempt: it is left to policy.
 */
export function isNeighbourDiscovery(view: PacketView, arena: Uint8Array): boolean {
  return (
    view.version === 6 &&
    view.protocol === PROTOCOL_NUMBER.icmpv6 &&
    view.icmpType >= FIRST_TYPE &&
    view.icmpType <= LAST_TYPE &&
    view.icmpCode === 0 &&
    !view.moreFragments &&
    arena[view.sourceAt - 1] === 255
  );
}

/** Whether an IPv6 packet is for a group: solicitations and advertisements often are. */
export function isForGroup(view: PacketView, arena: Uint8Array): boolean {
  return arena[view.destinationAt] === 0xff;
}
