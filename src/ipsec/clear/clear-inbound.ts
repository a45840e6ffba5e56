/** Packets that came in clear: what policy says of them, and what ICMP errors among them are good for. */

import type { Duration, Instant } from '../../base/time.ts';
import { newPacketView, type PacketView } from '../../wire/packet-view.ts';
import { IPSEC_COUNTER } from '../counters.ts';
import type { Reporter } from '../drops.ts';
import type { DropReason } from '../events.ts';
import { FlowOfPacket } from '../flow-of-packet.ts';
import type { LocalAddresses } from '../local-addresses.ts';
import { isLocal } from '../packet/checked-view.ts';
import { isIcmpError, viewCause } from '../packet/icmp-errors.ts';
import { viewLabel } from '../packet/label.ts';
import type { Sad } from '../sa/sad.ts';
import type { Policy, Spd } from '../spd/spd.ts';
import { isForMany } from './exemptions.ts';
import { FragmentFlows } from './fragment-flows.ts';
import type { Gate } from './gate.ts';
import type { SoftFlows } from './soft-flows.ts';
import { causeOf, type UnprotectedErrors, useError } from './unprotected-errors.ts';

const NOT_FOR_THIS_HOST = 'not-for-this-host';
/** Where the source address stands in a header. */
const IPV4_SOURCE_AT = 12;
const IPV6_SOURCE_AT = 8;

export interface ClearInboundParts {
  readonly spd: Spd;
  readonly sad: Sad;
  readonly reporter: Reporter;
  /** What is decided ahead of the filters. */
  readonly gate: Gate;
  /** Flows that go in clear. */
  readonly soft: SoftFlows;
  readonly unprotectedErrors: UnprotectedErrors;
  /** How long a reported path MTU is believed. */
  readonly pathMtuLifetime: Duration;
}

export class ClearInbound {
  readonly #parts: ClearInboundParts;
  readonly #local: LocalAddresses;
  readonly #flows = new FragmentFlows<Policy>();
  readonly #flowOf = new FlowOfPacket('inbound');
  /** The packet that an ICMP error is about. */
  readonly #cause = newPacketView();

  constructor(parts: ClearInboundParts, local: LocalAddresses) {
    this.#parts = parts;
    this.#local = local;
  }

  /** Why the packet of a view may not come in, undefined if it may; `used`: it has been dealt with. */
  judge(view: PacketView, arena: Uint8Array, now: Instant): DropReason | 'used' | undefined {
    const { gate, reporter } = this.#parts;
    if (gate.decides && !this.#isForThisHost(view, arena)) return NOT_FOR_THIS_HOST;
    const verdict = gate.judge('inbound', view, arena, now);
    if (verdict !== 'pass' && verdict !== 'filters') return verdict;
    const ofError = this.#judgeError(view, arena, now);
    if (ofError !== undefined) return ofError;
    if (verdict === 'pass') return undefined;
    const policy = this.#policyOf(view, arena, now);
    switch (policy.action) {
      case 'permit':
        if (!this.#isForThisHost(view, arena)) return NOT_FOR_THIS_HOST;
        reporter.counters[IPSEC_COUNTER.permittedPacketsReceived]! += 1;
        return undefined;
      case 'protect':
        return this.#judgeUnprotected(policy, view, arena, now);
      case 'block':
        return 'blocked-by-policy';
      case 'unmatched':
        return 'no-policy';
      case 'undecided':
        return 'fragment';
    }
  }

  /** What was decided by entries that are gone, or by none, is decided anew. */
  forget(goesOn: (policy: string) => boolean): void {
    const { spd } = this.#parts;
    this.#flows.keep(
      ({ name, entry }) =>
        goesOn(name) && spd.named(name)?.entry?.acceptClear === entry?.acceptClear,
    );
  }

  /**
   * A packet that policy protects: what a soft SA is for comes in, and what an entry takes in clear too,
   * whether SAs stand for it or not.
   */
  #judgeUnprotected(
    policy: Policy,
    view: PacketView,
    arena: Uint8Array,
    now: Instant,
  ): DropReason | undefined {
    const { soft, reporter } = this.#parts;
    const octets = view.totalEnd - startOf(view);
    const isLocalPacket = isLocal(this.#local, view, arena);
    const name = soft.isEmpty ? '' : this.#flowOf.nameOf(policy, view, arena);
    const isSoft = isLocalPacket && name !== '' && soft.takes(name, 'inbound', octets, now);
    const accepts = isSoft || policy.entry?.acceptClear === true;
    if (!accepts) return 'clear-text-required-protection';
    if (!isLocalPacket) return NOT_FOR_THIS_HOST;
    const reason = isSoft
      ? 'soft-sa'
      : policy.entry?.onlyWithSa === true
        ? 'default-response'
        : 'inbound-pass-through';
    if (!isSoft) reporter.counters[IPSEC_COUNTER.clearTextAccepted]! += 1;
    const packet = viewLabel(view, arena);
    reporter.note({ kind: 'clear-text-accepted', packet, policy: policy.name, reason });
    return undefined;
  }

  #isForThisHost(view: PacketView, arena: Uint8Array): boolean {
    const { gate } = this.#parts;
    return isLocal(this.#local, view, arena) || (gate.takesGroups && isForMany(view, arena));
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

function startOf({ version, sourceAt }: PacketView): number {
  return sourceAt - (version === 4 ? IPV4_SOURCE_AT : IPV6_SOURCE_AT);
}
