/**
 * How a clear packet becomes a protected one: the arithmetic first (a plan), then the octets. ESP
 * in UDP (RFC 3948) leaves off the IP header, which the carrier's socket makes; so IPv4 options and
 * IPv6 hop-by-hop and routing headers of a transport packet do not travel that way.
 */

import type { Path } from '../../base/batch.ts';
import { writeU16 } from '../../base/bytes.ts';
import { IPV6_HEADER_OCTETS, writeIpv4Checksum } from '../../wire/ip.ts';
import { PROTOCOL_NUMBER } from '../../wire/numbers/ip.ts';
import type { PacketView } from '../../wire/packet-view.ts';
import type { SaPair } from '../sa/association.ts';
import { payloadOffset, protectedOctets } from '../sa/layout.ts';
import { layOutAh } from './ah.ts';
import { layOutEsp } from './esp.ts';
import type { HeaderWriter } from './outer-header.ts';

/** What is to be written for one packet, or for several that are alike. One object serves for many packets. */
export interface Plan {
  /** The packet's place in its batch. */
  index: number;
  /**
   * How many packets, from that place on, have its headers and its length: they take the same way, with the
   * sequence numbers that follow.
   */
  packets: number;
  path: Path | undefined;
  /** Undefined: the packet goes out as it is. */
  pair: SaPair | undefined;
  /** Where the packet lies in its batch's arena. */
  start: number;
  end: number;
  /** Octets of the packet that stay in front of AH or ESP; 0 in tunnel mode. */
  headerOctets: number;
  /** From the packet's start to the octet that says what the payload is. Not for tunnel mode. */
  protocolAt: number;
  /** Octets of the packet that go inside. */
  clearOctets: number;
  /** The same with TFC padding (RFC 4303 2.7). */
  payloadOctets: number;
  /** Octets of what goes out on the path. */
  outOctets: number;
  sequence: number;
  /** It is cut up behind ESP. */
  inPieces: boolean;
}

export function newPlan(): Plan {
  return {
    index: 0,
    packets: 1,
    path: undefined,
    pair: undefined,
    start: 0,
    end: 0,
    headerOctets: 0,
    protocolAt: 0,
    clearOctets: 0,
    payloadOctets: 0,
    outOctets: 0,
    sequence: 0,
    inPieces: false,
  };
}

/** Fills a plan for the packet of a view through a pair: all but the sequence number. */
export function planProtection(
  plan: Plan,
  pair: SaPair,
  view: PacketView,
  arena: Uint8Array,
): void {
  const { layout, tunnel, udpEncapsulated, outerOctets } = pair.terms;
  plan.pair = pair;
  plan.path = pair.path;
  plan.inPieces = false;
  if (tunnel) {
    plan.headerOctets = 0;
    plan.protocolAt = 0;
  } else {
    findInsertionPoint(plan, view, arena);
  }
  plan.clearOctets = plan.end - plan.start - plan.headerOctets;
  plan.payloadOctets = Math.max(plan.clearOctets, filledOctets(pair));
  // Inside UDP a transport packet's own header is left out.
  const ownOctets = udpEncapsulated ? 0 : plan.headerOctets;
  plan.outOctets = protectedOctets(layout, plan.payloadOctets) + outerOctets + ownOctets;
}

/** What TFC padding fills a payload up to, as far as the path takes it. */
export function filledOctets({ terms, pathMtu }: SaPair): number {
  return Math.min(terms.tfcOctets, pathMtu.payloadOctets);
}

/**
 * Writes the protected packet at `at`, of which a clear copy lies at `from` in the same arena, out
 * of the way. IVs and ICVs are left to the sealer. Answers where AH starts, or ESP without one.
 */
