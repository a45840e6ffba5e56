/** The first row of the SPD that a packet belongs to, found as a scan of the whole list would find it. */

import type { PacketView } from '../../wire/packet-view.ts';
import { FlowCache, UNKNOWN } from './flow-cache.ts';
import { LastFlow } from './last-flow.ts';
import { type Direction, matchRow, type Row } from './spd-row.ts';
import { NONE, TupleSpace } from './tuple-space.ts';

/** So many rows are looked through one after the other sooner than a key is made. */
const SCANNED_ROWS = 8;

/**
 * Mostly a packet is of the flow of the one before. Else a short list is scanned; a long one has a table
 * of where each row's packets would be (a tuple space), and in front of it a memory of flows. What a row
 * decided that goes by its SAs is never remembered, so that SAs come and go without a word to this.
 */
export class SpdSearch {
  readonly #rows: readonly Row[];
  readonly #isShort: boolean;
  /** Made when the first packet asks, and by the first fragment: most hosts never see one. */
  #packets: TupleSpace | undefined;
  #fragments: TupleSpace | undefined;
  #cache: FlowCache | undefined;
  readonly #lastOutbound = new LastFlow<Row>();
  readonly #lastInbound = new LastFlow<Row>();
  /** Of the last search: what SAs there are may have had a part in it. */
  #askedSas = false;

  /** `rows` in their order. `scannedRows` is for tests of the tables themselves. */
  constructor(rows: readonly Row[], scannedRows: number = SCANNED_ROWS) {
    this.#rows = rows;
    this.#isShort = rows.length <= scannedRows;
  }

  /**
   * The first row that covers a packet, whatever its action; `undecided` where it is a fragment that
   * does not show whether the first one that may cover it does. Allocates nothing.
   */
  first(direction: Direction, view: PacketView, arena: Uint8Array): Row | 'undecided' | undefined {
    const last = direction === 'outbound' ? this.#lastOutbound : this.#lastInbound;
    if (last.has(view, arena)) return last.found;
    this.#askedSas = false;
    const row = this.#isShort
      ? this.#scan(direction, view, arena)
      : this.#seek(direction, view, arena);
    const isForAll = view.fragmentOffset === 0 && !this.#askedSas;
    if (isForAll && row !== 'undecided') last.keep(view, arena, row);
    return row;
  }

  #scan(direction: Direction, view: PacketView, arena: Uint8Array): Row | 'undecided' | undefined {
    for (const row of this.#rows) {
      const match = matchRow(row, direction, view, arena);
      if (row.entry.onlyWithSa === true) this.#askedSas = true;
      if (match !== 'no') return match === 'yes' ? row : 'undecided';
    }
    return undefined;
  }

  #seek(direction: Direction, view: PacketView, arena: Uint8Array): Row | 'undecided' | undefined {
    if (view.fragmentOffset > 0) {
      this.#fragments ??= new TupleSpace(this.#rows, 'addresses');
      return this.#found(this.#fragments, direction, view, arena);
    }
    this.#packets ??= new TupleSpace(this.#rows, 'whole');
    this.#cache ??= new FlowCache();
    const known = this.#cache.find(direction, view, arena);
    if (known !== UNKNOWN) return this.#rows[known];
    const row = this.#found(this.#packets, direction, view, arena);
    this.#askedSas = this.#packets.askedSas;
    if (!this.#askedSas && row !== 'undecided') this.#cache.keep(row?.index ?? NONE);
    return row;
  }

  #found(
    space: TupleSpace,
    direction: Direction,
    view: PacketView,
    arena: Uint8Array,
  ): Row | 'undecided' | undefined {
    const index = space.first(direction, view, arena);
    if (index === NONE) return undefined;
    return space.isCertain ? this.#rows[index] : 'undecided';
  }
}
