/** UDP (RFC 768) over IPv4 and IPv6. */

import { type ChecksumRule, checksummed, type PseudoHeader, sumUnder } from './checksum-codec.ts';
import { type Codec, encode, lengthOf, mapped, rest, struct, u16, WHOLE } from './codec.ts';
import { buildIp, type IpOptions } from './ip.ts';
import { PROTOCOL_NUMBER } from './numbers/ip.ts';

export const UDP_HEADER_OCTETS = 8;

/** A UDP datagram. */
export interface UdpDatagram {
  readonly sourcePort: number;
  readonly destinationPort: number;
  /** Absent where it is right; 0 where there is none. */
  readonly checksum?: number;
  readonly payload: Uint8Array;
}

/** A UDP datagram between two addresses. */
export interface UdpPacketOptions extends IpOptions, UdpDatagram {}

const datagram: Codec<UdpDatagram> = mapped(
  struct('a UDP datagram', {
    sourcePort: u16,
    destinationPort: u16,
    length: lengthOf(WHOLE, u16),
    checksum: u16,
    payload: rest,
  }),
  (wire): UdpDatagram => wire,
  (value) => ({ ...value, checksum: value.checksum ?? 0 }),
);

/** A UDP datagram; its checksum is kept as it is, since the addresses are not known. */
export const udp: Codec<UdpDatagram> = udpCodec(undefined);

/** A UDP datagram under the pseudo-header of two addresses. */
export function udpCodec(
  pseudo: PseudoHeader | undefined,
  rule: ChecksumRule = 'required',
): Codec<UdpDatagram> {
  const sum = sumUnder(pseudo, PROTOCOL_NUMBER.udp);
  return checksummed(datagram, { at: 6, sum, zeroMeansNone: true }, rule);
}

/**
 * A whole IP packet with one UDP datagram, checksums included. Throws a RangeError where a port
 * does not fit or the datagram would have more than 65,535 octets.
 */
export function udpPacket(options: UdpPacketOptions): Uint8Array {
  return buildIp({ ...options, protocol: PROTOCOL_NUMBER.udp, payload: buildUdp(options) });
}

function buildUdp(options: UdpPacketOptions): Uint8Array {
  return encode(
    udpCodec({ source: options.source.bytes, destination: options.destination.bytes }),
    options,
  );
}
