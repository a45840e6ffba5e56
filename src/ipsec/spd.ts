/** The security policy database: an ordered list in which the first match decides (RFC 4301 4.4.1). */

import { entryOfName } from '../base/flow-name.ts';
import { LIMITS } from '../base/limits.ts';
import { sameSelector, type TrafficSelector } from '../base/traffic.ts';
import type { PacketView } from '../wire/packet-view.ts';
import type { SaPair } from './association.ts';
import {
  type CompiledSelector,
  compileSelector,
  type Match,
  matchInbound,
  matchOutbound,
} from './selector.ts';

/** One entry as the configuration has it. */
export interface SpdEntry {
  /** Unique. */
  readonly name: string;
  readonly action: 'permit' | 'block' | 'protect';
  readonly selector: TrafficSelector;
  /** Who protects it; an entry that names nobody has a peer of its own. */
  readonly peer?: string | undefined;
  /** Which way packets go that it is for; both unless said. */
  readonly direction?: 'both' | 'outbound' | 'inbound' | undefined;
  /** What happens to what comes in, where that is not `action`. */
  readonly inboundAction?: 'permit' | 'block' | 'protect' | undefined;
  /** Protected, but what comes in clear is let in and counted: Windows' inbound pass-through. */
  readonly acceptClear?: boolean | undefined;
  /** SAs are for one pair of computers each, and have flow names (see base/flow-name.ts). */
  readonly perFlow?: boolean | undefined;
  /** Only for packets that an SA of the entry fits: Windows' default response. */
  readonly onlyWithSa?: boolean | undefined;
}

/**
 * What to do with a packet. `unmatched`: no entry covers it, and that means block. `undecided`: a
 * fragment that does not show whether an entry covers it.
 */
type PolicyAction = SpdEntry['action'] | 'unmatched' | 'undecided';

/** An entry, as it is for packets of one direction, with the SAs that serve it. */
export interface Policy {
  readonly name: string;
  readonly action: PolicyAction;
  /** Pairs with an outbound half, the newest first. */
  readonly pairs: SaPair[];
  /** Absent where no entry covers the packet. */
  readonly entry?: SpdEntry;
}

interface Row {
  readonly entry: SpdEntry;
  readonly selector: CompiledSelector;
  readonly outbound: Policy;
  readonly inbound: Policy;
  readonly peer: string;
}

/** `peer`: the packet belongs to another peer. */
type Obstacle = 'block' | 'peer' | 'undecided';

const UNDECIDED: Policy = { name: '', action: 'undecided', pairs: [] };
/** Whoever a packet is from or for is the peer of an entry whose SAs are for two computers each. */
const OF_THE_PACKET = '<the other computer>';

export class Spd {
  #rows: readonly Row[] = [];
  #rowOf: ReadonlyMap<string, Row> = new Map();
  #otherwise: Policy;
  /** Rows by flow names that were asked for: each packet of an SA asks. */
  readonly #rowOfFlow = new Map<string, Row | undefined>();

  constructor(entries: readonly SpdEntry[], unmatched: 'permit' | 'block') {
    this.#otherwise = otherwise(unmatched);
    this.#take(entries, unmatched);
  }

