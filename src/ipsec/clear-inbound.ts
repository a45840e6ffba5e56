/** Packets that came in clear: what policy says of them, and what ICMP errors among them are good for. */

import type { Duration, Instant } from '../base/time.ts';
import { newPacketView, type PacketView } from '../wire/packet-view.ts';
import { isLocal } from './checked-view.ts';
import type { Reporter } from './drops.ts';
import type { DropReason } from './events.ts';
import { FragmentFlows } from './fragment-flows.ts';
import { isIcmpError, viewCause } from './icmp-errors.ts';
import type { Sad } from './sad.ts';
import type { Policy, Spd } from './spd.ts';
import { causeOf, type UnprotectedErrors, useError } from './unprotected-errors.ts';

export interface ClearInboundParts {
  readonly spd: Spd;
  readonly sad: Sad;
  readonly reporter: Reporter;
  readonly unprotectedErrors: UnprotectedErrors;
  /** How long a reported path MTU is believed. */
  readonly pathMtuLifetime: Duration;
}

export class ClearInbound {
  readonly #parts: ClearInboundParts;
  readonly #local: readonly Uint8Array[];
  readonly #flows = new FragmentFlows<Policy>();
  /** The packet that an ICMP error is about. */
  readonly #cause = newPacketView();

  constructor(parts: ClearInboundParts, local: readonly Uint8Array[]) {
    this.#parts = parts;
    this.#local = local;
  }

  /** Why the packet of a view may not come in, undefined if it may; `used`: it has been dealt with. */
  judge(view: PacketView, arena: Uint8Array, now: Instant): DropReason | 'used' | undefined {
    const ofError = this.#judgeError(view, arena, now);
    if (ofError !== undefined) return ofError;
    switch (this.#policyOf(view, arena, now).action) {
      case 'permit':
        return isLocal(this.#local, view, arena) ? undefined : 'not-for-this-host';
      case 'protect':
        return 'clear-text-required-protection';
      case 'block':
        return 'blocked-by-policy';
      case 'unmatched':
        return 'no-policy';
      case 'undecided':
        return 'fragment';
    }
  }

  #policyOf(view: PacketView, arena: Uint8Array, now: Instant): Policy {
    const policy = this.#parts.spd.lookUpInbound(view, arena);
    if (policy.action === 'undecided') return this.#flows.find(view, arena, now) ?? policy;
    if (view.moreFragments && view.fragmentOffset === 0) {
      this.#flows.remember(view, arena, policy, now);
    }
    return policy;
  }

  /** Undefined where the packet is no ICMP error about an ESP packet of this host. */
  #judgeError(
    view: PacketView,
    arena: Uint8Array,
    now: Instant,
  ): 'unprotected-error' | 'used' | undefined {
    const { sad, reporter, unprotectedErrors, pathMtuLifetime } = this.#parts;
    if (!isIcmpError(view) || !isLocal(this.#local, view, arena)) return undefined;
    if (!viewCause(this.#cause, view, arena)) return undefined;
    const cause = causeOf(this.#cause, arena, sad);
    if (cause === undefined) return undefined;
    const used =
      unprotectedErrors === 'path-mtu' &&
      cause !== 'stranger' &&
      useError(view, this.#cause, cause, arena, reporter, now + pathMtuLifetime);
    return used ? 'used' : 'unprotected-error';
  }
}
