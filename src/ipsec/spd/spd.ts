/** The security policy database: an ordered list in which the first match decides (RFC 4301 4.4.1). */

import { entryOfName } from '../../base/flow-name.ts';
import { LIMITS } from '../../base/limits.ts';
import { ListIndex } from '../../base/list-index.ts';
import type { TrafficSelector } from '../../base/traffic.ts';
import type { PacketView } from '../../wire/packet-view.ts';
import { goesOn, matchRow, type Policy, Row, type SpdEntry } from './spd-row.ts';
import { SpdSearch } from './spd-search.ts';

export type { Policy, SpdEntry } from './spd-row.ts';

/** `peer`: the packet belongs to another peer. */
type Obstacle = 'block' | 'peer' | 'undecided';

const UNDECIDED: Policy = { name: '', action: 'undecided', pairs: [] };

export class Spd {
  #rows: readonly Row[] = [];
  #search = new SpdSearch([]);
  #byName = indexOf([]);
  #otherwise: Policy;
  /** Rows by flow names that were asked for: each packet of an SA asks. */
  readonly #rowOfFlow = new Map<string, Row | undefined>();
  /** The name asked for last, and its row: packets come in runs of one SA. */
  #lastName: string | undefined;
  #lastRow: Row | undefined;

  constructor(entries: readonly SpdEntry[], unmatched: 'permit' | 'block') {
    this.#otherwise = otherwise(unmatched);
    this.#take(entries, unmatched);
  }

  /**
   * Another list in place of this one. An entry that is in both with the same traffic, action and peer
   * goes on with its SAs. Answers whether the entry of a name, or of a flow's name, does.
   */
  replace(entries: readonly SpdEntry[], unmatched: 'permit' | 'block'): (name: string) => boolean {
    const before = this.#byName;
    this.#take(entries, unmatched);
    return (name) => {
      const old = rowNamed(before, name);
      const own = rowNamed(this.#byName, name);
      return old !== undefined && own !== undefined && goesOn(old.entry, own.entry);
    };
  }

  /** The entry of a name, or the one that a flow's name is about; as it is for outbound packets. */
  named(name: string): Row | undefined {
    return this.#rowNamed(name);
  }

  /** What to do with a packet that leaves. Allocates nothing. */
  lookUpOutbound(view: PacketView, arena: Uint8Array): Policy {
    const row = this.#search.first('outbound', view, arena);
    if (row === undefined) return this.#otherwise;
    return row === 'undecided' ? UNDECIDED : row;
  }

  /** What to do with a packet that came in clear. Allocates nothing. */
  lookUpInbound(view: PacketView, arena: Uint8Array): Policy {
    const row = this.#search.first('inbound', view, arena);
    if (row === undefined) return this.#otherwise;
    return row === 'undecided' ? UNDECIDED : row.inbound;
  }

  /**
   * Whether the first entry that covers a packet from outside is the one of this name, and `selector`
   * is that entry's: then an SA with it may carry the packet, and nothing keeps it out.
   */
  isFirst(name: string, selector: TrafficSelector, view: PacketView, arena: Uint8Array): boolean {
    const own = this.#rowNamed(name);
    return own?.entry.selector === selector && this.#search.first('inbound', view, arena) === own;
  }

  /**
   * What keeps a packet from coming by an SA that was made for the entry of this name, although it
   * is one of that SA: an entry ahead of it that blocks it or gives it to another peer (RFC 4301
   * 4.4.1: an SPD in which entries overlap is searched in order). `undecided`: a fragment does not
   * show it. Undefined if nothing does. Allocates nothing.
   */
  obstacle(name: string, view: PacketView, arena: Uint8Array): Obstacle | undefined {
    const own = this.#rowNamed(name);
    if (own === undefined) return undefined;
    const first = this.#search.first('inbound', view, arena);
    if (first === 'undecided') return this.#obstacleOfFragment(own, view, arena);
    return first === undefined || first.index >= own.index ? undefined : obstacleOf(first, own);
  }

  /** A fragment that one row may or may not cover may still be another row's. */
  #obstacleOfFragment(own: Row, view: PacketView, arena: Uint8Array): Obstacle | undefined {
    for (let i = 0; i < own.index; i++) {
      const row = this.#rows[i]!;
      const match = matchRow(row, 'inbound', view, arena);
      if (match === 'no') continue;
      const obstacle = obstacleOf(row, own);
      if (match === 'yes') return obstacle;
      if (obstacle !== undefined) return 'undecided';
    }
    return undefined;
  }

  #rowNamed(name: string): Row | undefined {
    if (name !== this.#lastName) {
      this.#lastRow = this.#findNamed(name);
      this.#lastName = name;
    }
    return this.#lastRow;
  }

  #findNamed(name: string): Row | undefined {
    const row = this.#byName.first(name);
    if (row !== undefined || this.#rowOfFlow.has(name)) return row ?? this.#rowOfFlow.get(name);
    const ofFlow = rowNamed(this.#byName, name);
    if (this.#rowOfFlow.size >= LIMITS.securityAssociations) this.#rowOfFlow.clear();
    this.#rowOfFlow.set(name, ofFlow);
    return ofFlow;
  }

  #take(entries: readonly SpdEntry[], unmatched: 'permit' | 'block'): void {
    const before = this.#byName;
    this.#rows = entries.map((entry, i) => new Row(entry, i, before.first(entry.name)));
    this.#search = new SpdSearch(this.#rows);
    this.#byName = indexOf(this.#rows);
    this.#rowOfFlow.clear();
    this.#lastName = undefined;
    this.#otherwise = otherwise(unmatched);
  }
}

function otherwise(unmatched: 'permit' | 'block'): Policy {
  return { name: '', action: unmatched === 'permit' ? 'permit' : 'unmatched', pairs: [] };
}

function indexOf(rows: readonly Row[]): ListIndex<Row> {
  return new ListIndex(rows, ({ name }) => name);
}

function rowNamed(rows: ListIndex<Row>, name: string): Row | undefined {
  return rows.first(name) ?? rows.first(entryOfName(name));
}

/** What a row ahead of a packet's own one means for it. */
function obstacleOf({ inbound, peer }: Row, own: Row): Obstacle | undefined {
  if (inbound.action === 'permit') return undefined;
  if (inbound.action === 'block') return 'block';
  return peer === own.peer ? undefined : 'peer';
}
