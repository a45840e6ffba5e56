import fc from 'fast-check';
import { expect, it } from 'vitest';
import { DecodeError, decode, encode } from '../../src/wire/codec.ts';
import {
  decodeHeader,
  encodeHeader,
  HEADER_OCTETS,
  headerCodec,
} from '../../src/wire/isakmp/header.ts';

const octets = fc.uint8Array({ minLength: HEADER_OCTETS, maxLength: HEADER_OCTETS + 20 });

it('is read by hand as its codec reads it, whatever the octets', () => {
  fc.assert(
    fc.property(octets, (datagram) => {
      const header = decodeHeader(datagram);
      expect(header).toEqual(decode(headerCodec, datagram, { allowTrailing: true }));
      expect(encodeHeader(header)).toEqual(datagram.slice(0, HEADER_OCTETS));
      expect(encodeHeader(header)).toEqual(encode(headerCodec, header));
    }),
  );
});

it('is refused where it is too short, in the words of the codec', () => {
  expect(() => decodeHeader(new Uint8Array(HEADER_OCTETS - 1))).toThrow(DecodeError);
});

it.each([
  ['a cookie of seven octets', { initiatorCookie: new Uint8Array(7) }],
  ['a version of five bits', { majorVersion: 16 }],
  ['a message id of 33 bits', { messageId: 2 ** 32 }],
  ['half an octet of flags', { flags: 0.5 }],
])('is not written with %s', (_, change) => {
  const header = { ...decodeHeader(new Uint8Array(HEADER_OCTETS)), ...change };
  expect(() => encodeHeader(header)).toThrow(RangeError);
});
