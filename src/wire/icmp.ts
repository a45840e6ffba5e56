/** ICMP messages as whole IP packets: RFC 792 and RFC 4443, chosen by the addresses' version. */

import { EMPTY } from '../base/bytes.ts';
import { internetChecksum, pseudoHeaderSum } from './checksum.ts';
import { buildIp, type IpOptions } from './ip.ts';
import { ICMP_TYPE, ICMPV6_TYPE, PROTOCOL_NUMBER } from './numbers/ip.ts';

/** Type, code, checksum and the four octets whose meaning the type decides. */
export const ICMP_HEADER_OCTETS = 8;

/** An echo request or reply. */
export interface EchoOptions extends IpOptions {
  readonly identifier: number;
  readonly sequence: number;
  readonly payload?: Uint8Array;
}

/** Any ICMP message. */
export interface IcmpPacketOptions extends IpOptions {
  readonly type: number;
  readonly code: number;
  /** The four octets behind the checksum as one number: identifier and sequence, MTU, or zero. */
  readonly rest?: number;
  readonly payload?: Uint8Array;
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

/** A whole packet with any ICMP message, checksums included. */
export function icmpPacket(options: IcmpPacketOptions): Uint8Array {
  const protocol = options.source.version === 4 ? PROTOCOL_NUMBER.icmp : PROTOCOL_NUMBER.icmpv6;
  return buildIp({ ...options, protocol, payload: buildIcmp(options) });
}

/** An ICMP message without its IP header; the addresses are for ICMPv6's pseudo-header. */
export function buildIcmp(options: IcmpPacketOptions): Uint8Array {
  const { source, destination, type, code, rest = 0, payload = EMPTY } = options;
  const bytes = new Uint8Array(ICMP_HEADER_OCTETS + payload.length);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, type);
  view.setUint8(1, code);
  view.setUint32(4, rest);
  bytes.set(payload, ICMP_HEADER_OCTETS);
  // RFC 4443 2.3: only ICMPv6's checksum covers a pseudo-header.
  const pseudo =
    source.version === 4
      ? 0
      : pseudoHeaderSum(source.bytes, destination.bytes, PROTOCOL_NUMBER.icmpv6, bytes.length);
  view.setUint16(2, internetChecksum(bytes, 0, bytes.length, pseudo));
  return bytes;
}

function echo(options: EchoOptions, type: number): Uint8Array {
  const rest = ((options.identifier << 16) | (options.sequence & 0xffff)) >>> 0;
  return icmpPacket({ ...options, type, code: 0, rest });
}
