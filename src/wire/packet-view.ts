/** Where the parts of an IP packet lie: what the data path reads, without an object a packet. */

import { LIMITS } from '../base/limits.ts';
import { isExtensionHeader, PROTOCOL_NUMBER } from './numbers/ip.ts';

/** Parts of one IP packet in an arena. Offsets are absolute; one view serves for many packets. */
export interface PacketView {
  version: 4 | 6;
  /** Where the upper layer starts: behind options, or behind all IPv6 extension headers. */
  headerEnd: number;
  /** Upper-layer protocol number; ESP and AH count as upper layers. */
  protocol: number;
  sourceAt: number;
  destinationAt: number;
  addressOctets: 4 | 16;
  /** Where the packet ends by its own length; link padding may follow. */
  totalEnd: number;
  /** 0 where the protocol has no ports or this is not the first fragment. */
  sourcePort: number;
  destinationPort: number;
  /** -1 where this is not ICMP, or not the first fragment. */
  icmpType: number;
  icmpCode: number;
  /** Octets, 0 in the first fragment and in a whole packet. */
  fragmentOffset: number;
  moreFragments: boolean;
  /** Where the number lies that a packet's fragments share: 2 octets in IPv4, 4 in IPv6; -1 without one. */
  identificationAt: number;
  /** The octet that holds the upper protocol's number: what transport mode rewrites. */
  protocolAt: number;
}

/** A view to be filled by `viewPacket`. */
export function newPacketView(): PacketView {
  return {
    version: 4,
    headerEnd: 0,
    protocol: 0,
    sourceAt: 0,
    destinationAt: 0,
    addressOctets: 4,
    totalEnd: 0,
    sourcePort: 0,
    destinationPort: 0,
    icmpType: -1,
    icmpCode: -1,
    fragmentOffset: 0,
    moreFragments: false,
    identificationAt: -1,
    protocolAt: 0,
  };
}

/**
 * Finds the parts of the IP packet in `arena[start .. end)`. False where it is malformed: then the
 * view means nothing. Malformed is also a first fragment too short for its ports, since no selector
 * could be matched (RFC 4301 4.4.1.1). Checksums are not looked at: see `ipv4ChecksumValid`. Never
 * throws, allocates nothing.
 */
export function viewPacket(
  view: PacketView,
  arena: Uint8Array,
  start: number,
  end: number,
): boolean {
  return viewParts(view, arena, start, end, false);
}

/**
 * The same for a packet that an ICMP error quotes: it may be cut short anywhere behind its ports.
 * Then `totalEnd` is where the quotation ends.
 */
export function viewQuotedPacket(
  view: PacketView,
  arena: Uint8Array,
  start: number,
  end: number,
): boolean {
  return viewParts(view, arena, start, end, true);
}

/** Moves the view of a packet to one at `start` that has the same headers. */
export function moveView(view: PacketView, start: number): void {
  const by = start + (view.version === 4 ? IPV4_SOURCE_AT : IPV6_SOURCE_AT) - view.sourceAt;
  view.headerEnd += by;
  view.sourceAt += by;
  view.destinationAt += by;
  view.totalEnd += by;
  view.protocolAt += by;
  if (view.identificationAt >= 0) view.identificationAt += by;
}

const IPV4_HEADER_OCTETS = 20;
const IPV6_HEADER_OCTETS = 40;
const IPV4_SOURCE_AT = 12;
const IPV6_SOURCE_AT = 8;

function viewParts(
  view: PacketView,
  arena: Uint8Array,
  start: number,
  end: number,
  mayBeCut: boolean,
): boolean {
  if (start < 0 || end > arena.length || end - start < IPV4_HEADER_OCTETS) return false;
  view.fragmentOffset = 0;
  view.moreFragments = false;
  view.sourcePort = 0;
  view.destinationPort = 0;
  view.icmpType = -1;
  view.icmpCode = -1;
  const version = arena[start]! >> 4;
  const found =
    version === 4
      ? viewIpv4(view, arena, start, end)
      : version === 6 && viewIpv6(view, arena, start, end);
  if (!found) return false;
  if (view.totalEnd > end) {
    if (!mayBeCut) return false;
    view.totalEnd = end;
  }
  return (version === 4 || skipExtensionHeaders(view, arena)) && viewUpperLayer(view, arena);
}

