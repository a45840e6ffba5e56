/** Selectors as the data path matches them (RFC 4301 4.4.1.1). Nothing here allocates. */

import type { AddressRange } from '../../base/address.ts';
import type { TrafficSelector } from '../../base/traffic.ts';
import { isExtensionHeader, PROTOCOL_NUMBER } from '../../wire/numbers/ip.ts';
import type { PacketView } from '../../wire/packet-view.ts';

/**
 * Whether a packet belongs to a selector. `undecided`: a fragment without the ports or the protocol
 * that the selector asks for, so that nobody can tell (RFC 4301 7).
 */
export type Match = 'yes' | 'no' | 'undecided';

/** Whether a packet that leaves this host belongs to a selector. */
export function matchOutbound(
  selector: TrafficSelector,
  view: PacketView,
  arena: Uint8Array,
): Match {
  return holdsEnds(selector, view, arena, view.sourceAt, view.destinationAt)
    ? matchUpperLayer(selector, view, view.sourcePort, view.destinationPort, selector.localPort)
    : 'no';
}

/** Whether a packet that comes to this host belongs to a selector: its source is the remote side. */
export function matchInbound(
  selector: TrafficSelector,
  view: PacketView,
  arena: Uint8Array,
): Match {
  return holdsEnds(selector, view, arena, view.destinationAt, view.sourceAt)
    ? matchUpperLayer(selector, view, view.destinationPort, view.sourcePort, selector.remotePort)
    : 'no';
}

/** Octets of the addresses that a selector is about; 0 where its two ranges differ, and it matches nothing. */
export function addressOctetsOf({ local, remote }: TrafficSelector): number {
  return local.first.octets === remote.first.octets ? local.first.octets : 0;
}

/** Whether the ports of a selector are ports: with ICMP they are types and codes. */
export function asksForPorts({ protocol }: TrafficSelector): boolean {
  return protocol !== PROTOCOL_NUMBER.icmp && protocol !== PROTOCOL_NUMBER.icmpv6;
}

function holdsEnds(
  { local, remote }: TrafficSelector,
  { addressOctets }: PacketView,
  arena: Uint8Array,
  localAt: number,
  remoteAt: number,
): boolean {
  return (
    local.first.octets === addressOctets &&
    remote.first.octets === addressOctets &&
    within(local, arena, localAt) &&
    within(remote, arena, remoteAt)
  );
}

/** `icmpPort`: the port that stands for type and code of packets that go this way. */
function matchUpperLayer(
  selector: TrafficSelector,
  view: PacketView,
  localPort: number,
  remotePort: number,
  icmpPort: number,
): Match {
  const { protocol } = selector;
  const hasPorts = asksForPorts(selector);
  const wantedLocal = hasPorts ? selector.localPort : 0;
  const wantedRemote = hasPorts ? selector.remotePort : 0;
  const mask = icmpMask(selector, hasPorts ? 0 : icmpPort);
  if (view.fragmentOffset > 0) {
    return matchLaterFragment(protocol, view, (wantedLocal | wantedRemote | mask) !== 0);
  }
  return (protocol === 0 || protocol === view.protocol) &&
    (wantedLocal === 0 || wantedLocal === localPort) &&
    (wantedRemote === 0 || wantedRemote === remotePort) &&
    (mask === 0 ||
      (((view.icmpType << 8) | view.icmpCode) & mask) === icmpValue(selector, icmpPort))
    ? 'yes'
    : 'no';
}

/** Ports stand in the first fragment only, and with IPv6 perhaps the protocol too. */
function matchLaterFragment(protocol: number, view: PacketView, asksForMore: boolean): Match {
  const protocolHidden = view.version === 6 && isExtensionHeader(view.protocol);
  if (protocol !== 0 && !protocolHidden && protocol !== view.protocol) return 'no';
  const known = protocol === 0 || !protocolHidden;
  return known && !asksForMore ? 'yes' : 'undecided';
}

/** Which bits of ICMP type * 256 + code a selector looks at. */
function icmpMask({ icmp }: TrafficSelector, icmpPort: number): number {
  if (icmp !== undefined) return icmp.code === undefined ? 0xff00 : 0xffff;
  // RFC 4301 4.4.1.3: the local "port" is what the system sends, the remote one what it receives.
  return icmpPort === 0 ? 0 : 0xffff;
}

function icmpValue({ icmp }: TrafficSelector, icmpPort: number): number {
  return icmp === undefined ? icmpPort : (icmp.type << 8) | (icmp.code ?? 0);
}

function within({ first, last }: AddressRange, arena: Uint8Array, at: number): boolean {
  if (first === last) return first.isAt(arena, at);
  return first.orderOf(arena, at) >= 0 && last.orderOf(arena, at) <= 0;
}
