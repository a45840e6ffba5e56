/**
 * Soft SAs: flows that policy protects and that go in clear for a while, because their peer does not
 * know IPsec. Bounded in number and time.
 */

import { rangeText } from '../../base/address.ts';
import { readFlowName } from '../../base/flow-name.ts';
import { LIMITS } from '../../base/limits.ts';
import type { Instant } from '../../base/time.ts';
import { IPSEC_COUNTER } from '../counters.ts';
import type { Reporter } from '../drops.ts';
import type { SoftEndReason } from '../events.ts';
import type { Policy } from '../spd/spd.ts';

/** A soft SA as plain data. */
export interface SoftSaView {
  /** The policy entry or flow. */
  readonly policy: string;
  readonly local: string;
  readonly remote: string;
  readonly createdAt: Instant;
  readonly expiresAt: Instant;
  readonly packetsSent: number;
  readonly octetsSent: number;
  readonly packetsReceived: number;
  readonly octetsReceived: number;
}

type SoftSa = { -readonly [K in keyof SoftSaView]: SoftSaView[K] };

export class SoftFlows {
  readonly #reporter: Reporter;
  readonly #flows = new Map<string, SoftSa>();
  /** When each last carried a packet, or was made. */
  readonly #usedAt = new Map<string, Instant>();

  constructor(reporter: Reporter) {
    this.#reporter = reporter;
  }

  /**
   * Lets a flow go in clear until then; one that does already goes on. Where there are too many, the
   * one that has been silent for longest ends: anybody can begin one by a forged packet.
   */
  add(name: string, policy: Policy, until: Instant, now: Instant): void {
    const known = this.#flows.get(name);
    if (known === undefined && this.#flows.size >= LIMITS.softAssociations) this.#displace();
    const [local, remote] = endsOf(name, policy);
    if (known !== undefined) known.expiresAt = until;
    else {
      const unused = { packetsSent: 0, octetsSent: 0, packetsReceived: 0, octetsReceived: 0 };
      const flow = { policy: name, local, remote, createdAt: now, expiresAt: until, ...unused };
      this.#flows.set(name, flow);
      this.#usedAt.set(name, now);
      this.#reporter.counters[IPSEC_COUNTER.softAssociations]! += 1;
      this.#reporter.counters[IPSEC_COUNTER.activeSoftAssociations]! += 1;
    }
    this.#reporter.note({ kind: 'soft-sa-added', policy: name, local, remote, expiresAt: until });
  }

  /** Ends one. False if there is none. */
  end(name: string, reason: SoftEndReason): boolean {
    const flow = this.#flows.get(name);
    if (flow === undefined) return false;
    this.#flows.delete(name);
    this.#usedAt.delete(name);
    this.#reporter.counters[IPSEC_COUNTER.activeSoftAssociations]! -= 1;
    const { policy, local, remote } = flow;
    this.#reporter.note({ kind: 'soft-sa-removed', policy, local, remote, reason });
    return true;
  }

  /** Whether any flow is soft: asked before the name of a packet's flow is made. */
  get isEmpty(): boolean {
    return this.#flows.size === 0;
  }

  /** Whether a packet of a flow may go in clear now; if so it is counted. */
  takes(name: string, direction: 'inbound' | 'outbound', octets: number, now: Instant): boolean {
    const flow = this.#flows.get(name);
    if (flow === undefined) return false;
    if (flow.expiresAt <= now) {
      this.end(name, 'expired');
      return false;
    }
    this.#usedAt.set(name, now);
    const { counters } = this.#reporter;
    if (direction === 'outbound') {
      flow.packetsSent += 1;
      flow.octetsSent += octets;
      counters[IPSEC_COUNTER.softPacketsSent]! += 1;
      counters[IPSEC_COUNTER.softBytesSent]! += octets;
    } else {
      flow.packetsReceived += 1;
      flow.octetsReceived += octets;
      counters[IPSEC_COUNTER.softPacketsReceived]! += 1;
      counters[IPSEC_COUNTER.softBytesReceived]! += octets;
    }
    return true;
  }

  /** Ends those whose time is over. */
  expire(now: Instant): void {
    this.endAll(({ expiresAt }) => expiresAt <= now, 'expired');
  }

  /** Ends all that are over. Answers how many. */
  endAll(isOver: (soft: SoftSaView) => boolean, reason: SoftEndReason): number {
    const over = [...this.#flows.values()].filter(isOver);
    for (const { policy } of over) this.end(policy, reason);
    return over.length;
  }

  /** When the next one is over. */
  nextExpiry(): Instant | undefined {
    let next: Instant | undefined;
    for (const { expiresAt } of this.#flows.values()) {
      if (next === undefined || expiresAt < next) next = expiresAt;
    }
    return next;
  }

  views(): SoftSaView[] {
    return Array.from(this.#flows.values(), (flow) => ({ ...flow }));
  }

  #displace(): void {
    let silent: string | undefined;
    let since = Number.POSITIVE_INFINITY;
    for (const [name, at] of this.#usedAt) {
      if (at < since) [silent, since] = [name, at];
    }
    if (silent !== undefined) this.end(silent, 'displaced');
  }
}

function endsOf(name: string, { name: entryName, entry }: Policy): readonly [string, string] {
  const flow = name === entryName ? undefined : readFlowName(name);
  if (flow !== undefined) return [flow.local.text, flow.remote.text];
  if (entry === undefined) return ['', ''];
  return [rangeText(entry.selector.local), rangeText(entry.selector.remote)];
}
