/** TCP segments (RFC 9293 3.1) over IPv4 and IPv6. */

import { assert } from '../base/assert.ts';
import { EMPTY } from '../base/bytes.ts';
import { internetChecksum, pseudoHeaderSum } from './checksum.ts';
import { buildIp, type IpOptions } from './ip.ts';
import { PROTOCOL_NUMBER } from './numbers/ip.ts';

export const TCP_HEADER_OCTETS = 20;

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

/** A TCP segment between two addresses. */
export interface TcpPacketOptions extends IpOptions {
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly sequence: number;
  readonly acknowledgment?: number;
  /** Bits of `TCP_FLAG`. */
  readonly flags: number;
  /** 65,535 unless said. */
  readonly window?: number;
  readonly urgent?: number;
  /** TCP options, filled with end-of-list octets to a multiple of four; at most 40. */
  readonly options?: Uint8Array;
  readonly payload?: Uint8Array;
}

/** A whole IP packet with one TCP segment, checksums included. */
export function tcpPacket(options: TcpPacketOptions): Uint8Array {
  return buildIp({ ...options, protocol: PROTOCOL_NUMBER.tcp, payload: buildTcp(options) });
}

/** A TCP header with its payload; the addresses are for the checksum's pseudo-header. */
export function buildTcp(segment: TcpPacketOptions): Uint8Array {
  const { source, destination, options = EMPTY, payload = EMPTY } = segment;
  assert(options.length <= 40, 'TCP options have at most 40 octets');
  const headerOctets = TCP_HEADER_OCTETS + Math.ceil(options.length / 4) * 4;
  const bytes = new Uint8Array(headerOctets + payload.length);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, segment.sourcePort);
  view.setUint16(2, segment.destinationPort);
  view.setUint32(4, segment.sequence);
  view.setUint32(8, segment.acknowledgment ?? 0);
  view.setUint8(12, (headerOctets / 4) << 4);
  view.setUint8(13, segment.flags);
  view.setUint16(14, segment.window ?? 0xffff);
  view.setUint16(18, segment.urgent ?? 0);
  bytes.set(options, TCP_HEADER_OCTETS);
  bytes.set(payload, headerOctets);
  const pseudo = pseudoHeaderSum(
    source.bytes,
    destination.bytes,
    PROTOCOL_NUMBER.tcp,
    bytes.length,
  );
  view.setUint16(16, internetChecksum(bytes, 0, bytes.length, pseudo));
  return bytes;
}
