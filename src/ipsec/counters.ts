/** What the data path counts: slots of one Float64Array, so that counting allocates nothing. */

import type { DropReason } from './events.ts';

/**
 * Slots. Octets are those of the clear packets. A packet on a combined or a separate pair of
 * algorithms counts as confidential and as authenticated; with NULL only as authenticated.
 */
export const IPSEC_COUNTER = {
  /** ESP with an SPI that no SA has. */
  badSpiPackets: 0,
  /** Deciphered to something that is no ESP payload: padding or inner packet wrong. */
  notDecrypted: 1,
  /** The ICV is wrong. */
  notAuthenticated: 2,
  /** Seen before, or older than the replay window. */
  replayDetection: 3,
  confidentialBytesSent: 4,
  confidentialBytesReceived: 5,
  authenticatedBytesSent: 6,
  authenticatedBytesReceived: 7,
  transportBytesSent: 8,
  transportBytesReceived: 9,
  bytesSentInTunnels: 10,
  bytesReceivedInTunnels: 11,
  /** Pairs whose outbound half was installed. */
  keyAdditions: 12,
  /** Pairs removed. */
  keyDeletions: 13,
  /** Pairs that are installed now, whole or by half. */
  activePairs: 14,
  activeTunnels: 15,
  protectedPacketsSent: 16,
  protectedPacketsReceived: 17,
  permittedPacketsSent: 18,
  permittedPacketsReceived: 19,
  dummyPacketsSent: 20,
  dummyPacketsReceived: 21,
  /** Packets that had to wait for an SA. */
  heldPackets: 22,
  /** Times that IKE was asked for an SA. */
  acquires: 23,
  /** Pairs that a limit of volume or of sequence numbers ended. */
  expiredPairs: 24,
  /** Octets behind inner packets that hide their length (RFC 4303 2.7). */
  tfcOctetsSent: 25,
  tfcOctetsReceived: 26,
  /** Congestion marks on outer and inner headers that should not meet (RFC 6040 4.2). */
  congestionAlarms: 27,
  /** Smaller path MTUs believed. */
  pathMtusLearned: 28,
  /** Neighbour discovery let through ahead of policy. */
  exemptPackets: 29,
  /** ICMP errors admitted or sent because of the packet that they are about (RFC 4301 6.2). */
  errorsByTheirPacket: 30,
  /** Fragments of ESP packets, kept until they are whole. */
  espFragments: 31,
  /** Soft SAs made: a peer without IPsec is talked to in clear. */
  softAssociations: 32,
  /** What hardware does for the data path, where the provider says so: pairs, and octets that they carried. */
  offloadedAssociations: 33,
  offloadedBytesSent: 34,
  offloadedBytesReceived: 35,
  /** Soft SAs in force, and what they carry in clear. */
  activeSoftAssociations: 36,
  softPacketsSent: 37,
  softPacketsReceived: 38,
  softBytesSent: 39,
  softBytesReceived: 40,
  /** Packets that policy protects and that were let in although they came in clear. */
  clearTextAccepted: 41,
  /** Packets that passed ahead of the filters by the level of exemptions. */
  filterExemptPackets: 42,
  /** Packets that passed a start-up mode or a block by an exemption. */
  bootExemptPackets: 43,
  /** Of the packets with protection those whose outermost one is AH. */
  ahPacketsSent: 44,
  ahPacketsReceived: 45,
  /** Everything that passed in clear, for whatever reason, and what of it was ICMP. */
  clearPacketsSent: 46,
  clearPacketsReceived: 47,
  clearIcmpSent: 48,
  clearIcmpReceived: 49,
} as const;

/** Every reason to drop a packet, in the order of its slots. */
export const DROP_REASONS = [
  'malformed',
  'unknown-spi',
  'replayed',
  'bad-icv',
  'bundle-incomplete',
  'bad-padding',
  'bad-inner-packet',
  'selector-mismatch',
  'clear-text-required-protection',
  'blocked-by-policy',
  'no-policy',
  'no-sa',
  'queue-full',
  'lifetime-expired',
  'sequence-overflow',
  'not-for-this-host',
  'too-big',
  'fragment',
  'congestion',
  'flow-of-another-peer',
  'unprotected-error',
  'blocked-by-mode',
  'no-reply-to-anything',
  'policy-changed',
] as const satisfies readonly DropReason[];

const FIRST_DROP_SLOT = 50;

/** Slots of the array: those of `IPSEC_COUNTER` and two for each reason to drop. */
export const IPSEC_COUNTER_SLOTS = FIRST_DROP_SLOT + 2 * DROP_REASONS.length;

/** The slot that counts packets of a direction dropped for a reason. */
export function dropSlot(direction: 'inbound' | 'outbound', reason: DropReason): number {
  const index = DROP_REASONS.indexOf(reason);
  return FIRST_DROP_SLOT + (direction === 'inbound' ? 0 : DROP_REASONS.length) + index;
}

/** The counter of Windows' IP Security Monitor that a dropped packet adds to, if any. */
export function monitorSlot(reason: DropReason): number | undefined {
  switch (reason) {
    case 'unknown-spi':
      return IPSEC_COUNTER.badSpiPackets;
    case 'bad-padding':
    case 'bad-inner-packet':
      return IPSEC_COUNTER.notDecrypted;
    case 'bad-icv':
    case 'bundle-incomplete':
      return IPSEC_COUNTER.notAuthenticated;
    case 'replayed':
      return IPSEC_COUNTER.replayDetection;
    default:
      return undefined;
  }
}
