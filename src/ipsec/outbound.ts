/** Clear packets on their way out: policy, choice of the SA, and batches for the network. */

import type { Address } from '../base/address.ts';
import { type Batch, batchOfOne, type Path } from '../base/batch.ts';
import { LIMITS } from '../base/limits.ts';
import type { Instant } from '../base/time.ts';
import { selectorText, type TrafficSelector } from '../base/traffic.ts';
import { newPacketView, viewPacket } from '../wire/packet-view.ts';
import { countClear } from './clear/clear-count.ts';
import { isNeighbourDiscovery } from './clear/exemptions.ts';
import { FragmentFlows } from './clear/fragment-flows.ts';
import type { Gate } from './clear/gate.ts';
import type { SoftFlows } from './clear/soft-flows.ts';
import { IPSEC_COUNTER } from './counters.ts';
import { drop, type Reporter } from './drops.ts';
import type { DropReason } from './events.ts';
import { FlowOfPacket } from './flow-of-packet.ts';
import type { HeldPackets } from './held.ts';
import { LinkPaths } from './link-paths.ts';
import { OutboundWriter } from './outbound-writer.ts';
import { filledOctets, newPlan, type Plan, planProtection } from './packet/encapsulation.ts';
import { isIcmpError, viewCause } from './packet/icmp-errors.ts';
import { packetLabel, viewLabel } from './packet/label.ts';
import { LastHeaders } from './packet/last-headers.ts';
import { mayBeCut, piecesBefore, tooBigError, wayOf } from './packet/oversize.ts';
import { isSamePeer, type PeerFlows } from './peer-flows.ts';
import type { OutboundSa, SaPair } from './sa/association.ts';
import { workOctets } from './sa/layout.ts';
import { advance, countProtected, endPair, exhaustedBy, hasNumber, spend } from './sa/lifetime.ts';
import { agePathMtu, innerMtu } from './sa/path-mtu.ts';
import type { DriverSink } from './sink.ts';
import { type Match, matchInbound, matchOutbound } from './spd/selector.ts';
import type { Policy, Spd } from './spd/spd.ts';

const CHUNK = LIMITS.packetsPerBatch;
/** Octets of a dummy packet's payload: enough to look like a short packet. */
const DUMMY_OCTETS = 32;

export interface OutboundParts {
  readonly spd: Spd;
  readonly sink: DriverSink;
  readonly reporter: Reporter;
  readonly held: HeldPackets;
  /** What is decided ahead of the filters. */
  readonly gate: Gate;
  /** Flows that go in clear. */
  readonly soft: SoftFlows;
  readonly localAddresses: readonly Address[];
  /** Octets of an IP packet that the link takes. */
  readonly linkMtu: number;
  /** Which peer's a flow is, where two have the same traffic. */
  readonly flows: PeerFlows;
}

/**
 * By what a packet finds its SA: by its own fields; as a fragment whose first one did; or, an ICMP
 * error, by the packet that it is about (RFC 4301 6.2).
 */
type Basis = 'packet' | 'fragment' | 'cause';

export class Outbound {
  readonly #parts: OutboundParts;
  readonly #view = newPacketView();
  readonly #plans: readonly Plan[] = Array.from({ length: CHUNK }, newPlan);
  readonly #linkPaths = new LinkPaths();
  readonly #writer: OutboundWriter;
  /** The packet that an ICMP error is about. */
  readonly #cause = newPacketView();
  readonly #flows = new FragmentFlows<Policy>();
  readonly #flowOf = new FlowOfPacket('outbound');
  /** Of the packet before, where it was protected in the ordinary way. */
  readonly #last = new LastHeaders();
  #asking: [name: string, flow: TrafficSelector | undefined][] = [];
  /** Pieces of clear packets, still to be sent. */
  #pieces: Uint8Array[] = [];
  /** ICMP errors for senders on the inner side. */
  #errors: Uint8Array[] = [];

  constructor(parts: OutboundParts) {
    this.#parts = parts;
    this.#writer = new OutboundWriter(parts.sink, parts.linkMtu);
  }

