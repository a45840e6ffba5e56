/** UDP (RFC 768) over IPv4 and IPv6. */

import { assert } from '../base/assert.ts';
import { LIMITS } from '../base/limits.ts';
import { internetChecksum, pseudoHeaderSum } from './checksum.ts';
import { buildIp, type IpOptions } from './ip.ts';
import { PROTOCOL_NUMBER } from './numbers/ip.ts';

export const UDP_HEADER_OCTETS = 8;

/** A UDP datagram between two addresses. */
export interface UdpPacketOptions extends IpOptions {
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly payload: Uint8Array;
}

/** A whole IP packet with one UDP datagram, checksums included. */
export function udpPacket(options: UdpPacketOptions): Uint8Array {
  return buildIp({ ...options, protocol: PROTOCOL_NUMBER.udp, payload: buildUdp(options) });
}

/** A UDP header with its payload; the addresses are for the checksum's pseudo-header. */
export function buildUdp(options: UdpPacketOptions): Uint8Array {
  const { source, destination, payload } = options;
  const length = UDP_HEADER_OCTETS + payload.length;
  assert(length <= LIMITS.packetOctets, 'a UDP datagram has at most 65535 octets');
  const bytes = new Uint8Array(length);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, options.sourcePort);
  view.setUint16(2, options.destinationPort);
  view.setUint16(4, length);
  bytes.set(payload, UDP_HEADER_OCTETS);
  const pseudo = pseudoHeaderSum(source.bytes, destination.bytes, PROTOCOL_NUMBER.udp, length);
  // RFC 768: zero means "no checksum", so a computed zero goes out as its other form.
  view.setUint16(6, internetChecksum(bytes, 0, length, pseudo) || 0xffff);
  return bytes;
}
