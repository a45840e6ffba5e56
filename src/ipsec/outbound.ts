/** Clear packets on their way out: policy, choice of the SA, and batches for the network. */

import type { Batch, Path } from '../base/batch.ts';
import { LIMITS } from '../base/limits.ts';
import type { Instant } from '../base/time.ts';
import { PROTOCOL_NUMBER } from '../wire/numbers/ip.ts';
import { newPacketView, viewPacket } from '../wire/packet-view.ts';
import { LAST_SEQUENCE, type OutboundSa, type SaPair } from './association.ts';
import { IPSEC_COUNTER } from './counters.ts';
import { drop, type Reporter } from './drops.ts';
import {
  newPlan,
  type Plan,
  pathLimitOctets,
  planProtection,
  writeProtected,
} from './encapsulation.ts';
import { cipherOctetsFor, espPacketOctets, layOutEsp, payloadAt } from './esp.ts';
import type { DropReason } from './events.ts';
import type { HeldPackets } from './held.ts';
import { packetLabel, viewLabel } from './label.ts';
import { countProtected, endPair } from './lifetime.ts';
import { isAddress, LinkPaths } from './link-paths.ts';
import { HeaderWriter, outerHeaderOctets } from './outer-header.ts';
import { matchOutbound } from './selector.ts';
import type { DriverSink } from './sink.ts';
import type { Policy, Spd } from './spd.ts';

const CHUNK = LIMITS.packetsPerBatch;
/** Octets of a dummy packet's payload: enough to look like a short packet. */
const DUMMY_OCTETS = 32;

export interface OutboundParts {
  readonly spd: Spd;
  readonly sink: DriverSink;
  readonly reporter: Reporter;
  readonly held: HeldPackets;
}

export class Outbound {
  readonly #parts: OutboundParts;
  readonly #view = newPacketView();
  readonly #plans: readonly Plan[] = Array.from({ length: CHUNK }, newPlan);
  readonly #spans = new Uint32Array(CHUNK * 2);
  readonly #linkPaths = new LinkPaths();
  readonly #headers = new HeaderWriter();
  #asking: string[] = [];

  constructor(parts: OutboundParts) {
    this.#parts = parts;
  }

