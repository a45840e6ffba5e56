/** The authentication header (RFC 4302 2). */

import {
  type Codec,
  enumeration,
  lengthOf,
  reserved,
  rest,
  struct,
  u8,
  u16,
  u32,
} from './codec.ts';
import { PROTOCOL_NUMBERS } from './numbers/ip.ts';

/** An AH header and what it protects. */
export interface AhPacket {
  /** Protocol number of the payload. */
  readonly nextHeader: number;
  readonly reserved?: number;
  readonly spi: number;
  readonly sequence: number;
  /** With its padding; a multiple of four octets (RFC 4302 2.6). */
  readonly icv: Uint8Array;
  readonly payload: Uint8Array;
}

/** Octets of the header in front of its ICV. */
export const AH_FIXED_OCTETS = 12;

const wholeWords: Codec<Uint8Array> = {
  ...rest,
  generate: (draws) => draws.bytes(4 * draws.integer(0, 16)),
};

/** An AH packet behind its IP header. */
export const ah: Codec<AhPacket> = struct('an AH packet', {
  nextHeader: enumeration(u8, PROTOCOL_NUMBERS),
  // RFC 4302 2.2: 32-bit words of the whole header less two, of which the ICV starts at the third.
  payloadLength: lengthOf('icv', u8, { unit: 4, plus: 1 }),
  reserved: reserved(u16),
  spi: u32,
  sequence: u32,
  icv: wholeWords,
  payload: rest,
});
