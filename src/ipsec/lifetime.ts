/** What wears an SA out, and what it carried. */

import { type EndReason, LAST_SEQUENCE, type SaPair } from './association.ts';
import { IPSEC_COUNTER } from './counters.ts';
import type { Reporter } from './drops.ts';

/** Ends a pair: it takes no more packets, and that is reported once. */
export function endPair(reporter: Reporter, pair: SaPair, reason: EndReason): void {
  if (pair.ended !== undefined) return;
  pair.ended = reason;
  reporter.counters[IPSEC_COUNTER.expiredPairs]! += 1;
  reporter.note({ kind: 'sa-expired', id: pair.parameters.id, reason });
}

/** Whether an outbound SA of the pair could send one more packet. */
export function canSend(pair: SaPair): boolean {
  return (
    pair.outbound !== undefined &&
    pair.ended === undefined &&
    pair.outbound.sequence < LAST_SEQUENCE
  );
}

/** Adds a clear packet of `octets` octets, carried by a pair, to the totals. */
export function countProtected(
  counters: Float64Array,
  direction: 'inbound' | 'outbound',
  pair: SaPair,
  octets: number,
): void {
  const sent = direction === 'outbound';
  const slot = IPSEC_COUNTER;
  counters[sent ? slot.protectedPacketsSent : slot.protectedPacketsReceived]! += 1;
  if (pair.confidential) {
    counters[sent ? slot.confidentialBytesSent : slot.confidentialBytesReceived]! += octets;
  }
  if (pair.authenticated) {
    counters[sent ? slot.authenticatedBytesSent : slot.authenticatedBytesReceived]! += octets;
  }
  if (pair.parameters.mode === 'tunnel') {
    counters[sent ? slot.bytesSentInTunnels : slot.bytesReceivedInTunnels]! += octets;
  } else {
    counters[sent ? slot.transportBytesSent : slot.transportBytesReceived]! += octets;
  }
}
