/** Views of packets from the network: whole, with a right header checksum, and for whom. */

import { ipv4ChecksumValid } from '../../wire/ip.ts';
import { type PacketView, viewPacket } from '../../wire/packet-view.ts';
import type { LocalAddresses } from '../local-addresses.ts';

/** Fills the view; false where the packet is malformed or its IPv4 header checksum is wrong. */
export function viewWhole(
  view: PacketView,
  arena: Uint8Array,
  start: number,
  end: number,
): boolean {
  return (
    viewPacket(view, arena, start, end) &&
    (view.version === 6 || ipv4ChecksumValid(arena, start, start + (arena[start]! & 0x0f) * 4))
  );
}

/** Whether the packet of a view is for one of these addresses. */
export function isLocal(local: LocalAddresses, view: PacketView, arena: Uint8Array): boolean {
  return local.has(arena, view.destinationAt, view.addressOctets);
}
