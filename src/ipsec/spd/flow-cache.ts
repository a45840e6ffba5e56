/** Which row of the SPD decided about a flow: a table of fixed size, no object a packet. */

import { wordAt } from '../../base/bytes.ts';
import { LIMITS } from '../../base/limits.ts';
import type { PacketView } from '../../wire/packet-view.ts';
import type { Direction } from './spd-row.ts';

/** `find` does not know the flow. */
export const UNKNOWN = -2;

/** What is said in two headers, one of ports, and two addresses of four words each. */
const KEY_WORDS = 2 + 8;

/** Places in which a flow may lie: with one alone, every tenth flow of a thousand would be in another's. */
const WAYS = 4;
const SETS = LIMITS.cachedFlows / WAYS;

/**
 * A newcomer displaces another flow of its set, so that strangers who send from ever new addresses cost
 * a search each and no more.
 */
export class FlowCache {
  readonly #keys = new Int32Array(LIMITS.cachedFlows * KEY_WORDS);
  readonly #hashes = new Int32Array(LIMITS.cachedFlows);
  /** Row numbers; UNKNOWN where the place is free. */
  readonly #rows = new Int32Array(LIMITS.cachedFlows).fill(UNKNOWN);
  /** The key of the packet that `find` was asked for. */
  readonly #key = new Int32Array(KEY_WORDS);
  #words = 0;
  #hash = 0;
  /** Which way the next newcomer takes. */
  #turn = 0;

  /** What was kept for the flow of a packet that is no later fragment; UNKNOWN if nothing. */
  find(direction: Direction, view: PacketView, arena: Uint8Array): number {
    const words = this.#writeKey(direction, view, arena);
    const key = this.#key;
    let hash = 0;
    for (let i = 0; i < words; i++) {
      hash = Math.imul(hash ^ key[i]!, 0x85ebca6b);
      hash ^= hash >>> 13;
    }
    hash ^= hash >>> 16;
    this.#words = words;
    this.#hash = hash;
    const first = (hash & (SETS - 1)) * WAYS;
    for (let place = first; place < first + WAYS; place++) {
      if (this.#hashes[place] === hash && this.#isAt(place)) return this.#rows[place]!;
    }
    return UNKNOWN;
  }

  /** Keeps the number of a row, or -1 for none, for the flow that `find` was asked for last. */
  keep(row: number): void {
    this.#turn = (this.#turn + 1) % WAYS;
    const place = (this.#hash & (SETS - 1)) * WAYS + this.#turn;
    const at = place * KEY_WORDS;
    for (let i = 0; i < this.#words; i++) this.#keys[at + i] = this.#key[i]!;
    this.#hashes[place] = this.#hash;
    this.#rows[place] = row;
  }

  #isAt(place: number): boolean {
    const at = place * KEY_WORDS;
    for (let i = 0; i < this.#words; i++) if (this.#keys[at + i] !== this.#key[i]) return false;
    return true;
  }

  /** Writes everything that a selector may look at. The first word tells long keys from short ones. */
  #writeKey(direction: Direction, view: PacketView, arena: Uint8Array): number {
    const key = this.#key;
    const { protocol, icmpType, icmpCode, addressOctets, sourceAt, destinationAt } = view;
    const isOutbound = direction === 'outbound' ? 1 : 0;
    const icmp = icmpType < 0 ? 0 : (1 << 16) | (icmpType << 8) | icmpCode;
    key[0] = (icmp << 13) | (protocol << 5) | (isOutbound << 4) | (addressOctets >> 2);
    key[1] = (view.sourcePort << 16) | view.destinationPort;
    let words = 2;
    for (let i = 0; i < addressOctets; i += 4) {
      key[words] = wordAt(arena, sourceAt + i);
      key[words + 1] = wordAt(arena, destinationAt + i);
      words += 2;
    }
    return words;
  }
}
