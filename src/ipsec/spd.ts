/** The security policy database: an ordered list in which the first match decides (RFC 4301 4.4.1). */

import type { TrafficSelector } from '../base/traffic.ts';
import type { PacketView } from '../wire/packet-view.ts';
import type { SaPair } from './association.ts';
import { type CompiledSelector, compileSelector, matchInbound, matchOutbound } from './selector.ts';

/** One entry as the configuration has it. */
export interface SpdEntry {
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

/** An entry with the SAs that serve it. */
export interface Policy {
  readonly name: string;
  readonly action: PolicyAction;
  /** Pairs with an outbound half, the newest first. */
  readonly pairs: SaPair[];
}

interface Row {
  readonly selector: CompiledSelector;
  readonly policy: Policy;
  readonly peer: string;
}

/** `peer`: the packet belongs to another peer. */
type Obstacle = 'block' | 'peer' | 'undecided';

const UNDECIDED: Policy = { name: '', action: 'undecided', pairs: [] };

export class Spd {
  readonly #rows: readonly Row[];
  readonly #rowOf: ReadonlyMap<string, Row>;
  readonly #otherwise: Policy;

  constructor(entries: readonly SpdEntry[], unmatched: 'permit' | 'block') {
    this.#rows = entries.map(({ name, action, selector, peer = name }) => {
      const policy: Policy = { name, action, pairs: [] };
      return { selector: compileSelector(selector), policy, peer };
    });
    this.#rowOf = new Map(this.#rows.map((row) => [row.policy.name, row]));
    const action = unmatched === 'permit' ? 'permit' : 'unmatched';
    this.#otherwise = { name: '', action, pairs: [] };
  }

  /** The entry of a name, if there is one. */
  named(name: string): Policy | undefined {
    return this.#rowOf.get(name)?.policy;
  }

  /** What to do with a packet that leaves. Allocates nothing. */
  lookUpOutbound(view: PacketView, arena: Uint8Array): Policy {
    for (const { selector, policy } of this.#rows) {
      const match = matchOutbound(selector, view, arena);
      if (match !== 'no') return match === 'yes' ? policy : UNDECIDED;
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
    for (const { selector, policy, peer } of this.#rows) {
      if (policy.name === name) return undefined;
      const match = matchInbound(selector, view, arena);
      if (match === 'no') continue;
      const own = this.#rowOf.get(name);
      if (own === undefined) return undefined;
      const obstacle = policy.action === 'block' ? 'block' : peer === own.peer ? undefined : 'peer';
      if (match === 'yes') return policy.action === 'permit' ? undefined : obstacle;
      if (policy.action !== 'permit' && obstacle !== undefined) return 'undecided';
    }
    return undefined;
  }

  /** What to do with a packet that came in clear. Allocates nothing. */
  lookUpInbound(view: PacketView, arena: Uint8Array): Policy {
    for (const { selector, policy } of this.#rows) {
      const match = matchInbound(selector, view, arena);
      if (match !== 'no') return match === 'yes' ? policy : UNDECIDED;
    }
    return this.#otherwise;
  }
}
