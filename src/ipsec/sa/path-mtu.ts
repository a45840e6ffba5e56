/** The path MTU of an SA (RFC 4301 4.4.2.1, 8.2): what it is, how it is learned, how it ages. */

import { LIMITS } from '../../base/limits.ts';
import { type Duration, type Instant, MINUTE } from '../../base/time.ts';
import { IPV4_HEADER_OCTETS, IPV6_HEADER_OCTETS } from '../../wire/ip.ts';
import { UDP_HEADER_OCTETS } from '../../wire/udp.ts';
import type { SaPair } from './association.ts';
import { longestPayload } from './layout.ts';
import type { SaPairParameters } from './sa.ts';
import type { PairTerms } from './terms.ts';

/** How long a learned MTU is believed unless said: RFC 1191 6.3's ten minutes. */
export const PATH_MTU_LIFETIME: Duration = 10 * MINUTE;
/** The least that is believed: RFC 1191 lets no host go below 576, RFC 8200 5 none below 1280. */
const LEAST_IPV4 = 576;
export const LEAST_IPV6 = 1280;

/** A link without a limit of its own: the longest packet of IPv6. */
export const UNLIMITED_MTU = LIMITS.packetOctets + IPV6_HEADER_OCTETS;

/** What a path takes. */
export interface PathMtu {
  /** Octets of a whole IP packet on the wire. */
  readonly octets: number;
  /** Octets of what this host hands to the path: within UDP, headers are the carrier's. */
  readonly outOctets: number;
  /** The most that the path can be handed, in one piece or to be cut up. */
  readonly mostOctets: number;
  /** The longest protected payload that fits; in transport mode before the packet's own header is taken off. */
  readonly payloadOctets: number;
  /** When a learned value is forgotten; undefined while it is the link's own. */
  readonly learnedUntil: Instant | undefined;
}

/** The MTU of a path that takes packets of `octets` octets: the link's, or learned until a time. */
export function newPathMtu(
  parameters: SaPairParameters,
  { layout, outerOctets }: Pick<PairTerms, 'layout' | 'outerOctets'>,
  octets: number,
  learnedUntil?: Instant,
): PathMtu {
  const mostOctets = carrierLimitOctets(parameters);
  const outOctets = Math.min(octets - carrierOctets(parameters), mostOctets);
  const payloadOctets = longestPayload(layout, outOctets - outerOctets);
  return { octets, outOctets, mostOctets, payloadOctets, learnedUntil };
}

/**
 * Believes a report, that nothing authenticates, of a smaller MTU: never less than every path must
 * take, never more than what held before (RFC 4301 8.2.1, 8.2.2). Answers whether anything changed.
 */
export function learnPathMtu(pair: SaPair, reported: number, until: Instant): boolean {
  const { pathMtu, parameters, terms } = pair;
  const least = parameters.remoteAddress.version === 4 ? LEAST_IPV4 : LEAST_IPV6;
  const octets = Math.max(reported, least);
  if (octets >= pathMtu.octets) return false;
  pair.pathMtu = newPathMtu(parameters, terms, octets, until);
  return true;
}

/** Gives a pair what another one has learned about the same path. */
export function inheritPathMtu(pair: SaPair, from: SaPair): void {
  const { octets, learnedUntil } = from.pathMtu;
  if (learnedUntil !== undefined) learnPathMtu(pair, octets, learnedUntil);
}

/** Forgets a learned MTU whose time is over. Answers whether it did. */
export function agePathMtu(pair: SaPair, now: Instant): boolean {
  const { learnedUntil } = pair.pathMtu;
  if (learnedUntil === undefined || now < learnedUntil) return false;
  pair.pathMtu = pair.terms.linkPathMtu;
  return true;
}

/** The longest inner packet that still fits its SA's path, of which `headerOctets` stay in front of what protects. */
export function innerMtu(pair: SaPair, headerOctets: number): number {
  const { outOctets, payloadOctets } = pair.pathMtu;
  const { layout, tunnel, udpEncapsulated } = pair.terms;
  if (tunnel) return payloadOctets;
  if (udpEncapsulated) return payloadOctets + headerOctets;
  return longestPayload(layout, outOctets - headerOctets) + headerOctets;
}

/** The most octets that a path can be handed at once, whatever its MTU. */
function carrierLimitOctets({ path }: SaPairParameters): number {
  if (path.carrier === 'link') return LIMITS.packetOctets;
  // A UDP datagram's IP packet has 65,535 octets; IPv6 does not count its header.
  const headerOctets = path.local.address.version === 4 ? IPV4_HEADER_OCTETS : 0;
  return LIMITS.packetOctets - UDP_HEADER_OCTETS - headerOctets;
}

/** Octets of the IP and UDP headers that the carrier puts in front. */
function carrierOctets({ path }: SaPairParameters): number {
  if (path.carrier === 'link') return 0;
  const isIpv4 = path.local.address.version === 4;
  return UDP_HEADER_OCTETS + (isIpv4 ? IPV4_HEADER_OCTETS : IPV6_HEADER_OCTETS);
}
