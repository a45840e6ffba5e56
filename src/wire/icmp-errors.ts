/** ICMP errors about a packet, as whole packets: what a router or a host answers. */

import type { Address } from '../base/address.ts';
import { icmpPacket } from './icmp.ts';
import type { IcmpBody } from './icmp-bodies.ts';
import { IPV4_HEADER_OCTETS, IPV6_HEADER_OCTETS } from './ip.ts';
import { ICMP_TYPE, ICMP_UNREACHABLE, ICMPV6_TYPE, ICMPV6_UNREACHABLE } from './numbers/ip.ts';

/** Who sends an error, to whom (the original's source), and the packet that it is about. */
export interface IcmpErrorOptions {
  readonly source: Address;
  readonly destination: Address;
  /** The packet from its IP header on; the error repeats as much as is allowed. */
  readonly original: Uint8Array;
}

/** Why a destination cannot be reached. */
export type UnreachableReason = 'network' | 'host' | 'port' | 'administratively-prohibited';

/** Destination unreachable (RFC 792, RFC 4443 3.1). */
export function destinationUnreachable(
  options: IcmpErrorOptions,
  reason: UnreachableReason,
): Uint8Array {
  const [code, codeV6] = UNREACHABLE_CODES[reason];
  const original = quoted(options);
  return options.source.version === 4
    ? error(options, ICMP_TYPE.destinationUnreachable, code, { kind: 'mtu', mtu: 0, original })
    : error(options, ICMPV6_TYPE.destinationUnreachable, codeV6, { kind: 'error', original });
}

/** Packet too big: fragmentation needed (RFC 1191), or ICMPv6's own type (RFC 4443 3.2). */
export function packetTooBig(options: IcmpErrorOptions, mtu: number): Uint8Array {
  const body: IcmpBody = { kind: 'mtu', mtu, original: quoted(options) };
  return options.source.version === 4
    ? error(options, ICMP_TYPE.destinationUnreachable, ICMP_UNREACHABLE.fragmentationNeeded, body)
    : error(options, ICMPV6_TYPE.packetTooBig, 0, body);
}

/** Time exceeded in transit: the hop limit ran out (RFC 792, RFC 4443 3.3). */
export function timeExceeded(options: IcmpErrorOptions): Uint8Array {
  const type = options.source.version === 4 ? ICMP_TYPE.timeExceeded : ICMPV6_TYPE.timeExceeded;
  return error(options, type, 0, { kind: 'error', original: quoted(options) });
}

const UNREACHABLE_CODES: Readonly<Record<UnreachableReason, readonly [number, number]>> = {
  network: [ICMP_UNREACHABLE.network, ICMPV6_UNREACHABLE.noRoute],
  host: [ICMP_UNREACHABLE.host, ICMPV6_UNREACHABLE.address],
  port: [ICMP_UNREACHABLE.port, ICMPV6_UNREACHABLE.port],
  'administratively-prohibited': [
    ICMP_UNREACHABLE.administrativelyProhibited,
    ICMPV6_UNREACHABLE.administrativelyProhibited,
  ],
};

/** RFC 1812 4.3.2.3: at most 576 octets in all; RFC 4443 2.4 (c): at most the minimum MTU. */
function quoted(options: IcmpErrorOptions): Uint8Array {
  const room =
    options.source.version === 4 ? 576 - IPV4_HEADER_OCTETS - 8 : 1280 - IPV6_HEADER_OCTETS - 8;
  return options.original.subarray(0, room);
}

function error(options: IcmpErrorOptions, type: number, code: number, body: IcmpBody): Uint8Array {
  const { source, destination } = options;
  return icmpPacket({ source, destination, type, code, body });
}
