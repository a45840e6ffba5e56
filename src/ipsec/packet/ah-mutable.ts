/**
 * What of an IP header an ICV of AH does not cover, because it may change under way (RFC 4302
 * 3.3.3.1, Appendix A): zeroed in a copy. What changes in a way that the sender can tell (the
 * destination of source-routed packets) is put as it will arrive.
 */

import { IPV4_HEADER_OCTETS, IPV6_HEADER_OCTETS } from '../../wire/ip.ts';
import { PROTOCOL_NUMBER } from '../../wire/numbers/ip.ts';

const END_OF_OPTIONS = 0;
const NO_OPERATION = 1;
const LOOSE_SOURCE_ROUTE = 0x83;
const STRICT_SOURCE_ROUTE = 0x89;
/**
 * RFC 4302 A1, with the copied bit: security, extended and commercial security, router alert, sender
 * directed multi-destination delivery. Every other option is zeroed, those that are unknown too.
 */
const IMMUTABLE_OPTIONS: ReadonlySet<number> = new Set([0x82, 0x85, 0x86, 0x94, 0x95]);

/** The bit of an IPv6 option's type that says that its data may change under way (RFC 8200 4.2). */
const MAY_CHANGE = 0x20;
/** Routing headers with a list of addresses that the packet's destination changes places with. */
const ADDRESS_ROUTING: ReadonlySet<number> = new Set([0, 2]);
const ADDRESS_OCTETS = 16;

/** Zeroes what is mutable in the IPv4 header `packet[0 .. headerOctets)`. False if its options are malformed. */
export function zeroMutableIpv4(packet: Uint8Array, headerOctets: number): boolean {
  packet[1] = 0;
  packet.fill(0, 6, 9);
  packet.fill(0, 10, 12);
  for (let at = IPV4_HEADER_OCTETS; at < headerOctets; ) {
    const kind = packet[at]!;
    if (kind === END_OF_OPTIONS) return true;
    if (kind === NO_OPERATION) {
      at += 1;
      continue;
    }
    const octets = at + 1 < headerOctets ? packet[at + 1]! : 0;
    if (octets < 2 || at + octets > headerOctets) return false;
    if (kind === LOOSE_SOURCE_ROUTE || kind === STRICT_SOURCE_ROUTE) arriveIpv4(packet, at, octets);
    if (!IMMUTABLE_OPTIONS.has(kind)) packet.fill(0, at, at + octets);
    at += octets;
  }
  return true;
}

/** Gives a packet the destination that stands last in its source route, if it has not passed there. */
function arriveIpv4(packet: Uint8Array, at: number, octets: number): void {
  const pointer = octets > 2 ? packet[at + 2]! : octets + 1;
  if (pointer + 3 > octets) return;
  packet.copyWithin(16, at + octets - 4, at + octets);
}

/**
 * Zeroes what is mutable in an IPv6 header and its extension headers, `packet[0 .. headerOctets)`.
 * Answers where a fragment header stands, to be left out, whose next header its predecessor has been
 * given; 0 if there is none; -1 if something is malformed.
 */
export function zeroMutableIpv6(packet: Uint8Array, headerOctets: number): number {
  packet[0] = 0x60;
  packet.fill(0, 1, 4);
  packet[7] = 0;
  let fragmentAt = 0;
  let protocolAt = 6;
  for (let at = IPV6_HEADER_OCTETS; at < headerOctets; ) {
    const kind = packet[protocolAt]!;
    if (at + 8 > headerOctets) return -1;
    const isFragment = kind === PROTOCOL_NUMBER.ipv6Fragment;
    const octets = isFragment ? 8 : (packet[at + 1]! + 1) * 8;
    if (at + octets > headerOctets) return -1;
    if (isFragment) {
      if (fragmentAt > 0) return -1;
      fragmentAt = at;
      packet[protocolAt] = packet[at]!;
    } else {
      if (kind === PROTOCOL_NUMBER.ipv6Route) {
        if (!arriveIpv6(packet, at, octets)) return -1;
      } else if (!zeroMutableOptions(packet, at + 2, at + octets)) return -1;
      protocolAt = at;
    }
    at += octets;
  }
  return fragmentAt;
}

/** RFC 8200 4.4, RFC 6275 6.4: every hop left swaps the destination with the next address of the list. */
function arriveIpv6(packet: Uint8Array, at: number, octets: number): boolean {
  if (!ADDRESS_ROUTING.has(packet[at + 2]!)) return true;
  const count = Math.floor((octets - 8) / ADDRESS_OCTETS);
  const left = packet[at + 3]!;
  if (left > count) return false;
  for (let i = count - left; i < count; i++) {
    const entry = at + 8 + i * ADDRESS_OCTETS;
    const address = packet.slice(entry, entry + ADDRESS_OCTETS);
    packet.copyWithin(entry, 24, 24 + ADDRESS_OCTETS);
    packet.set(address, 24);
  }
  packet[at + 3] = 0;
  return true;
}

/** RFC 4302 3.3.3.1.2.2: type and length of an option are covered, its data only where they cannot change. */
function zeroMutableOptions(packet: Uint8Array, from: number, end: number): boolean {
  for (let at = from; at < end; ) {
    const type = packet[at]!;
    // Pad1 has no length.
    if (type === 0) {
      at += 1;
      continue;
    }
    if (at + 2 > end || at + 2 + packet[at + 1]! > end) return false;
    const next = at + 2 + packet[at + 1]!;
    if ((type & MAY_CHANGE) !== 0) packet.fill(0, at + 2, next);
    at = next;
  }
  return true;
}
