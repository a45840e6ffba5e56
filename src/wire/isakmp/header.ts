/** The ISAKMP header (RFC 2408 3.1). */

import {
  bits,
  bytes,
  type Codec,
  decode,
  encode,
  enumeration,
  flags,
  mapped,
  numberCodec,
  struct,
  u8,
  u32,
} from '../codec.ts';
import { exchangeTable, FLAG, payloadTable } from '../numbers/isakmp.ts';

export const HEADER_OCTETS = 28;
export const FLAG_ENCRYPTION = FLAG.encryption;
export const FLAG_COMMIT = FLAG.commit;
export const FLAG_AUTHENTICATION_ONLY = FLAG.authenticationOnly;

/** The fixed header in front of every ISAKMP message. */
export interface IsakmpHeader {
  /** 8 octets. */
  readonly initiatorCookie: Uint8Array;
  /** 8 octets, zero in the first message. */
  readonly responderCookie: Uint8Array;
  readonly nextPayload: number;
  readonly majorVersion: number;
  readonly minorVersion: number;
  readonly exchangeType: number;
  readonly flags: number;
  /** 0 in phase 1. */
  readonly messageId: number;
  /** Octets of the whole message, this header included. */
  readonly length: number;
}

const wireHeader = struct('an ISAKMP header', {
  initiatorCookie: bytes(8, 'the initiator cookie'),
  responderCookie: bytes(8, 'the responder cookie'),
  nextPayload: enumeration(u8, payloadTable),
  version: bits(u8, { major: 4, minor: 4 }),
  exchangeType: enumeration(u8, exchangeTable),
  flags: flags(u8, FLAG),
  messageId: u32,
  length: numberCodec(4, false, 'length'),
});

export const headerCodec: Codec<IsakmpHeader> = mapped(
  wireHeader,
  ({ version, ...others }): IsakmpHeader => ({
    ...others,
    majorVersion: version.major,
    minorVersion: version.minor,
  }),
  ({ majorVersion, minorVersion, ...others }) => ({
    ...others,
    version: { major: majorVersion, minor: minorVersion },
  }),
);

/**
 * The header of a datagram. Checks only that its 28 octets are there; versions, types and the
 * length are for the caller to judge. Throws a DecodeError.
 */
export function decodeHeader(datagram: Uint8Array): IsakmpHeader {
  return decode(headerCodec, datagram, { allowTrailing: true });
}

/** The 28 octets of a header. */
export function encodeHeader(header: IsakmpHeader): Uint8Array {
  return encode(headerCodec, header);
}
