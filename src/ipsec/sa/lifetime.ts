/** What wears an SA out, and what it carried. */

import type { Instant } from '../../base/time.ts';
import { IPSEC_COUNTER } from '../counters.ts';
import type { Reporter } from '../drops.ts';
import type { DriverSink, WornReason } from '../sink.ts';
import {
  type EndReason,
  type OutboundSa,
  type SaPair,
  type SaUse,
  WORN_LEAST,
} from './association.ts';

/** Ends a pair: it takes no more packets, and that is reported once. */
export function endPair(reporter: Reporter, pair: SaPair, reason: EndReason): void {
  if (pair.ended !== undefined) return;
  pair.ended = reason;
  reporter.counters[IPSEC_COUNTER.expiredPairs]! += 1;
  reporter.note({ kind: 'sa-expired', id: pair.parameters.id, reason });
}

/** Whether a pair is over for both directions; a used-up counter of numbers ends one alone. */
export function isSpent(pair: SaPair): boolean {
  return pair.ended !== undefined && pair.ended !== 'sequence';
}

/** What ends the pair if one half of it carries a packet on whose `cipherOctets` the cipher works. */
export function exhaustedBy(sa: SaUse, cipherOctets: number): EndReason | undefined {
  const { limitOctets, limitPackets } = sa.pair.terms;
  if (sa.cipherOctets + cipherOctets > limitOctets) return 'kilobytes';
  return sa.cipherPackets + 1 > limitPackets ? 'packets' : undefined;
}

/** Counts a packet against the limits of volume and packets, and says once when they wear thin. */
export function spend(sink: DriverSink, sa: SaUse, cipherOctets: number, now: Instant): void {
  const { pair } = sa;
  sa.cipherOctets += cipherOctets;
  sa.cipherPackets += 1;
  sa.lastUsedAt = now;
  if (pair.worn) return;
  const { limitOctets, limitPackets } = pair.terms;
  if (isWorn(pair, sa.cipherOctets, limitOctets)) tellWorn(sink, pair, 'kilobytes', now);
  else if (isWorn(pair, sa.cipherPackets, limitPackets)) tellWorn(sink, pair, 'packets', now);
}

/** Whether so much of a limit is used up that the pair counts as worn. Mostly there is no need to ask for its own part. */
function isWorn(pair: SaPair, used: number, limit: number): boolean {
  return used >= limit * WORN_LEAST && used >= limit * pair.wornPart;
}

/**
 * Whether an outbound SA has a number for one more packet. Without anti-replay, with keys set by
 * hand, the numbers begin anew after the last (RFC 4303 3.3.3).
 */
export function hasNumber({ pair, sequence }: OutboundSa): boolean {
  return sequence < pair.terms.lastSequence || pair.terms.replayWindow === 0;
}

/** Gives an outbound SA its next sequence number, and says once when they run out. */
export function advance(sink: DriverSink, sa: OutboundSa, now: Instant): void {
  const { pair } = sa;
  const { lastSequence, replayWindow } = pair.terms;
  if (sa.sequence === lastSequence) {
    sa.sequence = 0;
    return;
  }
  sa.sequence += 1;
  if (!pair.worn && replayWindow > 0 && isWorn(pair, sa.sequence, lastSequence)) {
    tellWorn(sink, pair, 'sequence', now);
  }
}

function tellWorn(sink: DriverSink, pair: SaPair, reason: WornReason, now: Instant): void {
  pair.worn = true;
  sink.worn(pair.parameters.id, reason, now);
}

/** Whether an outbound SA of the pair could send one more packet. */
export function canSend(pair: SaPair): boolean {
  return pair.outbound !== undefined && pair.ended === undefined && hasNumber(pair.outbound);
}

/** Adds clear packets of `octets` octets in all, carried by one half of a pair, to the totals. */
export function countProtected(
  counters: Float64Array,
  direction: 'inbound' | 'outbound',
  sa: SaUse,
  packets: number,
  octets: number,
): void {
  const { pair, offloaded } = sa;
  sa.packets += packets;
  sa.octets += octets;
  const sent = direction === 'outbound';
  const slot = IPSEC_COUNTER;
  counters[sent ? slot.protectedPacketsSent : slot.protectedPacketsReceived]! += packets;
  const { layout, confidential, authenticated, tunnel } = pair.terms;
  if (layout.ahOctets > 0) {
    counters[sent ? slot.ahPacketsSent : slot.ahPacketsReceived]! += packets;
  }
  if (confidential) {
    counters[sent ? slot.confidentialBytesSent : slot.confidentialBytesReceived]! += octets;
  }
  if (authenticated) {
    counters[sent ? slot.authenticatedBytesSent : slot.authenticatedBytesReceived]! += octets;
  }
  if (offloaded) {
    counters[sent ? slot.offloadedBytesSent : slot.offloadedBytesReceived]! += octets;
  }
  if (tunnel) {
    counters[sent ? slot.bytesSentInTunnels : slot.bytesReceivedInTunnels]! += octets;
  } else {
    counters[sent ? slot.transportBytesSent : slot.transportBytesReceived]! += octets;
  }
}
