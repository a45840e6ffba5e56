/** What protection adds to a packet, from the arithmetic of the data path. */

import type { EncapsulationMode } from '../../base/traffic.ts';
import { IPV4_HEADER_OCTETS, IPV6_HEADER_OCTETS } from '../../wire/ip.ts';
import { UDP_HEADER_OCTETS } from '../../wire/udp.ts';
import { longestPayload, type PairLayout, protectedOctets } from '../sa/layout.ts';

/** How packets travel. */
export interface Travel {
  readonly mode: EncapsulationMode;
  /** ESP in UDP (RFC 3948). */
  readonly udpEncapsulated: boolean;
  /** Of the packet and, in tunnel mode, of the outer header. */
  readonly version: 4 | 6;
}

/** Octets of an IP header without options or extensions. */
export function ipHeaderOctets({ version }: Pick<Travel, 'version'>): number {
  return version === 4 ? IPV4_HEADER_OCTETS : IPV6_HEADER_OCTETS;
}

/** Octets of the whole IP packet on the wire that carries a packet of `packetOctets` octets. */
export function wireOctets(layout: PairLayout, travel: Travel, packetOctets: number): number {
  const payload = packetOctets - stripped(travel);
  return unprotected(travel) + protectedOctets(layout, payload);
}

/** The longest packet whose protected form has at most `mtu` octets; 0 if there is none. */
export function longestPacket(layout: PairLayout, travel: Travel, mtu: number): number {
  const payload = longestPayload(layout, mtu - unprotected(travel));
  return payload === 0 ? 0 : payload + stripped(travel);
}

/** Octets in front of what protects. */
function unprotected(travel: Travel): number {
  return ipHeaderOctets(travel) + (travel.udpEncapsulated ? UDP_HEADER_OCTETS : 0);
}

/** Octets of the packet that stay outside: its header, in transport mode. */
function stripped(travel: Travel): number {
  return travel.mode === 'transport' ? ipHeaderOctets(travel) : 0;
}