function viewIpv4(view: PacketView, arena: Uint8Array, start: number, end: number): boolean {
  const headerOctets = (arena[start]! & 0x0f) * 4;
  const totalLength = u16(arena, start + 2);
  if (headerOctets < IPV4_HEADER_OCTETS || totalLength < headerOctets) return false;
  if (headerOctets > end - start) return false;
  const fragment = u16(arena, start + 6);
  view.version = 4;
  view.addressOctets = 4;
  view.sourceAt = start + IPV4_SOURCE_AT;
  view.destinationAt = start + 16;
  view.headerEnd = start + headerOctets;
  view.totalEnd = start + totalLength;
  view.identificationAt = start + 4;
  view.protocolAt = start + 9;
  view.protocol = arena[start + 9]!;
  view.fragmentOffset = (fragment & 0x1fff) * 8;
  view.moreFragments = (fragment & 0x2000) !== 0;
  return true;
}

function viewIpv6(view: PacketView, arena: Uint8Array, start: number, end: number): boolean {
  if (end - start < IPV6_HEADER_OCTETS) return false;
  view.version = 6;
  view.identificationAt = -1;
  view.addressOctets = 16;
  view.sourceAt = start + IPV6_SOURCE_AT;
  view.destinationAt = start + 24;
  view.totalEnd = start + IPV6_HEADER_OCTETS + u16(arena, start + 4);
  view.protocolAt = start + 6;
  view.headerEnd = start + IPV6_HEADER_OCTETS;
  view.protocol = arena[start + 6]!;
  return true;
}

/** RFC 8200 4. What follows a fragment header is only there to read in the first fragment. */
function skipExtensionHeaders(view: PacketView, arena: Uint8Array): boolean {
  let fragmented = false;
  for (let count = 0; isExtensionHeader(view.protocol); count++) {
    const at = view.headerEnd;
    if (count === LIMITS.extensionHeadersPerPacket || at + 8 > view.totalEnd) return false;
    // RFC 8200 4.1: hop-by-hop options stand first or not at all.
    if (view.protocol === PROTOCOL_NUMBER.hopByHop && count > 0) return false;
    const isFragment = view.protocol === PROTOCOL_NUMBER.ipv6Fragment;
    const octets = isFragment ? 8 : (arena[at + 1]! + 1) * 8;
    if (at + octets > view.totalEnd) return false;
    view.protocolAt = at;
    view.protocol = arena[at]!;
    view.headerEnd = at + octets;
    if (isFragment) {
      const fragment = u16(arena, at + 2);
      view.identificationAt = at + 4;
      // A second fragment header could hide the offset of the first.
      if (fragmented) return false;
      fragmented = true;
      view.fragmentOffset = fragment & 0xfff8;
      view.moreFragments = (fragment & 1) !== 0;
      if (view.fragmentOffset > 0) return true;
    }
  }
  return true;
}

function viewUpperLayer(view: PacketView, arena: Uint8Array): boolean {
  if (view.fragmentOffset > 0) return true;
  const at = view.headerEnd;
  switch (view.protocol) {
    case PROTOCOL_NUMBER.tcp:
    case PROTOCOL_NUMBER.udp:
    case PROTOCOL_NUMBER.dccp:
    case PROTOCOL_NUMBER.sctp:
    case PROTOCOL_NUMBER.udpLite:
      if (at + 4 > view.totalEnd) return false;
      view.sourcePort = u16(arena, at);
      view.destinationPort = u16(arena, at + 2);
      return true;
    case PROTOCOL_NUMBER.icmp:
    case PROTOCOL_NUMBER.icmpv6:
      if (at + 2 > view.totalEnd) return false;
      view.icmpType = arena[at]!;
      view.icmpCode = arena[at + 1]!;
      return true;
    default:
      return true;
  }
}

function u16(arena: Uint8Array, at: number): number {
  return (arena[at]! << 8) | arena[at + 1]!;
}