  /**
   * Another list in place of this one. An entry that is in both with the same traffic, action and peer
   * goes on with its SAs. Answers whether the entry of a name, or of a flow's name, does.
   */
  replace(entries: readonly SpdEntry[], unmatched: 'permit' | 'block'): (name: string) => boolean {
    const before = this.#rowOf;
    this.#take(entries, unmatched);
    return (name) => {
      const old = rowNamed(before, name);
      const own = rowNamed(this.#rowOf, name);
      return old !== undefined && own !== undefined && goesOn(old.entry, own.entry);
    };
  }

  /** The entry of a name, or the one that a flow's name is about; as it is for outbound packets. */
  named(name: string): Policy | undefined {
    return this.#rowNamed(name)?.outbound;
  }

  /** What to do with a packet that leaves. Allocates nothing. */
  lookUpOutbound(view: PacketView, arena: Uint8Array): Policy {
    for (const { entry, selector, outbound } of this.#rows) {
      if (entry.direction === 'inbound') continue;
      let match = matchOutbound(selector, view, arena);
      if (match !== 'no' && entry.onlyWithSa) match = fitsSa(outbound, matchOutbound, view, arena);
      if (match !== 'no') return match === 'yes' ? outbound : UNDECIDED;
    }
    return this.#otherwise;
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
    for (const row of this.#rows) {
      if (row === own) return undefined;
      const { entry, selector, inbound, peer } = row;
      if (entry.direction === 'outbound') continue;
      let match = matchInbound(selector, view, arena);
      if (match !== 'no' && entry.onlyWithSa) match = fitsSa(inbound, matchInbound, view, arena);
      if (match === 'no') continue;
      const obstacle =
        inbound.action === 'block' ? 'block' : peer === own.peer ? undefined : 'peer';
      if (match === 'yes') return inbound.action === 'permit' ? undefined : obstacle;
      if (inbound.action !== 'permit' && obstacle !== undefined) return 'undecided';
    }
    return undefined;
  }

  /** What to do with a packet that came in clear. Allocates nothing. */
  lookUpInbound(view: PacketView, arena: Uint8Array): Policy {
    for (const { entry, selector, inbound } of this.#rows) {
      if (entry.direction === 'outbound') continue;
      let match = matchInbound(selector, view, arena);
      if (match !== 'no' && entry.onlyWithSa) match = fitsSa(inbound, matchInbound, view, arena);
      if (match !== 'no') return match === 'yes' ? inbound : UNDECIDED;
    }
    return this.#otherwise;
  }

  #rowNamed(name: string): Row | undefined {
    const row = this.#rowOf.get(name);
    if (row !== undefined || this.#rowOfFlow.has(name)) return row ?? this.#rowOfFlow.get(name);
    const ofFlow = rowNamed(this.#rowOf, name);
    if (this.#rowOfFlow.size >= LIMITS.securityAssociations) this.#rowOfFlow.clear();
    this.#rowOfFlow.set(name, ofFlow);
    return ofFlow;
  }

  #take(entries: readonly SpdEntry[], unmatched: 'permit' | 'block'): void {
    const before = this.#rowOf;
    this.#rows = entries.map((entry) => rowOf(entry, before.get(entry.name)));
    this.#rowOf = new Map(this.#rows.map((row) => [row.entry.name, row]));
    this.#rowOfFlow.clear();
    this.#otherwise = otherwise(unmatched);
  }
}

/** `before`: the row of the same name in the list before. */
function rowOf(entry: SpdEntry, before: Row | undefined): Row {
  const { name, action, inboundAction = action, selector, perFlow, peer } = entry;
  const pairs = before !== undefined && goesOn(before.entry, entry) ? before.outbound.pairs : [];
  const outbound: Policy = { name, action, pairs, entry };
  return {
    entry,
    selector: compileSelector(selector),
    outbound,
    inbound: inboundAction === action ? outbound : { name, action: inboundAction, pairs, entry },
    peer: peer ?? (perFlow ? OF_THE_PACKET : name),
  };
}

function otherwise(unmatched: 'permit' | 'block'): Policy {
  return { name: '', action: unmatched === 'permit' ? 'permit' : 'unmatched', pairs: [] };
}

function rowNamed(rows: ReadonlyMap<string, Row>, name: string): Row | undefined {
  return rows.get(name) ?? rows.get(entryOfName(name));
}

/** Whether what was made for one entry serves the other. */
function goesOn(one: SpdEntry, other: SpdEntry): boolean {
  return (
    one.action === other.action &&
    (one.inboundAction ?? one.action) === (other.inboundAction ?? other.action) &&
    one.peer === other.peer &&
    one.perFlow === other.perFlow &&
    sameSelector(one.selector, other.selector)
  );
}

/** Whether a packet belongs to an SA of an entry that is there for such packets alone. */
function fitsSa(
  { pairs }: Policy,
  matches: typeof matchOutbound,
  view: PacketView,
  arena: Uint8Array,
): Match {
  let undecided = false;
  for (const { selector, ended } of pairs) {
    if (ended !== undefined) continue;
    const match = matches(selector, view, arena);
    if (match === 'yes') return 'yes';
    if (match === 'undecided') undecided = true;
  }
  return undecided ? 'undecided' : 'no';
}
