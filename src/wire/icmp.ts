/** ICMP messages (RFC 792, RFC 4443) and whole packets with them, by the addresses' version. */

import { EMPTY } from '../base/bytes.ts';
import { sumWords } from './checksum.ts';
import { type ChecksumRule, checksummed, type PseudoHeader, sumUnder } from './checksum-codec.ts';
import {
  by,
  type Codec,
  encode,
  enumeration,
  mapped,
  type Names,
  struct,
  u8,
  u16,
} from './codec.ts';
import { type IcmpBody, icmpBody, icmpv6Body } from './icmp-bodies.ts';
import { buildIp, type IpOptions } from './ip.ts';
import { ICMP_TYPE, ICMP_TYPES, ICMPV6_TYPE, ICMPV6_TYPES, PROTOCOL_NUMBER } from './numbers/ip.ts';

/** Type, code, checksum and the four octets whose meaning the type decides. */
export const ICMP_HEADER_OCTETS = 8;

/** An ICMP or ICMPv6 message. */
export interface IcmpMessage {
  readonly type: number;
  readonly code: number;
  /** Absent where it is right. */
  readonly checksum?: number;
  /** Its kind follows from the type. */
  readonly body: IcmpBody;
}

/** An echo request or reply. */
export interface EchoOptions extends IpOptions {
  readonly identifier: number;
  readonly sequence: number;
  readonly payload?: Uint8Array;
}

/** Any ICMP message between two addresses. */
export interface IcmpPacketOptions extends IpOptions, IcmpMessage {}

/** An ICMP message over IPv4. Its checksum must be right. */
export const icmp: Codec<IcmpMessage> = icmpCodec();

/** An ICMPv6 message; its checksum is kept as it is, since the addresses are not known. */
export const icmpv6: Codec<IcmpMessage> = icmpv6Codec(undefined);

/** An ICMP message over IPv4. */
export function icmpCodec(rule: ChecksumRule = 'required'): Codec<IcmpMessage> {
  const sum = (octets: Uint8Array): number => sumWords(octets, 0, octets.length);
  return checksummed(messageCodec('an ICMP message', ICMP_TYPES, icmpBody), { at: 2, sum }, rule);
}

/** An ICMPv6 message; without addresses its checksum is kept as it is. */
export function icmpv6Codec(
  pseudo: PseudoHeader | undefined,
  rule: ChecksumRule = 'required',
): Codec<IcmpMessage> {
  const sum = sumUnder(pseudo, PROTOCOL_NUMBER.icmpv6);
  const message = messageCodec('an ICMPv6 message', ICMPV6_TYPES, icmpv6Body);
  return checksummed(message, { at: 2, sum }, rule);
}

/** A whole packet with an echo request ("ping"). */
export function echoRequest(options: EchoOptions): Uint8Array {
  const is4 = options.source.version === 4;
  return echo(options, is4 ? ICMP_TYPE.echoRequest : ICMPV6_TYPE.echoRequest);
}

/** A whole packet with an echo reply. */
export function echoReply(options: EchoOptions): Uint8Array {
  const is4 = options.source.version === 4;
  return echo(options, is4 ? ICMP_TYPE.echoReply : ICMPV6_TYPE.echoReply);
}

/** A whole packet with any ICMP message, checksums included. Throws a RangeError on misfits. */
export function icmpPacket(options: IcmpPacketOptions): Uint8Array {
  const is4 = options.source.version === 4;
  const protocol = is4 ? PROTOCOL_NUMBER.icmp : PROTOCOL_NUMBER.icmpv6;
  return buildIp({ ...options, protocol, payload: buildIcmp(options) });
}

/** An ICMP message without its IP header; the addresses are for ICMPv6's pseudo-header. */
function buildIcmp(options: IcmpPacketOptions): Uint8Array {
  const { source, destination } = options;
  if (source.version === 4) return encode(icmpCodec(), options);
  return encode(icmpv6Codec({ source: source.bytes, destination: destination.bytes }), options);
}

function echo(options: EchoOptions, type: number): Uint8Array {
  const { identifier, sequence, payload: data = EMPTY } = options;
  return icmpPacket({
    ...options,
    type,
    code: 0,
    body: { kind: 'echo', identifier, sequence, data },
  });
}

function messageCodec(
  what: string,
  types: Names,
  bodyOf: (type: number) => Codec<IcmpBody>,
): Codec<IcmpMessage> {
  const message = struct(what, {
    type: enumeration(u8, types),
    code: u8,
    checksum: u16,
    body: by('the body', (scope: { readonly type: number }) => bodyOf(scope.type)),
  });
  return mapped(
    message,
    (wire): IcmpMessage => wire,
    (value) => ({ ...value, checksum: value.checksum ?? 0 }),
  );
}