  /**
   * Sends, holds or drops the clear packets of a batch. What has no SA is held if `mayHold`, and
   * IKE is asked once a policy entry; else it is dropped.
   */
  send(batch: Batch, now: Instant, mayHold: boolean): void {
    const { arena, spans } = batch;
    const plans = this.#plans;
    for (let first = 0; first < batch.count; first += CHUNK) {
      const count = Math.min(CHUNK, batch.count - first);
      let planned = 0;
      const end = first + count;
      for (let i = first; i < end; ) {
        const plan = plans[planned]!;
        plan.index = i;
        plan.packets = 1;
        plan.start = spans[i * 2]!;
        plan.end = spans[i * 2 + 1]!;
        if (this.#plan(plan, arena, now, mayHold)) {
          planned++;
          this.#addAlike(plan, batch, end, now);
        }
        i += plan.packets;
      }
      this.#writer.write(batch, plans, planned);
    }
    if (this.#pieces.length > 0) this.#sendPieces(batch.path, now, mayHold);
    if (this.#errors.length > 0) this.#tellSenders();
    if (this.#asking.length > 0) this.#ask(now);
  }

  /** Sends a dummy packet (RFC 4303 2.6). False if the pair can send nothing any more, or is AH alone. */
  sendDummy(pair: SaPair, now: Instant): boolean {
    const sa = pair.outbound;
    // Among packets that are all filled up, a short one would be known for a dummy.
    const payloadOctets = Math.max(DUMMY_OCTETS, filledOctets(pair));
    if (sa?.esp === undefined || this.#take(sa, payloadOctets, now) !== undefined) return false;
    this.#writer.writeDummy(sa, payloadOctets);
    this.#parts.reporter.counters[IPSEC_COUNTER.dummyPacketsSent]! += 1;
    return true;
  }

  /** What was decided by entries that are gone, or by none, is decided anew. */
  forget(goesOn: (policy: string) => boolean): void {
    this.#flows.keep(({ name }) => goesOn(name));
  }

  /**
   * Adds to the plan of a packet that is protected those behind it, up to `end`, that have its headers: they go
   * the same way, for as long as its SA takes more.
   */
  #addAlike(plan: Plan, { arena, spans }: Batch, end: number, now: Instant): void {
    const last = this.#last;
    const from = plan.index + 1;
    if (from === end || !last.areOf(arena, spans[from * 2]!, spans[from * 2 + 1]!)) return;
    const { sink } = this.#parts;
    const pair = plan.pair!;
    const sa = pair.outbound!;
    const cipherOctets = workOctets(pair.layout, plan.payloadOctets);
    let i = from;
    for (; i < end; i++) {
      if (!last.areOf(arena, spans[i * 2]!, spans[i * 2 + 1]!)) break;
      if (pair.ended !== undefined || endOf(sa, cipherOctets) !== undefined) break;
      // Where numbers begin anew, the next one does not follow.
      if (sa.sequence === pair.terms.lastSequence) break;
      advance(sink, sa, now);
      spend(sink, sa, cipherOctets, now);
    }
    plan.packets = i - plan.index;
    this.#count(plan, sa, i - from);
  }

  /** Decides on one packet; true if the plan is to be written. */
  #plan(plan: Plan, arena: Uint8Array, now: Instant, mayHold: boolean): boolean {
    const view = this.#view;
    this.#last.forget();
    const spanEnd = plan.end;
    if (!viewPacket(view, arena, plan.start, plan.end)) {
      const label = packetLabel(arena, plan.start, plan.end);
      drop(this.#parts.reporter, 'outbound', 'malformed', label);
      return false;
    }
    plan.end = view.totalEnd;
    if (plan.end - plan.start > LIMITS.packetOctets) return this.#refuse('too-big', arena);
    if (isNeighbourDiscovery(view, arena)) {
      this.#parts.reporter.counters[IPSEC_COUNTER.exemptPackets]! += 1;
      return this.#clear(plan, arena);
    }
    const verdict = this.#parts.gate.judge('outbound', view, arena, now);
    if (verdict === 'pass') return this.#clear(plan, arena);
    if (verdict !== 'filters') return this.#refuse(verdict, arena);
    let policy = this.#parts.spd.lookUpOutbound(view, arena);
    let basis: Basis = 'packet';
    if (policy.action === 'undecided') {
      basis = 'fragment';
      policy = this.#flows.find(view, arena, now) ?? policy;
    } else if (view.moreFragments && view.fragmentOffset === 0) {
      this.#flows.remember(view, arena, policy, now);
    } else if (policy.name === '' && isIcmpError(view) && viewCause(this.#cause, view, arena)) {
      // No entry speaks of the error itself: it goes where answers to its cause would go.
      const ofCause = this.#parts.spd.lookUpInbound(this.#cause, arena);
      if (ofCause.action === 'protect') {
        basis = 'cause';
        policy = ofCause;
      }
    }
    switch (policy.action) {
      case 'protect':
        if (!this.#protect(plan, policy, basis, arena, now, mayHold)) return false;
        if (isOrdinary(plan, basis)) this.#last.keep(view, arena, plan.start, spanEnd);
        return true;
      case 'permit':
        this.#parts.reporter.counters[IPSEC_COUNTER.permittedPacketsSent]! += 1;
        return this.#clear(plan, arena);
      case 'block':
        return this.#refuse('blocked-by-policy', arena);
      case 'unmatched':
        return this.#refuse('no-policy', arena);
      case 'undecided':
        return this.#refuse('fragment', arena);
    }
  }

  #clear(plan: Plan, arena: Uint8Array): boolean {
    plan.pair = undefined;
    plan.outOctets = plan.end - plan.start;
    plan.inPieces = plan.outOctets > this.#parts.linkMtu;
    if (plan.inPieces && !mayBeCut(this.#view, arena)) {
      return this.#refuseTooBig(plan, arena, this.#parts.linkMtu);
    }
    plan.path = this.#linkPaths.pathOf(this.#view, arena);
    countClear(this.#parts.reporter.counters, 'outbound', this.#view);
    return true;
  }

  #protect(
    plan: Plan,
    policy: Policy,
    basis: Basis,
    arena: Uint8Array,
    now: Instant,
    mayHold: boolean,
  ): boolean {
    const { reporter } = this.#parts;
    for (;;) {
      const pair = this.#choose(policy, basis, arena, now);
      if (pair === undefined) {
        if (this.#isSoft(plan, policy, arena, now)) return this.#clear(plan, arena);
        // RFC 4301 6.2: no SA is made for an error that none accommodates.
        const holds = mayHold && basis !== 'cause';
        return holds ? this.#hold(plan, policy, arena, now) : this.#refuse('no-sa', arena);
      }
      const unfit = this.#unfitness(pair, arena);
      if (unfit !== undefined) return this.#refuse(unfit, arena);
      planProtection(plan, pair, this.#view, arena);
      if (plan.outOctets > pair.pathMtu.outOctets) {
        if (agePathMtu(pair, now)) continue;
        if (!this.#fitsInPieces(plan, pair, arena)) return false;
      }
      const sa = pair.outbound!;
      const ended = this.#take(sa, plan.payloadOctets, now);
      if (ended === 'sequence') return this.#refuse('sequence-overflow', arena, sa);
      if (ended !== undefined) continue;
      plan.sequence = sa.sequence;
      this.#count(plan, sa, 1);
      if (basis === 'cause') reporter.counters[IPSEC_COUNTER.errorsByTheirPacket]! += 1;
      return true;
    }
  }

  /** Counts packets that are protected by plans like this one. */
  #count(plan: Plan, sa: OutboundSa, packets: number): void {
    const { counters } = this.#parts.reporter;
    countProtected(counters, 'outbound', sa, packets, packets * (plan.end - plan.start));
    const filling = plan.payloadOctets - plan.clearOctets;
    if (filling > 0) counters[IPSEC_COUNTER.tfcOctetsSent]! += packets * filling;
  }

  /** The newest pair that still works and that the packet may take. */
  #choose(policy: Policy, basis: Basis, arena: Uint8Array, now: Instant): SaPair | undefined {
    let owner: SaPair | undefined;
    let newest: SaPair | undefined;
    for (const pair of policy.pairs) {
      if (pair.ended !== undefined) continue;
      const match = this.#matchOf(pair, policy, basis, arena);
      if (match !== 'yes' && (match !== 'undecided' || basis !== 'fragment')) continue;
      if (!pair.contested) return newest ?? pair;
      owner ??= this.#parts.flows.ownerOf(this.#view, arena, now);
      if (owner === undefined || isSamePeer(owner, pair)) return pair;
      newest ??= pair;
    }
    return newest;
  }

  #matchOf({ selector }: SaPair, policy: Policy, basis: Basis, arena: Uint8Array): Match {
    if (basis === 'cause') return matchInbound(selector, this.#cause, arena);
    // By this very selector the packet has found its entry.
    if (basis === 'packet' && selector === policy.entry?.selector) return 'yes';
    return matchOutbound(selector, this.#view, arena);
  }

  /** Whether a packet too long for its path goes on, to be cut up; else it has been dealt with. */
  #fitsInPieces(plan: Plan, pair: SaPair, arena: Uint8Array): boolean {
    const way = wayOf(plan, pair, this.#view, arena);
    if (way === 'refuse') {
      const { localAddress } = pair.parameters;
      return this.#refuseTooBig(plan, arena, innerMtu(pair, plan.headerOctets), localAddress);
    }
    if (way === 'before') {
      const identification = this.#writer.nextIdentification();
      this.#pieces.push(...piecesBefore(plan, pair, arena, identification));
      return false;
    }
    plan.inPieces = way === 'after';
    return true;
  }

  #refuseTooBig(plan: Plan, arena: Uint8Array, mtu: number, from?: Address): false {
    const { localAddresses } = this.#parts;
    const addresses = from === undefined ? localAddresses : [from, ...localAddresses];
    const error = tooBigError(this.#view, arena, plan, mtu, addresses);
    if (error !== undefined) this.#errors.push(error);
    return this.#refuse('too-big', arena);
  }

  #sendPieces(path: Path, now: Instant, mayHold: boolean): void {
    const pieces = this.#pieces;
    this.#pieces = [];
    for (const piece of pieces) this.send(batchOfOne(path, piece), now, mayHold);
  }

  /** Whoever gets an error may send at once, so it goes out when nothing is half done. */
  #tellSenders(): void {
    const errors = this.#errors;
    this.#errors = [];
    for (const error of errors) this.#parts.sink.deliver(error, 0, error.length);
  }

  /** Transport mode takes whole packets (RFC 4303 3.1.1) between its own two ends alone (RFC 4301 4.1). */
  #unfitness(pair: SaPair, arena: Uint8Array): DropReason | undefined {
    if (pair.terms.tunnel) return undefined;
    const { localAddress, remoteAddress } = pair.parameters;
    const { fragmentOffset, moreFragments, sourceAt, destinationAt, addressOctets } = this.#view;
    if (fragmentOffset > 0 || moreFragments) return 'fragment';
    return localAddress.octets === addressOctets &&
      localAddress.isAt(arena, sourceAt) &&
      remoteAddress.isAt(arena, destinationAt)
      ? undefined
      : 'selector-mismatch';
  }

  /** Takes the next sequence number; what ended the pair if it has none or its volume is used up. */
  #take(sa: OutboundSa, payloadOctets: number, now: Instant): SaPair['ended'] {
    const { pair } = sa;
    const cipherOctets = workOctets(pair.layout, payloadOctets);
    const ended = endOf(sa, cipherOctets);
    if (ended !== undefined) endPair(this.#parts.reporter, pair, ended);
    if (pair.ended !== undefined) return pair.ended;
    advance(this.#parts.sink, sa, now);
    spend(this.#parts.sink, sa, cipherOctets, now);
    return undefined;
  }

  /** Whether a packet without an SA goes in clear, since its peer does not know IPsec. */
  #isSoft(plan: Plan, policy: Policy, arena: Uint8Array, now: Instant): boolean {
    const { soft } = this.#parts;
    if (soft.isEmpty) return false;
    const name = this.#flowOf.nameOf(policy, this.#view, arena);
    return soft.takes(name, 'outbound', plan.end - plan.start, now);
  }

  #hold(plan: Plan, policy: Policy, arena: Uint8Array, now: Instant): boolean {
    const { held, reporter } = this.#parts;
    const name = this.#flowOf.nameOf(policy, this.#view, arena);
    const verdict = held.hold(name, arena, plan.start, plan.end, now);
    if (verdict === 'full') return this.#refuse('queue-full', arena);
    reporter.counters[IPSEC_COUNTER.heldPackets]! += 1;
    if (verdict === 'first') {
      reporter.counters[IPSEC_COUNTER.acquires]! += 1;
      const packet = viewLabel(this.#view, arena);
      reporter.note({ kind: 'acquire', policy: name, packet });
      this.#asking.push([name, this.#flowOf.selectorOf(policy, this.#view, arena)]);
    }
    return false;
  }

  /** IKE is asked last, when nothing is half done: it may answer at once. */
  #ask(now: Instant): void {
    const asking = this.#asking;
    this.#asking = [];
    for (const [name, flow] of asking) this.#parts.sink.acquire(name, now, flow);
  }

  #refuse(reason: DropReason, arena: Uint8Array, sa?: OutboundSa): false {
    const label = viewLabel(this.#view, arena);
    // RFC 4301 4.4.2.1: the record of an overflow has the selectors of the SA.
    const used =
      reason === 'sequence-overflow' && sa !== undefined
        ? `, by an SA for ${selectorText(sa.pair.parameters.selector)}`
        : '';
    drop(this.#parts.reporter, 'outbound', reason, label + used, sa?.spi, sa?.sequence);
    return false;
  }
}

/** What ends the pair if its outbound half carries a packet on whose `cipherOctets` the cipher works. */
function endOf(sa: OutboundSa, cipherOctets: number): SaPair['ended'] {
  return hasNumber(sa) ? exhaustedBy(sa, cipherOctets) : 'sequence';
}

/** Whether another packet with these headers goes the same way, as far as its SA takes it. */
function isOrdinary({ pair, outOctets, inPieces }: Plan, basis: Basis): boolean {
  if (basis !== 'packet' || pair === undefined || pair.contested) return false;
  return !inPieces && outOctets <= pair.pathMtu.outOctets;
}
