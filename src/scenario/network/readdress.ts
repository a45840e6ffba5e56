/** Another address in a datagram, as where its host has moved: in its path, and in a whole IP packet. */

import type { Address } from '../../base/address.ts';
import type { Flight } from '../../sim/link.ts';
import { internetChecksum } from '../../wire/checksum.ts';

type End = 'source' | 'destination';

const IPV4_LEAST_OCTETS = 20;
const IPV6_HEADER_OCTETS = 40;
const IPV4_CHECKSUM_AT = 10;
/** Where each version has its addresses. */
const PLACES = { 4: { source: 12, destination: 16 }, 6: { source: 8, destination: 24 } } as const;

/** The flight with another address at one end. Check values of what an IP packet carries stay as they are. */
export function readdressed(flight: Flight, end: End, address: Address): Flight {
  const { path } = flight;
  const side = end === 'source' ? 'local' : 'remote';
  const moved = { ...path, [side]: { ...path[side], address } };
  if (path.carrier !== 'link') return { ...flight, path: moved };
  return { ...flight, path: moved, bytes: withAddress(flight.bytes, end, address) };
}

/** An IP packet with another address at one end; the packet itself where it is of another version. */
export function withAddress(packet: Uint8Array, end: End, address: Address): Uint8Array {
  const version = (packet[0] ?? 0) >> 4;
  const least = address.version === 4 ? IPV4_LEAST_OCTETS : IPV6_HEADER_OCTETS;
  if (version !== address.version || packet.length < least) return packet;
  const moved = Uint8Array.from(packet);
  moved.set(address.bytes, PLACES[address.version][end]);
  if (version === 4) {
    const header = moved.subarray(0, Math.min(moved.length, (moved[0]! & 0x0f) * 4));
    header.fill(0, IPV4_CHECKSUM_AT, IPV4_CHECKSUM_AT + 2);
    const sum = internetChecksum(header, 0, header.length);
    new DataView(moved.buffer).setUint16(IPV4_CHECKSUM_AT, sum);
  }
  return moved;
}
