/** What passes ahead of all policy: what IPv6 does not work without, and what Windows exempts. */

import { PROTOCOL_NUMBER } from '../../wire/numbers/ip.ts';
import type { PacketView } from '../../wire/packet-view.ts';
import type { BootExemption, ExemptionLevel } from './driver-mode.ts';

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

/** IP protocol of the resource reservation protocol (RFC 2205). */
const RSVP = 46;
const KERBEROS_PORT = 88;
const IKE_PORTS: readonly number[] = [500, 4500];
const DHCP_CLIENT_PORT = 68;
const DHCP_SERVER_PORT = 67;

/**
 * Whether a packet is for a multicast group, or for the broadcast address. Broadcasts of a subnet are
 * not known for what they are: a host has addresses here, no masks.
 */
export function isForMany(view: PacketView, arena: Uint8Array): boolean {
  const at = view.destinationAt;
  if (view.version === 6) return isForGroup(view, arena);
  const first = arena[at]!;
  if (first >= 224 && first < 240) return true;
  return first === 255 && arena[at + 1] === 255 && arena[at + 2] === 255 && arena[at + 3] === 255;
}

/** Whether a packet passes ahead of all filters at a level of NoDefaultExempt. */
export function isExempt(
  level: ExemptionLevel,
  direction: 'inbound' | 'outbound',
  view: PacketView,
  arena: Uint8Array,
): boolean {
  if (isIke(direction, view)) return true;
  if (isForMany(view, arena)) {
    if (level === 0 || level === 1) return true;
    return level === 3 && direction === 'inbound';
  }
  if (level === 1 || level === 3) return false;
  return view.protocol === RSVP || isKerberos(view);
}

/** IKE of this host's own: by the port on its side, since a NAT may change the other one. */
function isIke(direction: 'inbound' | 'outbound', view: PacketView): boolean {
  const port = direction === 'outbound' ? view.sourcePort : view.destinationPort;
  return view.protocol === PROTOCOL_NUMBER.udp && IKE_PORTS.includes(port);
}

/** The source port is enough, as Microsoft warns of it: whoever sends from port 88 passes (KB811832). */
function isKerberos({ protocol, sourcePort, destinationPort }: PacketView): boolean {
  const hasPorts = protocol === PROTOCOL_NUMBER.tcp || protocol === PROTOCOL_NUMBER.udp;
  return hasPorts && (sourcePort === KERBEROS_PORT || destinationPort === KERBEROS_PORT);
}

/** Whether a packet is the DHCP client's of this host. */
export function isDhcp(direction: 'inbound' | 'outbound', view: PacketView): boolean {
  const { protocol, sourcePort, destinationPort } = view;
  if (protocol !== PROTOCOL_NUMBER.udp) return false;
  return direction === 'inbound'
    ? destinationPort === DHCP_CLIENT_PORT
    : sourcePort === DHCP_CLIENT_PORT && destinationPort === DHCP_SERVER_PORT;
}

/** Whether a list of boot exemptions names a packet. */
export function isBootExempt(
  exemptions: readonly BootExemption[],
  direction: 'inbound' | 'outbound',
  { protocol, sourcePort, destinationPort, fragmentOffset }: PacketView,
): boolean {
  return exemptions.some(
    (one) =>
      one.direction === direction &&
      one.protocol === protocol &&
      (fragmentOffset === 0 || (one.sourcePort === 0 && one.destinationPort === 0)) &&
      (one.sourcePort === 0 || one.sourcePort === sourcePort) &&
      (one.destinationPort === 0 || one.destinationPort === destinationPort),
  );
}
