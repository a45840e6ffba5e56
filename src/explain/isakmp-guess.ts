/** Whether octets look like an ISAKMP message: for ports that nobody named. */

import { readU32 } from '../base/bytes.ts';
import { HEADER_OCTETS } from '../wire/isakmp/header.ts';
import { IKEV2_PAYLOADS } from '../wire/numbers/ikev2.ts';
import { exchangeTable, payloadTable } from '../wire/numbers/isakmp.ts';

const VERSION_1 = 0x10;
const VERSION_2 = 0x20;
const FIRST_IKEV2_EXCHANGE = 34;
const LAST_IKEV2_EXCHANGE = 37;

/**
 * Whether `octets[start .. end)` has a header of ISAKMP or IKEv2 that makes sense throughout: its
 * length is right, its version, exchange and first payload are known, its cookie is not zero.
 */
export function looksLikeIsakmp(octets: Uint8Array, start: number, end: number): boolean {
  if (end - start < HEADER_OCTETS || readU32(octets, start + 24) !== end - start) return false;
  if (readU32(octets, start) === 0 && readU32(octets, start + 4) === 0) return false;
  const [nextPayload, version, exchange, flags] = octets.subarray(start + 16, start + 20);
  const isIkev2 = exchange! >= FIRST_IKEV2_EXCHANGE && exchange! <= LAST_IKEV2_EXCHANGE;
  if (version === VERSION_2) return isIkev2 && IKEV2_PAYLOADS.entryOf(nextPayload!) !== undefined;
  if (version !== VERSION_1 || isIkev2 || exchange === 0 || (flags! & 0xf8) !== 0) return false;
  return (
    exchangeTable.entryOf(exchange!) !== undefined &&
    payloadTable.entryOf(nextPayload!) !== undefined
  );
}

/** Whether four zero octets stand in front of such a message. */
export function looksLikeMarkedIsakmp(octets: Uint8Array, start: number, end: number): boolean {
  return hasMarker(octets, start, end) && looksLikeIsakmp(octets, start + 4, end);
}

/** Whether octets begin with the non-ESP marker (RFC 3948 2.2). */
export function hasMarker(octets: Uint8Array, start: number, end: number): boolean {
  return end - start > 4 && readU32(octets, start) === 0;
}
