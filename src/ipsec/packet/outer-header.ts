/**
 * IP headers that the data path makes: the outer ones of tunnels (RFC 4301 5.1.2) and those of
 * transport packets that came without one, inside UDP.
 *
 * Outer headers of tunnels: TTL or hop limit 64; ECN copied from the inner packet (RFC 6040 4.1),
 * DSCP and DF by policy; DF is copied where both are IPv4, and not set for IPv6 in IPv4; the flow
 * label copied where both are IPv6, as an end system may (5.1.2.2 note 8), else 0. No options and no
 * extension headers. The inner packet is left as it is, its TTL too: this host made it and does not
 * forward it (5.1.2.1 note 2).
 */

import type { Address } from '../../base/address.ts';
import { readU16 } from '../../base/bytes.ts';
import { DEFAULT_TUNNEL_HEADER, type TunnelHeaderPolicy } from '../../base/traffic.ts';
import {
  IPV4_HEADER_OCTETS,
  IPV6_HEADER_OCTETS,
  type Ipv4HeaderFields,
  type Ipv6HeaderFields,
  writeIpv4Header,
  writeIpv6Header,
} from '../../wire/ip.ts';
import { trafficClassOf } from './ecn.ts';

const HOPS = 64;
/** The ECN field of the traffic class (RFC 3168 5). */
const ECN = 3;

/** Octets of a header between addresses of this version. */
export function outerHeaderOctets(address: Address): number {
  return address.version === 4 ? IPV4_HEADER_OCTETS : IPV6_HEADER_OCTETS;
}

/** Writes headers without an object a packet, and numbers the IPv4 ones. */
export class HeaderWriter {
  #identification = 0;
  readonly #ipv4: Ipv4HeaderFields = {
    source: new Uint8Array(4),
    destination: new Uint8Array(4),
    protocol: 0,
    totalLength: 0,
    timeToLive: HOPS,
    trafficClass: 0,
    identification: 0,
    dontFragment: false,
  };
  readonly #ipv6: Ipv6HeaderFields = {
    source: new Uint8Array(16),
    destination: new Uint8Array(16),
    nextHeader: 0,
    payloadLength: 0,
    hopLimit: HOPS,
    trafficClass: 0,
    flowLabel: 0,
  };

  /** The identification of the next IPv4 packet that this host makes. */
  nextIdentification(): number {
    this.#identification = (this.#identification + 1) & 0xffff;
    return this.#identification;
  }

  /**
   * Writes a header at `at` for a packet of `octets` octets, itself included. `innerAt` is where
   * the packet starts that goes inside, -1 if there is none; `policy` is the tunnel's.
   */
  write(
    arena: Uint8Array,
    at: number,
    source: Address,
    destination: Address,
    protocol: number,
    octets: number,
    innerAt: number,
    policy: TunnelHeaderPolicy = DEFAULT_TUNNEL_HEADER,
  ): void {
    const inner = innerAt < 0 ? 0 : arena[innerAt]! >> 4;
    const innerClass = inner === 0 ? 0 : trafficClassOf(arena, innerAt);
    const trafficClass = policy.dscp === 'copy' ? innerClass : innerClass & ECN;
    if (source.version === 4) {
      const fields = this.#ipv4;
      source.writeTo(fields.source, 0);
      destination.writeTo(fields.destination, 0);
      fields.protocol = protocol;
      fields.totalLength = octets;
      fields.trafficClass = trafficClass;
      fields.identification = this.nextIdentification();
      fields.dontFragment =
        policy.df === 'set' ||
        (policy.df === 'copy' && inner === 4 && (arena[innerAt + 6]! & 0x40) !== 0);
      writeIpv4Header(arena, at, fields);
    } else {
      const fields = this.#ipv6;
      source.writeTo(fields.source, 0);
      destination.writeTo(fields.destination, 0);
      fields.nextHeader = protocol;
      fields.payloadLength = octets - IPV6_HEADER_OCTETS;
      fields.trafficClass = trafficClass;
      fields.flowLabel =
        inner === 6 ? ((arena[innerAt + 1]! & 0x0f) << 16) | readU16(arena, innerAt + 2) : 0;
      writeIpv6Header(arena, at, fields);
    }
  }
}
