/** What shares the NAT-traversal port: IKE behind a marker, ESP, and keepalives (RFC 3948 2). */

import { concat } from '../base/bytes.ts';

/** Four zero octets before IKE on the NAT-T port: no SPI is zero (RFC 3948 2.2). */
export const NON_ESP_MARKER: Uint8Array = new Uint8Array(4);

/** The one octet that holds a NAT mapping open (RFC 3948 2.3). */
export const KEEPALIVE: Uint8Array = Uint8Array.of(0xff);

/** What a datagram on the NAT-T port is. */
export type NattKind = 'keepalive' | 'ike' | 'esp' | 'invalid';

/** SPI and sequence number: less than this is no ESP (RFC 4303 2). */
const ESP_HEADER_OCTETS = 8;

/**
 * Says what `datagram[start .. end)` on the NAT-T port is. `invalid` is what is too short for any
 * of the three; a marker with nothing behind it too. Allocates nothing.
 */
export function classifyNatt(
  datagram: Uint8Array,
  start = 0,
  end: number = datagram.length,
): NattKind {
  const length = end - start;
  if (length === 1 && datagram[start] === 0xff) return 'keepalive';
  if (length <= NON_ESP_MARKER.length) return 'invalid';
  const marked =
    (datagram[start]! | datagram[start + 1]! | datagram[start + 2]! | datagram[start + 3]!) === 0;
  if (marked) return 'ike';
  return length >= ESP_HEADER_OCTETS ? 'esp' : 'invalid';
}

/** An IKE message as it travels on the NAT-T port. */
export function withMarker(message: Uint8Array): Uint8Array {
  return concat(NON_ESP_MARKER, message);
}

/** The IKE message of a datagram that `classifyNatt` calls `ike`: a view, not a copy. */
export function withoutMarker(datagram: Uint8Array): Uint8Array {
  return datagram.subarray(NON_ESP_MARKER.length);
}
