/** Paths on the link by a packet's own addresses, interned: a table of fixed size, no object a packet. */

import { addressOfBytes } from '../base/address.ts';
import type { Path } from '../base/batch.ts';
import { LIMITS } from '../base/limits.ts';
import type { PacketView } from '../wire/packet-view.ts';

/** Each pair of addresses has one place; a newcomer displaces whoever holds it. */
export class LinkPaths {
  readonly #paths = new Array<Path | undefined>(LIMITS.linkPaths).fill(undefined);

  /** The path from a packet's source to its destination. */
  pathOf(view: PacketView, arena: Uint8Array): Path {
    const { sourceAt, destinationAt, addressOctets } = view;
    const place = hash(arena, sourceAt, destinationAt, addressOctets) & (LIMITS.linkPaths - 1);
    const known = this.#paths[place];
    if (
      known !== undefined &&
      known.local.address.octets === addressOctets &&
      known.local.address.isAt(arena, sourceAt) &&
      known.remote.address.isAt(arena, destinationAt)
    ) {
      return known;
    }
    const endpoint = (at: number) => ({
      address: addressOfBytes(arena.subarray(at, at + addressOctets)),
      port: 0,
    });
    const path: Path = {
      carrier: 'link',
      local: endpoint(sourceAt),
      remote: endpoint(destinationAt),
    };
    this.#paths[place] = path;
    return path;
  }
}

/** FNV-1a over both addresses. */
function hash(arena: Uint8Array, sourceAt: number, destinationAt: number, octets: number): number {
  let state = 0x811c9dc5;
  for (let i = 0; i < octets; i++) state = Math.imul(state ^ arena[sourceAt + i]!, 0x01000193);
  for (let i = 0; i < octets; i++) state = Math.imul(state ^ arena[destinationAt + i]!, 0x01000193);
  return state ^ (state >>> 16);
}