export function writeProtected(
  plan: Plan,
  pair: SaPair,
  arena: Uint8Array,
  from: number,
  at: number,
  sequence: number,
  headers: HeaderWriter,
): number {
  const { layout, tunnel, udpEncapsulated } = pair.terms;
  const { headerOctets, clearOctets, payloadOctets, outOctets } = plan;
  const end = at + outOctets;
  const protectedAt = end - protectedOctets(layout, payloadOctets);
  const inner = protectedAt + payloadOffset(layout);
  const payloadFrom = from + headerOctets;
  const ownProtocol = arena[from + plan.protocolAt]!;
  arena.copyWithin(inner, payloadFrom, payloadFrom + clearOctets);
  if (payloadOctets > clearOctets) arena.fill(0, inner + clearOctets, inner + payloadOctets);
  const innerProtocol = arena[inner]! >> 4 === 4 ? PROTOCOL_NUMBER.ipv4 : PROTOCOL_NUMBER.ipv6;
  const payloadProtocol = tunnel ? innerProtocol : ownProtocol;
  layOutProtection(pair, arena, protectedAt, sequence, payloadOctets, payloadProtocol);
  if (udpEncapsulated) return protectedAt;
  const protocol = outerProtocolOf(pair);
  if (tunnel) {
    const { localAddress, remoteAddress, tunnelHeader } = pair.parameters;
    headers.write(arena, at, localAddress, remoteAddress, protocol, outOctets, inner, tunnelHeader);
  } else {
    arena.copyWithin(at, from, payloadFrom);
    finishHeader(arena, at, headerOctets, plan.protocolAt, protocol, outOctets);
  }
  return protectedAt;
}

/** Writes the headers and trailers of a pair's protocols around a payload that is in place. */
export function layOutProtection(
  { layout, outbound }: SaPair,
  arena: Uint8Array,
  at: number,
  sequence: number,
  payloadOctets: number,
  payloadProtocol: number,
): void {
  const { esp, ah } = outbound!;
  const { ahOctets } = layout;
  if (ah !== undefined) {
    const next = esp === undefined ? payloadProtocol : PROTOCOL_NUMBER.esp;
    layOutAh(arena, at, ahOctets, next, ah.spi, sequence);
  }
  if (esp === undefined || layout.esp === undefined) return;
  layOutEsp(arena, at + ahOctets, layout.esp, esp.spi, sequence, payloadOctets, payloadProtocol);
}

/** What the IP header in front says. */
export function outerProtocolOf({ layout }: SaPair): number {
  return layout.ahOctets > 0 ? PROTOCOL_NUMBER.ah : PROTOCOL_NUMBER.esp;
}

/** Gives a header a new payload: its protocol, the whole packet's octets, and with IPv4 the checksum. */
export function finishHeader(
  arena: Uint8Array,
  at: number,
  headerOctets: number,
  protocolAt: number,
  protocol: number,
  packetOctets: number,
): void {
  arena[at + protocolAt] = protocol;
  if (arena[at]! >> 4 === 4) {
    writeU16(arena, at + 2, packetOctets);
    writeIpv4Checksum(arena, at, at + headerOctets);
  } else {
    writeU16(arena, at + 4, packetOctets - IPV6_HEADER_OCTETS);
  }
}

/**
 * RFC 4303 3.1.1, RFC 4302 3.1.1: ESP and AH stand behind IPv4's options, and behind IPv6's hop-by-hop and routing
 * headers with the destination options that precede a routing header; other destination options
 * are for the far end alone and are protected.
 */
function findInsertionPoint(plan: Plan, view: PacketView, arena: Uint8Array): void {
  const { start } = plan;
  plan.headerOctets = view.headerEnd - start;
  plan.protocolAt = view.protocolAt - start;
  if (view.version === 4) return;
  let protocolAt = start + 6;
  let at = start + IPV6_HEADER_OCTETS;
  plan.headerOctets = IPV6_HEADER_OCTETS;
  plan.protocolAt = 6;
  while (at < view.headerEnd) {
    const kind = arena[protocolAt]!;
    protocolAt = at;
    // The fragment header of a packet in one piece (RFC 6946) has no length octet.
    at += kind === PROTOCOL_NUMBER.ipv6Fragment ? 8 : (arena[at + 1]! + 1) * 8;
    if (kind === PROTOCOL_NUMBER.ipv6Options) continue;
    plan.headerOctets = at - start;
    plan.protocolAt = protocolAt - start;
  }
}
