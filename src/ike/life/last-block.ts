/**
 * The block that IVs of phase 2 start from. RFC 2409 App. B knows one last block of phase 1; where a
 * proof has just been refused, and main mode is not over, two sides may disagree on which it is. Windows
 * up to Vista takes the last block that it sent, others the last that they decrypted (MS-IKEE <12>).
 */

import { equal } from '../../base/bytes.ts';
import { FLAG_ENCRYPTION, HEADER_OCTETS } from '../../wire/isakmp/header.ts';
import { isEstablished, keysOfEntry, type Negotiation } from './negotiation.ts';

/** The versions that count from what they sent themselves. */
const COUNT_FROM_SENT: ReadonlySet<string> = new Set([
  'MS_NT5_2000',
  'MS_NT5_XP',
  'MS_NT5_2003',
  'MS_NT5_VISTA',
]);

/** The last cipher block of main mode, sent or received: IVs of phase 2 start from it (RFC 2409 App. B). */
export function lastPhase1Block(entry: Negotiation): Uint8Array {
  return entry.main.chain?.iv ?? keysOfEntry(entry)!.firstIv;
}

/** The block that an informational message of this host starts from. */
export function blockToSendFrom(entry: Negotiation): Uint8Array {
  if (isEstablished(entry) || !countsFromSent(entry)) return lastPhase1Block(entry);
  return lastBlockOf(entry, entry.main.sent?.message);
}

/** The blocks that a message of the peer may start from, the likeliest first. */
export function blocksToReceiveFrom(entry: Negotiation): readonly Uint8Array[] {
  const usual = lastPhase1Block(entry);
  if (!countsFromSent(entry)) return [usual];
  const ofPeer = lastBlockOf(entry, entry.main.received?.datagram);
  return equal(ofPeer, usual) ? [usual] : [usual, ofPeer];
}

function countsFromSent({ sa }: Negotiation): boolean {
  return [...sa.peerVendorIds].some((key) => COUNT_FROM_SENT.has(key));
}

/** Of a message in clear there is none: the first IV stands for it. */
function lastBlockOf(entry: Negotiation, message: Uint8Array | undefined): Uint8Array {
  const { cbc, firstIv } = keysOfEntry(entry)!;
  const isEncrypted = message !== undefined && (message[19]! & FLAG_ENCRYPTION) !== 0;
  if (!isEncrypted || message.length < HEADER_OCTETS + cbc.blockOctets) return firstIv;
  return message.slice(message.length - cbc.blockOctets);
}
