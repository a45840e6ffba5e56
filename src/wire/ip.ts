/** Writing IP headers and whole packets: RFC 791 and RFC 8200. Reading is ipv4.ts and ipv6.ts. */

import type { Address } from '../base/address.ts';
import { assert } from '../base/assert.ts';
import { EMPTY } from '../base/bytes.ts';
import { LIMITS } from '../base/limits.ts';
import { internetChecksum } from './checksum.ts';

export const IPV4_HEADER_OCTETS = 20;
export const IPV6_HEADER_OCTETS = 40;

/** The fields of an IPv4 header without options. One object may serve for many packets. */
export interface Ipv4HeaderFields {
  source: Uint8Array;
  destination: Uint8Array;
  protocol: number;
  /** Octets of the whole packet. */
  totalLength: number;
  /** Hops left. */
  timeToLive: number;
  /** DSCP and ECN: the second octet whole. */
  trafficClass: number;
  identification: number;
  dontFragment: boolean;
}

/** The fields of an IPv6 header. One object may serve for many packets. */
export interface Ipv6HeaderFields {
  source: Uint8Array;
  destination: Uint8Array;
  nextHeader: number;
  /** Octets behind the header. */
  payloadLength: number;
  hopLimit: number;
  trafficClass: number;
  flowLabel: number;
}

/** What the builders of whole packets share. Both addresses are of one version. */
export interface IpOptions {
  readonly source: Address;
  readonly destination: Address;
  /** Time to live or hop limit, 64 unless said. */
  readonly hopLimit?: number;
  /** DSCP and ECN, 0 unless said. */
  readonly trafficClass?: number;
  /** IPv4 only, 0 unless said. */
  readonly identification?: number;
  /** IPv4 only, false unless said. */
  readonly dontFragment?: boolean;
  /** IPv6 only, 0 unless said. */
  readonly flowLabel?: number;
}

/** What `buildIp` makes a packet of. */
export interface IpPacketOptions extends IpOptions {
  /** Protocol or next header number of the payload. */
  readonly protocol: number;
  readonly payload: Uint8Array;
}

/** Writes 20 octets at `at`, checksum included, and answers where they end. Allocates nothing. */
export function writeIpv4Header(arena: Uint8Array, at: number, fields: Ipv4HeaderFields): number {
  arena[at] = 0x45;
  arena[at + 1] = fields.trafficClass;
  writeU16(arena, at + 2, fields.totalLength);
  writeU16(arena, at + 4, fields.identification);
  writeU16(arena, at + 6, fields.dontFragment ? 0x4000 : 0);
  arena[at + 8] = fields.timeToLive;
  arena[at + 9] = fields.protocol;
  arena.set(fields.source, at + 12);
  arena.set(fields.destination, at + 16);
  writeIpv4Checksum(arena, at, at + IPV4_HEADER_OCTETS);
  return at + IPV4_HEADER_OCTETS;
}

/** Writes 40 octets at `at` and answers where they end. Allocates nothing. */
export function writeIpv6Header(arena: Uint8Array, at: number, fields: Ipv6HeaderFields): number {
  arena[at] = 0x60 | (fields.trafficClass >> 4);
  arena[at + 1] = ((fields.trafficClass & 0x0f) << 4) | ((fields.flowLabel >> 16) & 0x0f);
  writeU16(arena, at + 2, fields.flowLabel);
  writeU16(arena, at + 4, fields.payloadLength);
  arena[at + 6] = fields.nextHeader;
  arena[at + 7] = fields.hopLimit;
  arena.set(fields.source, at + 8);
  arena.set(fields.destination, at + 24);
  return at + IPV6_HEADER_OCTETS;
}

/** Computes and writes the checksum of the IPv4 header `arena[start .. headerEnd)`. */
export function writeIpv4Checksum(arena: Uint8Array, start: number, headerEnd: number): void {
  writeU16(arena, start + 10, 0);
  writeU16(arena, start + 10, internetChecksum(arena, start, headerEnd));
}

/** Whether the checksum of the IPv4 header `arena[start .. headerEnd)` is right. */
export function ipv4ChecksumValid(arena: Uint8Array, start: number, headerEnd: number): boolean {
  return internetChecksum(arena, start, headerEnd) === 0;
}

/**
 * A whole IPv4 packet. `headerOptions` go into the header, filled with end-of-options octets to a multiple of four.
 * A packet of more than 65,535 octets or a header of more than 60 is a fault of the caller.
 */
export function buildIpv4(
  packet: IpPacketOptions & { readonly headerOptions?: Uint8Array },
): Uint8Array {
  const { source, destination, payload } = packet;
  const options = packet.headerOptions ?? EMPTY;
  assert(source.version === 4 && destination.version === 4, 'IPv4 needs IPv4 addresses');
  assert(options.length <= 40, 'IPv4 options have at most 40 octets');
  const headerOctets = IPV4_HEADER_OCTETS + Math.ceil(options.length / 4) * 4;
  const totalLength = headerOctets + payload.length;
  assert(totalLength <= LIMITS.packetOctets, 'an IPv4 packet has at most 65535 octets');
  const bytes = new Uint8Array(totalLength);
  writeIpv4Header(bytes, 0, {
    source: source.bytes,
    destination: destination.bytes,
    protocol: packet.protocol,
    totalLength,
    timeToLive: packet.hopLimit ?? 64,
    trafficClass: packet.trafficClass ?? 0,
    identification: packet.identification ?? 0,
    dontFragment: packet.dontFragment ?? false,
  });
  if (options.length > 0) {
    bytes[0] = 0x40 | (headerOctets / 4);
    bytes.set(options, IPV4_HEADER_OCTETS);
    writeIpv4Checksum(bytes, 0, headerOctets);
  }
  bytes.set(payload, headerOctets);
  return bytes;
}

/** A whole IPv6 packet; `payload` starts with an extension header if `protocol` names one. */
export function buildIpv6(packet: IpPacketOptions): Uint8Array {
  const { source, destination, payload } = packet;
  assert(source.version === 6 && destination.version === 6, 'IPv6 needs IPv6 addresses');
  assert(payload.length <= LIMITS.packetOctets, 'an IPv6 payload has at most 65535 octets');
  const bytes = new Uint8Array(IPV6_HEADER_OCTETS + payload.length);
  writeIpv6Header(bytes, 0, {
    source: source.bytes,
    destination: destination.bytes,
    nextHeader: packet.protocol,
    payloadLength: payload.length,
    hopLimit: packet.hopLimit ?? 64,
    trafficClass: packet.trafficClass ?? 0,
    flowLabel: packet.flowLabel ?? 0,
  });
  bytes.set(payload, IPV6_HEADER_OCTETS);
  return bytes;
}

/** A whole packet of the version that the source address has. */
export function buildIp(packet: IpPacketOptions): Uint8Array {
  return packet.source.version === 4 ? buildIpv4(packet) : buildIpv6(packet);
}

function writeU16(arena: Uint8Array, at: number, value: number): void {
  arena[at] = value >> 8;
  arena[at + 1] = value;
}
