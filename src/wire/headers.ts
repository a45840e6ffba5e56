/**
 * Headers of IP and UDP alone, without what they carry: for packets that a capture cut short, or
 * whose lengths are wrong. What the lengths say is for the caller to judge.
 */

import { by, enumeration, numberCodec, struct, u8, u16 } from './codec.ts';
import { ipv4Fragment, ipv4Head, ipv4Options } from './ipv4.ts';
import { ipv6Head } from './ipv6.ts';
import { PROTOCOL_NUMBERS } from './numbers/ip.ts';
import { addressBytes } from './shown.ts';

const length = numberCodec(2, false, 'length');

/** An IPv4 header with its options (RFC 791 3.1). */
export const ipv4Header = struct('an IPv4 header', {
  head: ipv4Head(),
  trafficClass: u8,
  totalLength: length,
  identification: u16,
  fragment: ipv4Fragment(),
  timeToLive: u8,
  protocol: enumeration(u8, PROTOCOL_NUMBERS),
  checksum: u16,
  source: addressBytes(4, 'the source address'),
  destination: addressBytes(4, 'the destination address'),
  options: by('IPv4 options', (scope: { head: { version: number; headerWords: number } }) =>
    ipv4Options(scope.head),
  ),
});

/** An IPv6 header without extension headers (RFC 8200 3). */
export const ipv6Header = struct('an IPv6 header', {
  head: ipv6Head(),
  payloadLength: length,
  nextHeader: enumeration(u8, PROTOCOL_NUMBERS),
  hopLimit: u8,
  source: addressBytes(16, 'the source address'),
  destination: addressBytes(16, 'the destination address'),
});

/** A UDP header (RFC 768). */
export const udpHeader = struct('a UDP header', {
  sourcePort: u16,
  destinationPort: u16,
  length,
  checksum: u16,
});
