/**
 * ICMP errors from outside about packets of this host's SAs (RFC 4301 6.1, 8.2.1). Anybody could
 * have made them, so at most they make a path narrower: for an SA whose SPI and sequence number they
 * repeat, within the bounds of path-mtu.ts.
 */

import { addressOfBytes } from '../../base/address.ts';
import { readU16, readU32 } from '../../base/bytes.ts';
import type { Instant } from '../../base/time.ts';
import { PROTOCOL_NUMBER } from '../../wire/numbers/ip.ts';
import type { PacketView } from '../../wire/packet-view.ts';
import { UDP_HEADER_OCTETS } from '../../wire/udp.ts';
import { IPSEC_COUNTER } from '../counters.ts';
import type { Reporter } from '../drops.ts';
import { AH_SEQUENCE_AT, AH_SPI_AT } from '../packet/ah.ts';
import { reportedMtu } from '../packet/icmp-errors.ts';
import type { SaPair } from '../sa/association.ts';
import { learnPathMtu } from '../sa/path-mtu.ts';
import type { Sad } from '../sa/sad.ts';

/** `path-mtu`: reports of a smaller MTU are believed, within bounds. `ignore`: nothing is. */
export type UnprotectedErrors = 'path-mtu' | 'ignore';

/** What must be shown, SPI and sequence number, and where it stands in the headers. */
const SHOWN_ESP = { spiAt: 0, octets: 8 };
const SHOWN_AH = { spiAt: AH_SPI_AT, octets: AH_SEQUENCE_AT + 4 };

/**
 * The pair whose packet an error is about: `stranger` if it is ESP or AH of no pair, or too little is
 * shown of it; undefined if it is about neither.
 */
export function causeOf(
  cause: PacketView,
  arena: Uint8Array,
  sad: Sad,
): SaPair | 'stranger' | undefined {
  const isAh = cause.protocol === PROTOCOL_NUMBER.ah;
  const otherwise = isAh || cause.protocol === PROTOCOL_NUMBER.esp ? 'stranger' : undefined;
  const at = spiAtOf(cause);
  if (at < 0) return otherwise;
  const { destinationAt, addressOctets } = cause;
  const peer = addressOfBytes(arena.subarray(destinationAt, destinationAt + addressOctets));
  const pair = sad.byOutboundSpi(peer, readU32(arena, at), isAh ? 'ah' : 'esp');
  return pair !== undefined && wasSent(pair, readU32(arena, at + 4)) ? pair : otherwise;
}

/** Makes of an error about a packet of a pair what may be made of it, until then. Answers whether it was of use. */
export function useError(
  error: PacketView,
  cause: PacketView,
  pair: SaPair,
  arena: Uint8Array,
  reporter: Reporter,
  until: Instant,
): boolean {
  const reported = reportedMtu(error, arena);
  if (reported < 0) return false;
  // A packet that was short enough cannot have been too big.
  if (reported >= wholeOctets(cause, arena)) return false;
  if (!learnPathMtu(pair, reported, until)) return false;
  reporter.counters[IPSEC_COUNTER.pathMtusLearned]! += 1;
  reporter.note({ kind: 'path-mtu', id: pair.parameters.id, octets: pair.pathMtu.octets });
  return true;
}

/** Where the SPI stands that an error shows, -1 if it shows none: behind IP, or of ESP behind UDP (RFC 3948). */
function spiAtOf(cause: PacketView): number {
  if (cause.fragmentOffset > 0) return -1;
  const inUdp = cause.protocol === PROTOCOL_NUMBER.udp;
  const isAh = cause.protocol === PROTOCOL_NUMBER.ah;
  if (cause.protocol !== PROTOCOL_NUMBER.esp && !inUdp && !isAh) return -1;
  const at = cause.headerEnd + (inUdp ? UDP_HEADER_OCTETS : 0);
  const { spiAt, octets } = isAh ? SHOWN_AH : SHOWN_ESP;
  return at + octets <= cause.totalEnd ? at + spiAt : -1;
}

function wasSent({ outbound, terms }: SaPair, low: number): boolean {
  if (outbound === undefined) return false;
  return low > 0 && (terms.lastSequence > 0xffff_ffff || low <= outbound.sequence);
}

/** Octets of the packet that was too big, by its own header: the error holds only its front. */
function wholeOctets(cause: PacketView, arena: Uint8Array): number {
  return cause.version === 4
    ? readU16(arena, cause.sourceAt - 10)
    : 40 + readU16(arena, cause.sourceAt - 4);
}
