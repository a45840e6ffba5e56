/** One entry of the SPD as the data path has it, and whether a packet belongs to it. */

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
  /** Pairs with an outbound half, the newest first: another list where that changes. */
  readonly pairs: readonly SaPair[];
  /** Absent where no entry covers the packet. */
  readonly entry?: SpdEntry;
  /** That of the entry. */
  readonly selector?: CompiledSelector;
}

/** The entry as it is for what leaves: the one that says which pairs serve it. */
export interface ServedPolicy extends Policy {
  pairs: readonly SaPair[];
}

/** Which way a packet goes. */
export type Direction = 'outbound' | 'inbound';

export interface Row {
  /** Its place in the list: the first match decides. */
  readonly index: number;
  readonly entry: SpdEntry;
  readonly selector: CompiledSelector;
  readonly outbound: ServedPolicy;
  readonly inbound: Policy;
  readonly peer: string;
}

const NONE: readonly SaPair[] = [];

/** Whoever a packet is from or for is the peer of an entry whose SAs are for two computers each. */
const OF_THE_PACKET = '<the other computer>';

/** `before`: the row of the same name in the list before, whose SAs go on. */
export function rowOf(entry: SpdEntry, index: number, before: Row | undefined): Row {
  const { name, action, inboundAction = action, selector, perFlow, peer } = entry;
  const pairs = before !== undefined && goesOn(before.entry, entry) ? before.outbound.pairs : NONE;
  const compiled = compileSelector(selector);
  const outbound: ServedPolicy = { name, action, pairs, entry, selector: compiled };
  return {
    index,
    entry,
    selector: compiled,
    outbound,
    inbound:
      inboundAction === action ? outbound : { ...outbound, pairs: NONE, action: inboundAction },
    peer: peer ?? (perFlow ? OF_THE_PACKET : name),
  };
}

/** Whether what was made for one entry serves the other. */
export function goesOn(one: SpdEntry, other: SpdEntry): boolean {
  return (
    one.action === other.action &&
    (one.inboundAction ?? one.action) === (other.inboundAction ?? other.action) &&
    one.peer === other.peer &&
    one.perFlow === other.perFlow &&
    sameSelector(one.selector, other.selector)
  );
}

/** Whether a packet that goes this way belongs to a row. Allocates nothing. */
export function matchRow(
  row: Row,
  direction: Direction,
  view: PacketView,
  arena: Uint8Array,
): Match {
  const { entry, selector } = row;
  const outbound = direction === 'outbound';
  if (entry.direction === (outbound ? 'inbound' : 'outbound')) return 'no';
  const match = outbound
    ? matchOutbound(selector, view, arena)
    : matchInbound(selector, view, arena);
  if (match === 'no' || entry.onlyWithSa !== true) return match;
  return fitsSa(row.outbound.pairs, direction, view, arena);
}

/** Whether a packet belongs to an SA of an entry that is there for such packets alone. */
function fitsSa(
  pairs: readonly SaPair[],
  direction: Direction,
  view: PacketView,
  arena: Uint8Array,
): Match {
  let undecided = false;
  for (const { selector, ended } of pairs) {
    if (ended !== undefined) continue;
    const match =
      direction === 'outbound'
        ? matchOutbound(selector, view, arena)
        : matchInbound(selector, view, arena);
    if (match === 'yes') return 'yes';
    if (match === 'undecided') undecided = true;
  }
  return undecided ? 'undecided' : 'no';
}
