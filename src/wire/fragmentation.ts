/** Cutting packets up: RFC 791 3.2 and RFC 8200 4.5. Putting them together is ipsec/reassembly.ts. */

import { readU16, writeU16, writeU32 } from '../base/bytes.ts';
import { IPV4_HEADER_OCTETS, IPV6_HEADER_OCTETS, writeIpv4Checksum } from './ip.ts';
import { PROTOCOL_NUMBER } from './numbers/ip.ts';

/** Octets of IPv6's fragment header. */
const FRAGMENT_HEADER_OCTETS = 8;
const MORE_FRAGMENTS = 0x2000;
/** The bit of an IPv4 option's kind that has it repeated in every fragment (RFC 791 3.1). */
const COPIED = 0x80;

/**
 * The fragments of an IPv4 packet, each of at most `mtu` octets. A packet that is a fragment itself
 * keeps its identification; a whole one gets the one given. `mtu` must leave room for 8 octets
 * behind the longest header.
 */
export function fragmentIpv4(
  packet: Uint8Array,
  mtu: number,
  identification: number,
): Uint8Array[] {
  const headerOctets = (packet[0]! & 0x0f) * 4;
  const field = readU16(packet, 6);
  const offset = field & 0x1fff;
  const isFragment = offset > 0 || (field & MORE_FRAGMENTS) !== 0;
  const laterHeader = laterHeaderOf(packet, headerOctets);
  const fragments: Uint8Array[] = [];
  for (let at = headerOctets; at < packet.length; ) {
    const header = at === headerOctets ? packet.subarray(0, headerOctets) : laterHeader;
    const room = Math.floor((mtu - header.length) / 8) * 8;
    if (room <= 0) throw new RangeError(`${mtu} octets are too few for a fragment`);
    const isLast = packet.length - at <= mtu - header.length;
    const octets = isLast ? packet.length - at : room;
    const more = !isLast || (field & MORE_FRAGMENTS) !== 0 ? MORE_FRAGMENTS : 0;
    const fragment = new Uint8Array(header.length + octets);
    fragment.set(header);
    fragment.set(packet.subarray(at, at + octets), header.length);
    writeU16(fragment, 2, fragment.length);
    if (!isFragment) writeU16(fragment, 4, identification);
    writeU16(fragment, 6, more | (offset + (at - headerOctets) / 8));
    writeIpv4Checksum(fragment, 0, header.length);
    fragments.push(fragment);
    at += octets;
  }
  return fragments;
}

/**
 * The fragments of a whole IPv6 packet whose first `headerOctets` octets go into each of them; the
 * octet at `protocolAt` says what follows these.
 */
export function fragmentIpv6(
  packet: Uint8Array,
  mtu: number,
  headerOctets: number,
  protocolAt: number,
  identification: number,
): Uint8Array[] {
  const front = headerOctets + FRAGMENT_HEADER_OCTETS;
  const room = Math.floor((mtu - front) / 8) * 8;
  if (room <= 0) throw new RangeError(`${mtu} octets are too few for a fragment`);
  const fragments: Uint8Array[] = [];
  for (let at = headerOctets; at < packet.length; at += room) {
    const octets = Math.min(room, packet.length - at);
    const fragment = new Uint8Array(front + octets);
    fragment.set(packet.subarray(0, headerOctets));
    fragment[protocolAt] = PROTOCOL_NUMBER.ipv6Fragment;
    fragment[headerOctets] = packet[protocolAt]!;
    const more = at + octets < packet.length ? 1 : 0;
    writeU16(fragment, headerOctets + 2, (at - headerOctets) | more);
    writeU32(fragment, headerOctets + 4, identification);
    fragment.set(packet.subarray(at, at + octets), front);
    writeU16(fragment, 4, fragment.length - IPV6_HEADER_OCTETS);
    fragments.push(fragment);
  }
  return fragments;
}

/** The header of all IPv4 fragments but the first: with the options that are to be copied. */
function laterHeaderOf(packet: Uint8Array, headerOctets: number): Uint8Array {
  const copied: number[] = [];
  for (let at = IPV4_HEADER_OCTETS; at < headerOctets; ) {
    const kind = packet[at]!;
    // RFC 791 3.1: end of options, and the one-octet option that fills.
    if (kind === 0) break;
    const octets = kind === 1 ? 1 : Math.max(2, packet[at + 1] ?? 2);
    if ((kind & COPIED) !== 0)
      copied.push(...packet.subarray(at, Math.min(at + octets, headerOctets)));
    at += octets;
  }
  const header = new Uint8Array(IPV4_HEADER_OCTETS + Math.ceil(copied.length / 4) * 4);
  header.set(packet.subarray(0, IPV4_HEADER_OCTETS));
  header.set(copied, IPV4_HEADER_OCTETS);
  header[0] = 0x40 | (header.length / 4);
  return header;
}
