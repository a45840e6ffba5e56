/**
 * A tuple space (Srinivasan, Suri and Varghese, 1999): rows of the SPD by how many bits of each address,
 * and which of protocol and ports, they look at. A packet is looked up once for each such tuple that
 * there is, in one hash table for all, and not compared with each row.
 *
 * The table only says which rows may cover a packet; whether one does is asked of the row itself. So a
 * range that is no prefix stands under the prefix around it, ICMP types need no part in the key, and
 * rows that share a place by accident do no harm.
 */

import type { AddressRange } from '../../base/address.ts';
import { wordAt } from '../../base/bytes.ts';
import { HashChains } from '../../base/hash-chains.ts';
import type { TrafficSelector } from '../../base/traffic.ts';
import type { PacketView } from '../../wire/packet-view.ts';
import { addressOctetsOf, asksForPorts } from './selector.ts';
import { type Direction, matchRow, type Row } from './spd-row.ts';

/** Where the second of two addresses stands that are hashed. */
const REMOTE_AT = 16;

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
  readonly #chains: HashChains;
  /** A row whose hash differs is not touched: with many rows what costs time is memory that is not at hand. */
  readonly #hashes: Int32Array;
  /** Of the last `first`: the row does cover the packet, and not only may. */
  isCertain = false;
  /** Of the last `first`: what SAs there are may have had a part in it. */
  askedSas = false;

  constructor(rows: readonly Row[], parts: KeyParts) {
    const tuples = new Map<number, Tuple>();
    const hashes = new Int32Array(rows.length);
    const tupleOfRow = rows.map(({ entry }, i) => tupleOf(tuples, entry.selector, i, parts));
    const ends = new Uint8Array(2 * REMOTE_AT);
    this.#chains = new HashChains(rows.length, (i) => {
      const tuple = tupleOfRow[i];
      if (tuple === undefined) return undefined;
      const { local, remote, protocol, localPort, remotePort } = rows[i]!.entry.selector;
      local.first.writeTo(ends, 0);
      remote.first.writeTo(ends, REMOTE_AT);
      const hash = hashOf(tuple, ends, 0, ends, REMOTE_AT, protocol, localPort, remotePort);
      hashes[i] = hash;
      return hash;
    });
    this.#rows = rows;
    this.#tuples = Array.from(tuples.values());
    this.#hashes = hashes;
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
    const chains = this.#chains;
    const hashes = this.#hashes;
    let best = rows.length;
    this.isCertain = false;
    this.askedSas = false;
    for (const tuple of this.#tuples) {
      if (tuple.first >= best) break;
      if (tuple.addressOctets !== addressOctets) continue;
      const hash = hashOf(tuple, arena, localAt, arena, remoteAt, protocol, localPort, remotePort);
      for (let i = chains.first(hash); i >= 0 && i < best; i = chains.after(i)) {
        if (hashes[i] !== hash) continue;
        const row = rows[i]!;
        const match = matchRow(row, direction, view, arena);
        if (row.entry.onlyWithSa === true) this.askedSas = true;
        if (match === 'no') continue;
        best = i;
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
  selector: TrafficSelector,
  row: number,
  parts: KeyParts,
): Tuple | undefined {
  const { local, remote, protocol, localPort, remotePort } = selector;
  const addressOctets = addressOctetsOf(selector);
  if (addressOctets === 0) return undefined;
  const localBits = sharedBits(local);
  const remoteBits = sharedBits(remote);
  const hasPorts = asksForPorts(selector);
  const isWhole = parts === 'whole';
  const protocolMask = isWhole && protocol !== 0 ? -1 : 0;
  const localPortMask = isWhole && hasPorts && localPort !== 0 ? -1 : 0;
  const remotePortMask = isWhole && hasPorts && remotePort !== 0 ? -1 : 0;
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
function sharedBits({ first, last }: AddressRange): number {
  for (let i = 0; i < first.octets / 4; i++) {
    const difference = first.word(i) ^ last.word(i);
    if (difference !== 0) return i * 32 + Math.clz32(difference);
  }
  return first.octets * 8;
}

function maskOf(bits: number, octets: number): Int32Array {
  return Int32Array.from({ length: octets / 4 }, (_, i) => {
    const own = Math.min(32, Math.max(0, bits - i * 32));
    return own === 0 ? 0 : -1 << (32 - own);
  });
}
