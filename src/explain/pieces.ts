/** Packets and messages that come in pieces, held until they are whole; bounded in every way. */

import { copy, equal } from '../base/bytes.ts';
import { LIMITS } from '../base/limits.ts';
import { Recent } from './recent.ts';

/** A piece of something. */
export interface Piece {
  /** Where it stands: an offset in octets, or a number from 0. */
  readonly at: number;
  readonly octets: Uint8Array;
  readonly last: boolean;
}

interface Held {
  readonly pieces: Map<number, Uint8Array>;
  octets: number;
  /** What stands behind the last piece; undefined until it came. */
  end: number | undefined;
  /** Whole once: what still comes is copies of it, or something new under the same name. */
  done: boolean;
}

/** How pieces follow each other: by octets (IP), or one by one (ISAKMP). */
export type PieceOrder = 'octets' | 'numbers';

export class Pieces {
  readonly #order: PieceOrder;
  readonly #held = new Recent<string, Held>(LIMITS.explainedReassemblies);

  constructor(order: PieceOrder) {
    this.#order = order;
  }

  /** Adds a piece of what `key` names; the whole where it is complete now. */
  add(key: string, piece: Piece): Uint8Array | undefined {
    let held = this.#held.get(key);
    const old = held?.pieces.get(piece.at);
    const isCopy = old !== undefined && equal(old, piece.octets);
    if (held?.done === true && isCopy) return undefined;
    // The same number with other octets: the name is used for something new.
    if (held?.done === true || (old !== undefined && !isCopy)) held = undefined;
    if (held === undefined) {
      held = { pieces: new Map(), octets: 0, end: undefined, done: false };
      this.#held.set(key, held);
    }
    if (!held.pieces.has(piece.at)) {
      held.octets += piece.octets.length;
      held.pieces.set(piece.at, copy(piece.octets));
    }
    if (piece.last) held.end = piece.at + this.#step(piece.octets);
    if (held.octets > LIMITS.explainedReassemblyOctets || held.pieces.size > MOST_PIECES) {
      this.#held.delete(key);
      return undefined;
    }
    const whole = this.#whole(held);
    held.done = whole !== undefined;
    return whole;
  }

  #whole({ pieces, octets, end }: Held): Uint8Array | undefined {
    if (end === undefined) return undefined;
    const whole = new Uint8Array(octets);
    let filled = 0;
    let at = 0;
    while (at < end) {
      const piece = pieces.get(at);
      if (piece === undefined || (piece.length === 0 && this.#order === 'octets')) return undefined;
      // A piece behind the end may have made the sum larger, never smaller.
      whole.set(piece, filled);
      filled += piece.length;
      at += this.#step(piece);
    }
    return whole.subarray(0, filled);
  }

  #step(octets: Uint8Array): number {
    return this.#order === 'octets' ? octets.length : 1;
  }
}

/** The smallest IP fragment that is not the last carries 8 octets. */
const MOST_PIECES = 8192;
