/** What shares the NAT-traversal port: IKE behind a marker, ESP, and keepalives (RFC 3948 2). */

import { concat, wordAt } from '../base/bytes.ts';
import { type Codec, rest } from './codec.ts';
import { ESP_HEADER_OCTETS, type EspPacket, esp } from './esp.ts';

/** Four zero octets before IKE on the NAT-T port: no SPI is zero (RFC 3948 2.2). */
export const NON_ESP_MARKER: Uint8Array = new Uint8Array(4);

/** The one octet that holds a NAT mapping open (RFC 3948 2.3). */
export const KEEPALIVE: Uint8Array = Uint8Array.of(0xff);

/** What a datagram on the NAT-T port is. */
export type NattKind = 'keepalive' | 'ike' | 'esp' | 'invalid';

/** A datagram on the NAT-T port. */
export type NattDatagram =
  | { readonly kind: 'keepalive' }
  | { readonly kind: 'ike'; readonly message: Uint8Array }
  | { readonly kind: 'esp'; readonly esp: EspPacket };

/** A datagram on the NAT-T port, told apart by `classifyNatt`. */
export const natt: Codec<NattDatagram> = {
  what: 'a datagram on the NAT-T port',
  read(reader) {
    const kind = classifyNatt(reader.bytes, reader.at, reader.end);
    switch (kind) {
      case 'keepalive':
        reader.enter('keepalive');
        reader.note('octets', reader.take(1));
        reader.leave();
        return { kind };
      case 'ike': {
        reader.enter('marker');
        reader.note('octets', reader.take(NON_ESP_MARKER.length));
        reader.leave();
        reader.enter('message');
        const message = rest.read(reader);
        reader.leave();
        return { kind, message };
      }
      case 'esp': {
        reader.enter('esp');
        const value = esp.read(reader);
        reader.leave();
        return { kind, esp: value };
      }
      case 'invalid':
        return reader.fail('truncated', `${reader.left} octets are no keepalive, IKE or ESP`);
    }
  },
  write(writer, value) {
    switch (value.kind) {
      case 'keepalive':
        return writer.put(KEEPALIVE);
      case 'ike':
        writer.put(NON_ESP_MARKER);
        return writer.put(value.message);
      case 'esp':
        return esp.write(writer, value.esp);
    }
  },
  generate(draws) {
    switch (draws.integer(0, 2)) {
      case 0:
        return { kind: 'keepalive' };
      case 1:
        return { kind: 'ike', message: draws.bytes(draws.integer(1, 40)) };
      default:
        // SPI 0 is the marker's.
        return { kind: 'esp', esp: { ...esp.generate(draws), spi: draws.integer(1, 0xffffffff) } };
    }
  },
};

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
  if (isMarked(datagram, start)) return 'ike';
  return length >= ESP_HEADER_OCTETS ? 'esp' : 'invalid';
}

/** Whether the marker stands at `at`. The caller has checked the bounds. */
export function isMarked(datagram: Uint8Array, at: number): boolean {
  return wordAt(datagram, at) === 0;
}

/** An IKE message as it travels on the NAT-T port. */
export function withMarker(message: Uint8Array): Uint8Array {
  return concat(NON_ESP_MARKER, message);
}

/** The IKE message of a datagram that `classifyNatt` calls `ike`: a view, not a copy. */
export function withoutMarker(datagram: Uint8Array): Uint8Array {
  return datagram.subarray(NON_ESP_MARKER.length);
}
