/**
 * What stands in front of the filters: the driver's mode, and what is exempt from it and from them.
 *
 * While SAs stand, packets under AH and ESP are opened in every mode but the two that block: what
 * proves itself is more than an answer. Nothing is protected on its way out but in secure mode.
 */

import type { Instant } from '../../base/time.ts';
import { newPacketView, type PacketView } from '../../wire/packet-view.ts';
import { IPSEC_COUNTER } from '../counters.ts';
import type { Reporter } from '../drops.ts';
import type { DropReason } from '../events.ts';
import { isIcmpError, viewCause } from '../packet/icmp-errors.ts';
import {
  type DriverMode,
  type DriverModeName,
  driverModeName,
  type Exemptions,
  NO_EXEMPTIONS,
  SECURE,
} from './driver-mode.ts';
import { isBootExempt, isDhcp, isExempt } from './exemptions.ts';
import { FragmentFlows } from './fragment-flows.ts';
import { StatefulFlows } from './stateful-flows.ts';

type Direction = 'inbound' | 'outbound';
/** `filters` decide; `pass`: it goes in clear, and has been counted. */
export type GateVerdict = 'filters' | 'pass' | DropReason;

export class Gate {
  readonly #reporter: Reporter;
  /** Flows by who began them: what strangers begin must not displace what this host did. */
  readonly #begunHere = new StatefulFlows();
  readonly #begunThere = new StatefulFlows();
  /** Packets whose first fragment passed here. */
  readonly #fragments = { inbound: new FragmentFlows<true>(), outbound: new FragmentFlows<true>() };
  /** The packet that an ICMP error is about. */
  readonly #cause = newPacketView();
  #mode: DriverMode = SECURE;
  #announced: DriverModeName | undefined;
  #exemptions: Exemptions = NO_EXEMPTIONS;

  constructor(reporter: Reporter) {
    this.#reporter = reporter;
  }

  get mode(): DriverMode {
    return this.#mode;
  }

  /** Whether the filters decide. */
  get isSecure(): boolean {
    return this.#mode.mode === 'secure';
  }

  /** Whether nothing but exemptions passes. */
  get blocks(): boolean {
    return this.#mode.mode === 'block';
  }

  /** Whether anything is decided here, and not by the filters alone. */
  get decides(): boolean {
    return !this.isSecure || this.takesGroups;
  }

  /** Whether packets for groups and for all are for this host too. */
  get takesGroups(): boolean {
    return this.#exemptions.level !== undefined;
  }

  /** Reports the change, and the first mode of all. False if nothing changes. */
  setMode(mode: DriverMode): boolean {
    const after = driverModeName(mode);
    const before = this.#announced;
    if (after === before) return false;
    this.#mode = mode;
    this.#announced = after;
    for (const fragments of Object.values(this.#fragments)) fragments.keep(() => false);
    if (mode.phase === 'operational') {
      this.#begunHere.clear();
      this.#begunThere.clear();
    }
    this.#reporter.note({ kind: 'driver-mode', before, after });
    return true;
  }

  setExemptions(exemptions: Exemptions): void {
    this.#exemptions = exemptions;
  }

  /** What becomes of a packet ahead of the filters. */
  judge(direction: Direction, view: PacketView, arena: Uint8Array, now: Instant): GateVerdict {
    if (!this.decides) return 'filters';
    const verdict = this.#judge(direction, view, arena, now);
    if (verdict === 'pass') {
      const isFirst = view.moreFragments && view.fragmentOffset === 0;
      if (isFirst) this.#fragments[direction].remember(view, arena, true, now);
      return verdict;
    }
    const isLater = view.fragmentOffset > 0;
    if (!isLater || !this.#fragments[direction].find(view, arena, now)) return verdict;
    // It has no ports to show, but the first one of its packet passed.
    return this.isSecure ? this.#exempt('filterExemptPackets') : this.#permit(direction);
  }

  #judge(direction: Direction, view: PacketView, arena: Uint8Array, now: Instant): GateVerdict {
    switch (this.#mode.mode) {
      case 'secure':
        return this.#judgeSecure(direction, view, arena);
      case 'permit':
        return this.#permit(direction);
      case 'stateful':
        return this.#judgeStateful(direction, view, arena, now);
      case 'block':
        return this.#isLetThrough(direction, view, arena, now) ? 'pass' : 'blocked-by-mode';
    }
  }

  #judgeSecure(direction: Direction, view: PacketView, arena: Uint8Array): 'pass' | 'filters' {
    const { level } = this.#exemptions;
    if (level === undefined || !isExempt(level, direction, view, arena)) return 'filters';
    return this.#exempt('filterExemptPackets');
  }

  #judgeStateful(
    direction: Direction,
    view: PacketView,
    arena: Uint8Array,
    now: Instant,
  ): GateVerdict {
    if (direction === 'outbound') {
      this.#begunHere.remember(view, arena, 'outbound', now);
      return this.#permit('outbound');
    }
    if (this.#isLetThrough('inbound', view, arena, now)) return 'pass';
    const isAnswer =
      this.#begunHere.answers(view, arena, 'inbound', now) || this.#isOwnError(view, arena, now);
    return isAnswer ? this.#permit('inbound') : 'no-reply-to-anything';
  }

  /** Exemptions hold for both ways of what they let begin: an answer goes with its question. */
  #isLetThrough(direction: Direction, view: PacketView, arena: Uint8Array, now: Instant): boolean {
    const isInbound = direction === 'inbound';
    const [own, others] = isInbound
      ? [this.#begunThere, this.#begunHere]
      : [this.#begunHere, this.#begunThere];
    const begins = isDhcp(direction, view) || isBootExempt(this.#exemptions.boot, direction, view);
    if (begins) own.remember(view, arena, direction, now);
    const passes = begins || (this.blocks && others.answers(view, arena, direction, now));
    if (passes) this.#exempt('bootExemptPackets');
    return passes;
  }

  /** An ICMP error about a packet that this host sent. */
  #isOwnError(view: PacketView, arena: Uint8Array, now: Instant): boolean {
    return (
      isIcmpError(view) &&
      viewCause(this.#cause, view, arena) &&
      this.#begunHere.knows(this.#cause, arena, 'outbound', now)
    );
  }

  #exempt(slot: 'filterExemptPackets' | 'bootExemptPackets'): 'pass' {
    this.#reporter.counters[IPSEC_COUNTER[slot]]! += 1;
    return 'pass';
  }

  #permit(direction: Direction): 'pass' {
    const { permittedPacketsSent, permittedPacketsReceived } = IPSEC_COUNTER;
    const slot = direction === 'outbound' ? permittedPacketsSent : permittedPacketsReceived;
    this.#reporter.counters[slot]! += 1;
    return 'pass';
  }
}
