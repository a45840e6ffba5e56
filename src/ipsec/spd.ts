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
}

const UNDECIDED: Policy = { name: '', action: 'undecided', pairs: [] };

export class Spd {
  readonly #rows: readonly Row[];
  readonly #named = new Map<string, Policy>();
  readonly #otherwise: Policy;

  constructor(entries: readonly SpdEntry[], unmatched: 'permit' | 'block') {
    this.#rows = entries.map(({ name, action, selector }) => {
      const policy: Policy = { name, action, pairs: [] };
      this.#named.set(name, policy);
      return { selector: compileSelector(selector), policy };
    });
    const action = unmatched === 'permit' ? 'permit' : 'unmatched';
    this.#otherwise = { name: '', action, pairs: [] };
  }

  /** The entry of a name, if there is one. */
  named(name: string): Policy | undefined {
    return this.#named.get(name);
  }

  /** What to do with a packet that leaves. Allocates nothing. */
  lookUpOutbound(view: PacketView, arena: Uint8Array): Policy {
    for (const { selector, policy } of this.#rows) {
      const match = matchOutbound(selector, view, arena);
      if (match !== 'no') return match === 'yes' ? policy : UNDECIDED;
    }
    return this.#otherwise;
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
