/**
 * A tuple space (Srinivasan, Suri and Varghese, 1999): rows of the SPD by how many bits of each address,
 * and which of protocol and ports, they look at. A packet is looked up once for each such tuple that
 * there is, in one hash table for all, and not compared with each row.
 *
 * The table only says which rows may cover a packet; whether one does is asked of the row itself. So a
 * range that is no prefix stands under the prefix around it, ICMP types need no part in the key, and
 * rows that share a place by accident do no harm.
 */

import type { PacketView } from '../wire/packet-view.ts';
import type { CompiledSelector } from './selector.ts';
import { type Direction, matchRow, type Row } from './spd-row.ts';
import { wordAt } from './words.ts';

/** No row covers the packet. */
export const NONE = -1;

/** `addresses`: of later fragments, which show nothing else. */
export type KeyParts = 'whole' | 'addresses';

/** Which bits of a packet rows look at. */
interface Tuple {
  readonly addressOctets: number;
  /** A word for each four octets of an address. */
  readonly localMask: Int32Array;
  readonly remoteMask: Int32Array;
  /** All bits or none. */
  readonly protocolMask: number;
  readonly localPortMask: number;
  readonly remotePortMask: number;
  /** Tells the keys of tuples apart. */
  readonly salt: number;
  /** The first row that there is of it. */
  readonly first: number;
}

export class TupleSpace {
  readonly #rows: readonly Row[];
  /** In the order of their first rows. */
  readonly #tuples: readonly Tuple[];
  /** The first row of each place, plus one, and for each row the next one there, plus one. */
  readonly #heads: Int32Array;
  readonly #next: Int32Array;
  /** A row whose hash differs is not touched: with many rows what costs time is memory that is not at hand. */
  readonly #hashes: Int32Array;
  readonly #mask: number;
  /** Of the last `first`: the row does cover the packet, and not only may. */
  isCertain = false;
  /** Of the last `first`: what SAs there are may have had a part in it. */
  askedSas = false;

  constructor(rows: readonly Row[], parts: KeyParts) {
    let places = 16;
    while (places < rows.length * 2) places *= 2;
    const tuples = new Map<number, Tuple>();
    const heads = new Int32Array(places);
    const next = new Int32Array(rows.length);
    const hashes = new Int32Array(rows.length);
    const tupleOfRow = rows.map(({ selector }, i) => tupleOf(tuples, selector, i, parts));
    // From the last to the first, so that the rows of a place stand in their order.
    for (let i = rows.length - 1; i >= 0; i--) {
      const tuple = tupleOfRow[i];
      if (tuple === undefined) continue;
      const { localFirst, remoteFirst, protocol, localPort, remotePort } = rows[i]!.selector;
      const hash = hashOf(tuple, localFirst, 0, remoteFirst, 0, protocol, localPort, remotePort);
      const place = hash & (places - 1);
      next[i] = heads[place]!;
      hashes[i] = hash;
      heads[place] = i + 1;
    }
    this.#rows = rows;
    this.#tuples = Array.from(tuples.values());
    this.#heads = heads;
    this.#next = next;
    this.#hashes = hashes;
    this.#mask = places - 1;
  }

