/** TCP segments (RFC 9293 3.1) over IPv4 and IPv6. */

import { EMPTY } from '../base/bytes.ts';
import { type ChecksumRule, checksummed, type PseudoHeader, sumUnder } from './checksum-codec.ts';
import {
  bits,
  by,
  bytes,
  type Codec,
  encode,
  flags,
  mapped,
  refined,
  rest,
  struct,
  u8,
  u16,
  u32,
} from './codec.ts';
import { buildIp, type IpOptions } from './ip.ts';
import { PROTOCOL_NUMBER } from './numbers/ip.ts';

/** Control bits of a segment (RFC 9293 3.1, RFC 3168). */
export const TCP_FLAG = {
  fin: 0x01,
  syn: 0x02,
  rst: 0x04,
  psh: 0x08,
  ack: 0x10,
  urg: 0x20,
  ece: 0x40,
  cwr: 0x80,
} as const;

/** A TCP segment; its data offset follows from the options. */
export interface TcpSegment {
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly sequence: number;
  readonly acknowledgment: number;
  /** The four bits behind the data offset, absent while zero. */
  readonly reserved?: number;
  /** Bits of `TCP_FLAG`. */
  readonly flags: number;
  readonly window: number;
  /** Absent where it is right. */
  readonly checksum?: number;
  readonly urgent: number;
  /** As they are on the wire: a multiple of four octets, at most 40. */
  readonly options: Uint8Array;
  readonly payload: Uint8Array;
}

/** A TCP segment between two addresses; what is not said is 0, empty, or a window of 65,535. */
export interface TcpPacketOptions extends IpOptions {
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly sequence: number;
  readonly acknowledgment?: number;
  /** Bits of `TCP_FLAG`. */
  readonly flags: number;
  readonly window?: number;
  readonly urgent?: number;
  /** Filled with end-of-list octets to a multiple of four; at most 40. */
  readonly options?: Uint8Array;
  readonly payload?: Uint8Array;
}

interface Head {
  readonly words: number;
  readonly reserved: number;
}

const rawHead = bits(u8, { words: 4, reserved: 4 });

const head: Codec<Head> = {
  ...refined(rawHead, ({ words }) =>
    words >= 5
      ? undefined
      : { code: 'bad-length', detail: `a TCP header of ${words} words is less than 5` },
  ),
  generate: (draws) => ({ words: draws.integer(5, 15), reserved: draws.integer(0, 15) }),
};

const segment: Codec<TcpSegment> = mapped(
  struct('a TCP segment', {
    sourcePort: u16,
    destinationPort: u16,
    sequence: u32,
    acknowledgment: u32,
    head,
    flags: flags(u8, TCP_FLAG),
    window: u16,
    checksum: u16,
    urgent: u16,
    options: by('TCP options', (scope: { readonly head: Head }) =>
      bytes((scope.head.words - 5) * 4, 'the options field'),
    ),
    payload: rest,
  }),
  ({ head: { reserved }, ...others }): TcpSegment =>
    reserved === 0 ? others : { ...others, reserved },
  ({ reserved = 0, ...others }) => ({
    ...others,
    checksum: others.checksum ?? 0,
    head: { words: 5 + others.options.length / 4, reserved },
  }),
);

/** A TCP segment; its checksum is kept as it is, since the addresses are not known. */
export const tcp: Codec<TcpSegment> = tcpCodec(undefined);

/** A TCP segment under the pseudo-header of two addresses. */
export function tcpCodec(
  pseudo: PseudoHeader | undefined,
  rule: ChecksumRule = 'required',
): Codec<TcpSegment> {
  return checksummed(segment, { at: 16, sum: sumUnder(pseudo, PROTOCOL_NUMBER.tcp) }, rule);
}

/**
 * A whole IP packet with one TCP segment, checksums included. Throws a RangeError where a number
 * does not fit or there are more than 40 octets of options.
 */
export function tcpPacket(options: TcpPacketOptions): Uint8Array {
  return buildIp({ ...options, protocol: PROTOCOL_NUMBER.tcp, payload: buildTcp(options) });
}

function buildTcp(packet: TcpPacketOptions): Uint8Array {
  const given = packet.options ?? EMPTY;
  const options = new Uint8Array(Math.ceil(given.length / 4) * 4);
  options.set(given);
  const codec = tcpCodec({ source: packet.source.bytes, destination: packet.destination.bytes });
  return encode(codec, {
    sourcePort: packet.sourcePort,
    destinationPort: packet.destinationPort,
    sequence: packet.sequence,
    acknowledgment: packet.acknowledgment ?? 0,
    flags: packet.flags,
    window: packet.window ?? 0xffff,
    urgent: packet.urgent ?? 0,
    options,
    payload: packet.payload ?? EMPTY,
  });
}
