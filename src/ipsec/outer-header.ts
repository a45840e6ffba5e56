/**
 * IP headers that the data path makes: the outer ones of tunnels (RFC 4301 5.1.2) and those of
 * transport packets that came without one, inside UDP.
 *
 * Outer headers of tunnels: TTL or hop limit 64; DSCP and ECN copied from the inner packet; DF
 * copied where both are IPv4, else clear; the flow label copied where both are IPv6, else 0. No
 * options and no extension headers. The inner packet is left as it is, its TTL too: this host made
 * it and does not forward it.
 */

import type { Address } from '../base/address.ts';
import { EMPTY, readU16 } from '../base/bytes.ts';
import {
  IPV4_HEADER_OCTETS,
  IPV6_HEADER_OCTETS,
  type Ipv4HeaderFields,
  type Ipv6HeaderFields,
  writeIpv4Checksum,
  writeIpv4Header,
  writeIpv6Header,
} from '../wire/ip.ts';

const HOPS = 64;
/** Congestion experienced (RFC 3168 5). */
const ECN_CE = 3;

/** Octets of a header between addresses of this version. */
export function outerHeaderOctets(address: Address): number {
  return address.version === 4 ? IPV4_HEADER_OCTETS : IPV6_HEADER_OCTETS;
}

/** Writes headers without an object a packet, and numbers the IPv4 ones. */
export class HeaderWriter {
  #identification = 0;
  readonly #ipv4: Ipv4HeaderFields = {
    source: EMPTY,
    destination: EMPTY,
    protocol: 0,
    totalLength: 0,
    timeToLive: HOPS,
    trafficClass: 0,
    identification: 0,
    dontFragment: false,
  };
  readonly #ipv6: Ipv6HeaderFields = {
    source: EMPTY,
    destination: EMPTY,
    nextHeader: 0,
    payloadLength: 0,
    hopLimit: HOPS,
    trafficClass: 0,
    flowLabel: 0,
  };

  /**
   * Writes a header at `at` for a packet of `octets` octets, itself included. `innerAt` is where
   * the packet starts that goes inside, -1 if there is none.
   */
  write(
    arena: Uint8Array,
    at: number,
    source: Address,
    destination: Address,
    protocol: number,
    octets: number,
    innerAt: number,
  ): void {
    const inner = innerAt < 0 ? 0 : arena[innerAt]! >> 4;
    const trafficClass = inner === 0 ? 0 : trafficClassOf(arena, innerAt);
    if (source.version === 4) {
      const fields = this.#ipv4;
      fields.source = source.bytes;
      fields.destination = destination.bytes;
      fields.protocol = protocol;
      fields.totalLength = octets;
      fields.trafficClass = trafficClass;
      this.#identification = (this.#identification + 1) & 0xffff;
      fields.identification = this.#identification;
      fields.dontFragment = inner === 4 && (arena[innerAt + 6]! & 0x40) !== 0;
      writeIpv4Header(arena, at, fields);
    } else {
      const fields = this.#ipv6;
      fields.source = source.bytes;
      fields.destination = destination.bytes;
      fields.nextHeader = protocol;
      fields.payloadLength = octets - IPV6_HEADER_OCTETS;
      fields.trafficClass = trafficClass;
      fields.flowLabel =
        inner === 6 ? ((arena[innerAt + 1]! & 0x0f) << 16) | readU16(arena, innerAt + 2) : 0;
      writeIpv6Header(arena, at, fields);
    }
  }
}

/**
 * Hands a mark of congestion on the outer header on to an inner packet that can carry one (RFC 4301
 * 5.1.2.1 note 6). Both are whole headers that have been checked.
 */
export function propagateCongestion(arena: Uint8Array, outerAt: number, innerAt: number): void {
  const inner = trafficClassOf(arena, innerAt) & 3;
  if ((trafficClassOf(arena, outerAt) & 3) !== ECN_CE || inner === 0 || inner === ECN_CE) return;
  if (arena[innerAt]! >> 4 === 4) {
    arena[innerAt + 1]! |= ECN_CE;
    writeIpv4Checksum(arena, innerAt, innerAt + (arena[innerAt]! & 0x0f) * 4);
  } else {
    arena[innerAt + 1]! |= ECN_CE << 4;
  }
}

/** DSCP and ECN. */
function trafficClassOf(arena: Uint8Array, at: number): number {
  return arena[at]! >> 4 === 4
    ? arena[at + 1]!
    : ((arena[at]! & 0x0f) << 4) | (arena[at + 1]! >> 4);
}