  /** The number of the first row that covers a packet, or may; NONE if there is none. Allocates nothing. */
  first(direction: Direction, view: PacketView, arena: Uint8Array): number {
    const outbound = direction === 'outbound';
    const { addressOctets, sourceAt, destinationAt, sourcePort, destinationPort, protocol } = view;
    const localAt = outbound ? sourceAt : destinationAt;
    const remoteAt = outbound ? destinationAt : sourceAt;
    const localPort = outbound ? sourcePort : destinationPort;
    const remotePort = outbound ? destinationPort : sourcePort;
    const rows = this.#rows;
    const heads = this.#heads;
    const next = this.#next;
    const hashes = this.#hashes;
    let best = rows.length;
    this.isCertain = false;
    this.askedSas = false;
    for (const tuple of this.#tuples) {
      if (tuple.first >= best) break;
      if (tuple.addressOctets !== addressOctets) continue;
      const hash = hashOf(tuple, arena, localAt, arena, remoteAt, protocol, localPort, remotePort);
      for (let at = heads[hash & this.#mask]!; at !== 0 && at <= best; at = next[at - 1]!) {
        if (hashes[at - 1] !== hash) continue;
        const row = rows[at - 1]!;
        const match = matchRow(row, direction, view, arena);
        if (row.entry.onlyWithSa === true) this.askedSas = true;
        if (match === 'no') continue;
        best = at - 1;
        this.isCertain = match === 'yes';
        break;
      }
    }
    return best === rows.length ? NONE : best;
  }
}

/** The tuple of a row, entered where it is new; undefined for a selector that matches nothing. */
function tupleOf(
  tuples: Map<number, Tuple>,
  selector: CompiledSelector,
  row: number,
  parts: KeyParts,
): Tuple | undefined {
  const { addressOctets, protocol, localPort, remotePort } = selector;
  if (addressOctets === 0) return undefined;
  const localBits = sharedBits(selector.localFirst, selector.localLast);
  const remoteBits = sharedBits(selector.remoteFirst, selector.remoteLast);
  const isWhole = parts === 'whole';
  const protocolMask = isWhole && protocol !== 0 ? -1 : 0;
  const localPortMask = isWhole && localPort !== 0 ? -1 : 0;
  const remotePortMask = isWhole && remotePort !== 0 ? -1 : 0;
  const asked = (protocolMask & 1) | (localPortMask & 2) | (remotePortMask & 4);
  const id = ((addressOctets * 256 + localBits) * 256 + remoteBits) * 8 + asked;
  let tuple = tuples.get(id);
  if (tuple === undefined) {
    tuple = {
      addressOctets,
      localMask: maskOf(localBits, addressOctets),
      remoteMask: maskOf(remoteBits, addressOctets),
      protocolMask,
      localPortMask,
      remotePortMask,
      salt: id | 0,
      first: row,
    };
    tuples.set(id, tuple);
  }
  return tuple;
}

/** Where rows of a tuple stand whose packets have these fields, as far as the tuple looks at them. */
function hashOf(
  tuple: Tuple,
  localArena: Uint8Array,
  localAt: number,
  remoteArena: Uint8Array,
  remoteAt: number,
  protocol: number,
  localPort: number,
  remotePort: number,
): number {
  const { localMask, remoteMask, addressOctets } = tuple;
  let hash = mixed(tuple.salt, protocol & tuple.protocolMask);
  hash = mixed(
    hash,
    ((localPort & tuple.localPortMask) << 16) | (remotePort & tuple.remotePortMask),
  );
  for (let i = 0; i < addressOctets; i += 4) {
    hash = mixed(hash, wordAt(localArena, localAt + i) & localMask[i >> 2]!);
    hash = mixed(hash, wordAt(remoteArena, remoteAt + i) & remoteMask[i >> 2]!);
  }
  return hash ^ (hash >>> 16);
}

function mixed(hash: number, word: number): number {
  const product = Math.imul(hash ^ word, 0x85ebca6b);
  return product ^ (product >>> 13);
}

/** How many bits two addresses begin with alike: the prefix around a range. */
function sharedBits(first: Uint8Array, last: Uint8Array): number {
  for (let i = 0; i < first.length; i++) {
    const difference = first[i]! ^ last[i]!;
    if (difference !== 0) return i * 8 + Math.clz32(difference) - 24;
  }
  return first.length * 8;
}

function maskOf(bits: number, octets: number): Int32Array {
  return Int32Array.from({ length: octets / 4 }, (_, i) => {
    const own = Math.min(32, Math.max(0, bits - i * 32));
    return own === 0 ? 0 : -1 << (32 - own);
  });
}
