/** One entry of the SPD as the data path has it, and whether a packet belongs to it. */

import { sameSelector, type TrafficSelector } from '../../base/traffic.ts';
import type { PacketView } from '../../wire/packet-view.ts';
import type { SaPair } from '../sa/association.ts';
import { type Match, matchInbound, matchOutbound } from './selector.ts';

/** One entry as the configuration has it. */
export interface SpdEntry {
  /** Unique. */
  readonly name: string;
  readonly action: 'permit' | 'block' | 'protect';
  readonly selector: TrafficSelector;
  /** Who protects it, by name or in what is negotiated; an entry that names nobody has a peer of its own. */
  readonly peer?: string | undefined;
  readonly protect?: { readonly peer: string } | undefined;
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
}

/** Which way a packet goes. */
export type Direction = 'outbound' | 'inbound';

const NONE: readonly SaPair[] = [];

/** Whoever a packet is from or for is the peer of an entry whose SAs are for two computers each. */
const OF_THE_PACKET = '<the other computer>';

/** An entry in its place, as it is for what leaves: it says which pairs serve it. */
export class Row implements Policy {
  /** Its place in the list: the first match decides. */
  readonly index: number;
  readonly entry: SpdEntry;
  pairs: readonly SaPair[];
  /** The entry as it is for what comes in. */
  readonly inbound: Policy;

  /** `before`: the row of the same name in the list before, whose SAs go on. */
  constructor(entry: SpdEntry, index: number, before: Row | undefined) {
    const { name, action, inboundAction = action } = entry;
    this.index = index;
    this.entry = entry;
    this.pairs = before !== undefined && goesOn(before.entry, entry) ? before.pairs : NONE;
    this.inbound =
      inboundAction === action ? this : { name, action: inboundAction, pairs: NONE, entry };
  }

  get name(): string {
    return this.entry.name;
  }

  get action(): SpdEntry['action'] {
    return this.entry.action;
  }

  get peer(): string {
    return peerOf(this.entry) ?? (this.entry.perFlow ? OF_THE_PACKET : this.entry.name);
  }
}

/** Whether what was made for one entry serves the other. */
export function goesOn(one: SpdEntry, other: SpdEntry): boolean {
  return (
    one.action === other.action &&
    (one.inboundAction ?? one.action) === (other.inboundAction ?? other.action) &&
    peerOf(one) === peerOf(other) &&
    one.perFlow === other.perFlow &&
    sameSelector(one.selector, other.selector)
  );
}

function peerOf({ peer, protect }: SpdEntry): string | undefined {
  return peer ?? protect?.peer;
}

/** Whether a packet that goes this way belongs to a row. Allocates nothing. */
export function matchRow(
  row: Row,
  direction: Direction,
  view: PacketView,
  arena: Uint8Array,
): Match {
  const { entry } = row;
  const outbound = direction === 'outbound';
  if (entry.direction === (outbound ? 'inbound' : 'outbound')) return 'no';
  const match = outbound
    ? matchOutbound(entry.selector, view, arena)
    : matchInbound(entry.selector, view, arena);
  if (match === 'no' || entry.onlyWithSa !== true) return match;
  return fitsSa(row.pairs, direction, view, arena);
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