  /**
   * Sends, holds or drops the clear packets of a batch. What has no SA is held if `mayHold`, and
   * IKE is asked once a policy entry; else it is dropped.
   */
  send(batch: Batch, now: Instant, mayHold: boolean): void {
    for (let first = 0; first < batch.count; first += CHUNK) {
      const count = Math.min(CHUNK, batch.count - first);
      let planned = 0;
      for (let i = first; i < first + count; i++) {
        const plan = this.#plans[planned]!;
        plan.start = batch.spans[i * 2]!;
        plan.end = batch.spans[i * 2 + 1]!;
        if (this.#plan(plan, batch.arena, now, mayHold)) planned++;
      }
      this.#write(batch.arena, planned);
    }
    if (this.#asking.length > 0) this.#ask(now);
  }

  /** Sends a dummy packet (RFC 4303 2.6). False if the pair can send nothing any more. */
  sendDummy(pair: SaPair, now: Instant): boolean {
    const { path, udpEncapsulated, localAddress, remoteAddress } = pair.parameters;
    const { sink, reporter } = this.#parts;
    const sa = pair.outbound;
    if (sa === undefined || this.#take(sa, DUMMY_OCTETS, now) !== undefined) return false;
    const headerOctets = udpEncapsulated ? 0 : outerHeaderOctets(localAddress);
    const octets = headerOctets + espPacketOctets(pair.layout, DUMMY_OCTETS);
    const at = sink.network.reserve(path, octets);
    const { arena } = sink.network;
    const espAt = at + headerOctets;
    const payload = espAt + payloadAt(pair.layout);
    arena.fill(0, payload, payload + DUMMY_OCTETS);
    const next = PROTOCOL_NUMBER.ipv6NoNext;
    layOutEsp(arena, espAt, pair.layout, sa.spi, sa.sequence, DUMMY_OCTETS, next);
    if (headerOctets > 0) {
      const protocol = PROTOCOL_NUMBER.esp;
      this.#headers.write(arena, at, localAddress, remoteAddress, protocol, octets, -1);
    }
    sink.network.commit(at, at + octets);
    this.#spans[0] = espAt;
    this.#spans[1] = at + octets;
    sa.sealer.seal(arena, this.#spans, 1);
    reporter.counters[IPSEC_COUNTER.dummyPacketsSent]! += 1;
    return true;
  }

  /** Decides on one packet; true if the plan is to be written. */
  #plan(plan: Plan, arena: Uint8Array, now: Instant, mayHold: boolean): boolean {
    const view = this.#view;
    if (!viewPacket(view, arena, plan.start, plan.end)) {
      const label = packetLabel(arena, plan.start, plan.end);
      drop(this.#parts.reporter, 'outbound', 'malformed', label);
      return false;
    }
    plan.end = view.totalEnd;
    if (plan.end - plan.start > LIMITS.packetOctets) return this.#refuse('too-big', arena);
    const policy = this.#parts.spd.lookUpOutbound(view, arena);
    switch (policy.action) {
      case 'protect':
        return this.#protect(plan, policy, arena, now, mayHold);
      case 'permit':
        return this.#permit(plan, arena);
      case 'block':
        return this.#refuse('blocked-by-policy', arena);
      case 'unmatched':
        return this.#refuse('no-policy', arena);
      case 'undecided':
        return this.#refuse('fragment', arena);
    }
  }

  #permit(plan: Plan, arena: Uint8Array): boolean {
    plan.pair = undefined;
    plan.outOctets = plan.end - plan.start;
    plan.path = this.#linkPaths.pathOf(this.#view, arena);
    this.#parts.reporter.counters[IPSEC_COUNTER.permittedPacketsSent]! += 1;
    return true;
  }

  #protect(plan: Plan, policy: Policy, arena: Uint8Array, now: Instant, mayHold: boolean): boolean {
    for (;;) {
      const pair = this.#choose(policy, arena);
      if (pair === undefined) {
        return mayHold ? this.#hold(plan, policy, arena) : this.#refuse('no-sa', arena);
      }
      const unfit = this.#unfitness(pair, arena);
      if (unfit !== undefined) return this.#refuse(unfit, arena);
      planProtection(plan, pair, this.#view, arena);
      const limit = pathLimitOctets(pair.parameters.path);
      if (plan.outOctets > limit) return this.#refuse('too-big', arena);
      const sa = pair.outbound!;
      const ended = this.#take(sa, plan.payloadOctets, now);
      if (ended === 'sequence') return this.#refuse('sequence-overflow', arena);
      if (ended !== undefined) continue;
      plan.sequence = sa.sequence;
      const octets = plan.end - plan.start;
      sa.packets += 1;
      sa.octets += octets;
      countProtected(this.#parts.reporter.counters, 'outbound', pair, octets);
      return true;
    }
  }

  /** The newest pair that still works and that the packet may take. */
  #choose(policy: Policy, arena: Uint8Array): SaPair | undefined {
    for (const pair of policy.pairs) {
      if (pair.ended !== undefined) continue;
      if (matchOutbound(pair.selector, this.#view, arena) === 'yes') return pair;
    }
    return undefined;
  }

  /** Transport mode takes whole packets (RFC 4303 3.1.1) between its own two ends alone (RFC 4301 4.1). */
  #unfitness(pair: SaPair, arena: Uint8Array): DropReason | undefined {
    const { mode, localAddress, remoteAddress } = pair.parameters;
    if (mode === 'tunnel') return undefined;
    const { fragmentOffset, moreFragments, sourceAt, destinationAt, addressOctets } = this.#view;
    if (fragmentOffset > 0 || moreFragments) return 'fragment';
    return isAddress(localAddress.bytes, arena, sourceAt, addressOctets) &&
      isAddress(remoteAddress.bytes, arena, destinationAt, addressOctets)
      ? undefined
      : 'selector-mismatch';
  }

  /** Takes the next sequence number; what ended the pair if it has none or its volume is used up. */
  #take(sa: OutboundSa, payloadOctets: number, now: Instant): SaPair['ended'] {
    const { pair } = sa;
    const cipherOctets = cipherOctetsFor(pair.layout, payloadOctets);
    if (sa.sequence === LAST_SEQUENCE) endPair(this.#parts.reporter, pair, 'sequence');
    else if (sa.cipherOctets + cipherOctets > pair.limitOctets) {
      endPair(this.#parts.reporter, pair, 'kilobytes');
    }
    if (pair.ended !== undefined) return pair.ended;
    sa.sequence += 1;
    sa.cipherOctets += cipherOctets;
    sa.lastUsedAt = now;
    return undefined;
  }

  #hold(plan: Plan, policy: Policy, arena: Uint8Array): boolean {
    const { held, reporter } = this.#parts;
    const verdict = held.hold(policy, arena, plan.start, plan.end);
    if (verdict === 'full') return this.#refuse('queue-full', arena);
    reporter.counters[IPSEC_COUNTER.heldPackets]! += 1;
    if (verdict === 'first') {
      reporter.counters[IPSEC_COUNTER.acquires]! += 1;
      const packet = viewLabel(this.#view, arena);
      reporter.note({ kind: 'acquire', policy: policy.name, packet });
      this.#asking.push(policy.name);
    }
    return false;
  }

  /** IKE is asked last, when nothing is half done: it may answer at once. */
  #ask(now: Instant): void {
    const asking = this.#asking;
    this.#asking = [];
    for (const policy of asking) this.#parts.sink.acquire(policy, now);
  }

  #refuse(reason: DropReason, arena: Uint8Array): false {
    drop(this.#parts.reporter, 'outbound', reason, viewLabel(this.#view, arena));
    return false;
  }

  /** Writes plans in their order, run by run of one path and one SA. */
  #write(source: Uint8Array, count: number): void {
    for (let from = 0; from < count; ) {
      const { path, pair } = this.#plans[from]!;
      let to = from + 1;
      while (to < count && this.#plans[to]!.path === path && this.#plans[to]!.pair === pair) to++;
      while (from < to) from = this.#writeRun(source, path!, pair, from, to);
    }
  }

  /**
   * Writes plans from `from` on as far as one arena takes them, and seals them together. The clear
   * packets are copied behind the room for the protected ones in one go and moved from there: a
   * view of the source for each packet would be an object for each packet. Answers the next plan.
   */
  #writeRun(
    source: Uint8Array,
    path: Path,
    pair: SaPair | undefined,
    from: number,
    to: number,
  ): number {
    const { network } = this.#parts.sink;
    let { start: low, end: high, outOctets: out } = this.#plans[from]!;
    let next = from + 1;
    for (; next < to; next++) {
      const plan = this.#plans[next]!;
      const newLow = Math.min(low, plan.start);
      const newHigh = Math.max(high, plan.end);
      if (out + plan.outOctets + newHigh - newLow > LIMITS.arenaOctets) break;
      out += plan.outOctets;
      low = newLow;
      high = newHigh;
    }
    let at = network.reserve(path, out + high - low);
    const { arena } = network;
    const staged = arena.length - (high - low);
    arena.set(source.subarray(low, high), staged);
    let index = from;
    for (; index < next; index++) {
      const plan = this.#plans[index]!;
      if (index > from) at = network.reserve(path, plan.outOctets);
      if (network.arena !== arena) break;
      const clearAt = staged + plan.start - low;
      let spanAt = at;
      if (pair === undefined) arena.copyWithin(at, clearAt, clearAt + plan.outOctets);
      else spanAt = writeProtected(plan, pair, arena, clearAt, at, this.#headers);
      this.#spans[(index - from) * 2] = spanAt;
      this.#spans[(index - from) * 2 + 1] = at + plan.outOctets;
      network.commit(at, at + plan.outOctets);
    }
    if (pair !== undefined) pair.outbound!.sealer.seal(arena, this.#spans, index - from);
    return index;
  }
}
