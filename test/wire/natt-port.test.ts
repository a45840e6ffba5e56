/** What travels on the NAT-traversal port (RFC 3948 2). */

import { describe, expect, it } from 'vitest';
import { concat, fromHex, toHex } from '../../src/base/bytes.ts';
import { DecodeError, decode, encode } from '../../src/wire/codec.ts';
import {
  classifyNatt,
  KEEPALIVE,
  type NattDatagram,
  type NattKind,
  NON_ESP_MARKER,
  natt,
  withMarker,
  withoutMarker,
} from '../../src/wire/natt.ts';

const CASES: [string, string, NattKind][] = [
  ['a keepalive', 'ff', 'keepalive'],
  ['nothing', '', 'invalid'],
  ['one octet that is no keepalive', '00', 'invalid'],
  ['two octets of ff', 'ffff', 'invalid'],
  ['a marker with nothing behind it', '00000000', 'invalid'],
  ['a marker cut', '000000', 'invalid'],
  ['a marker and one octet', '0000000001', 'ike'],
  ['a marker and a cookie of zeros', '000000000000000000000000', 'ike'],
  ['ESP with nothing but its header', 'c0ffee0100000001', 'esp'],
  ['ESP whose SPI ends in zeros', '0100000000000001', 'esp'],
  ['ESP whose SPI begins with zeros', '0000000100000001', 'esp'],
  ['ESP without its sequence number', 'c0ffee01000000', 'invalid'],
];

describe.each(CASES)('%s', (_what, hex, kind) => {
  const datagram = fromHex(hex);

  it(`is ${kind}`, () => {
    expect(classifyNatt(datagram)).toBe(kind);
    const arena = concat(Uint8Array.of(9, 9, 9), datagram, Uint8Array.of(9));
    expect(classifyNatt(arena, 3, 3 + datagram.length)).toBe(kind);
  });

  it('decodes accordingly', () => {
    if (kind === 'invalid') {
      expect(() => decode(natt, datagram)).toThrow(DecodeError);
      return;
    }
    expect(decode(natt, datagram).kind).toBe(kind);
    expect(toHex(encode(natt, decode(natt, datagram)))).toBe(hex);
  });
});

it('IKE goes behind the marker and comes out again', () => {
  const message = fromHex('0102030405060708');
  const datagram = withMarker(message);
  expect(toHex(datagram)).toBe('000000000102030405060708');
  expect(toHex(withoutMarker(datagram))).toBe(toHex(message));
  expect(decode(natt, datagram)).toEqual({ kind: 'ike', message });
});

it('the values are what the RFC says', () => {
  expect(toHex(NON_ESP_MARKER)).toBe('00000000');
  expect(toHex(KEEPALIVE)).toBe('ff');
  const esp: NattDatagram = {
    kind: 'esp',
    esp: { spi: 0xc0ffee01, sequence: 7, data: Uint8Array.of(1) },
  };
  expect(toHex(encode(natt, esp))).toBe('c0ffee010000000701');
  expect(toHex(encode(natt, { kind: 'keepalive' }))).toBe('ff');
});
