/** What came out of an SA: an IP packet again, checked against the SA it came by (RFC 4301 5.2), and delivered. */

import { LIMITS } from '../base/limits.ts';
import type { Instant } from '../base/time.ts';
import { PROTOCOL_NUMBER } from '../wire/numbers/ip.ts';
import { moveView, newPacketView, type PacketView } from '../wire/packet-view.ts';
import { FragmentFlows } from './clear/fragment-flows.ts';
import { IPSEC_COUNTER } from './counters.ts';
import type { Reporter } from './drops.ts';
import type { DropReason } from './events.ts';
import type { LocalAddresses } from './local-addresses.ts';
import type { OpenRun } from './open-run.ts';
import { isLocal, viewWhole } from './packet/checked-view.ts';
import { fixChecksum } from './packet/checksum-fix.ts';
import { propagateCongestion } from './packet/ecn.ts';
import { finishHeader } from './packet/encapsulation.ts';
import { isIcmpError, viewCause } from './packet/icmp-errors.ts';
import { LastHeaders } from './packet/last-headers.ts';
import { HeaderWriter, outerHeaderOctets } from './packet/outer-header.ts';
import type { PeerFlows } from './peer-flows.ts';
import type { InboundSa, SaPair } from './sa/association.ts';
import { countProtected } from './sa/lifetime.ts';
import type { DriverSink } from './sink.ts';
import { matchInbound, matchOutbound } from './spd/selector.ts';
import type { Spd } from './spd/spd.ts';

export interface AdmissionParts {
  readonly spd: Spd;
  readonly sink: DriverSink;
  readonly reporter: Reporter;
  readonly flows: PeerFlows;
  /** Tunnels bring packets for others too. */
  readonly isGateway: boolean;
}

export class Admission {
  readonly #parts: AdmissionParts;
  readonly #local: LocalAddresses;
  readonly #view: PacketView;
  readonly #run: OpenRun;
  /** The packet that an ICMP error is about. */
  readonly #cause = newPacketView();
  readonly #flows = new FragmentFlows<InboundSa>();
  readonly #headers = new HeaderWriter();
  /** The last packet of this run that was delivered, of which the view is; and its next header. */
  readonly #last = new LastHeaders();
  #lastNext = 0;
  /** Packets of this run that were delivered, and their octets. */
  #packets = 0;
  #octets = 0;

  /** `view` is left at the packet inside; `run` holds the opened packets. */
  constructor(parts: AdmissionParts, local: LocalAddresses, view: PacketView, run: OpenRun) {
    this.#parts = parts;
    this.#local = local;
    this.#view = view;
    this.#run = run;
  }

  /** What the packets before had been decided on may be otherwise from now on, and the view another packet's. */
  beginRun(): void {
    this.#last.forget();
    this.#packets = 0;
    this.#octets = 0;
  }

  /** Counts what was delivered of a run. */
  endRun(sa: InboundSa): void {
    if (this.#packets === 0) return;
    const { counters } = this.#parts.reporter;
    countProtected(counters, 'inbound', sa, this.#packets, this.#octets);
  }

  /** Checks what packet `k` of the run holds, and delivers it; why not, if not. */
  admit(
    sa: InboundSa,
    k: number,
    payloadStart: number,
    payloadEnd: number,
    next: number,
    now: Instant,
  ): DropReason | undefined {
    const { reporter, sink } = this.#parts;
    const { arena, packetAt, spans } = this.#run;
    const { pair } = sa;
    const view = this.#view;
    const { tunnel } = pair.terms;
    const start = tunnel
      ? payloadStart
      : this.#restoreHeader(k, pair, payloadStart, payloadEnd, next);
    const last = this.#last;
    if (
      next === this.#lastNext &&
      last.areOf(arena, start, payloadEnd) &&
      last.isChecksumRight(arena, start)
    ) {
      moveView(view, start);
    } else {
      const reason = this.#judge(sa, start, payloadEnd, next, now);
      if (reason !== undefined) return reason;
    }
    const { counters } = reporter;
    if (tunnel && packetAt[k] !== spans[k * 2]) {
      const verdict = propagateCongestion(arena, packetAt[k]!, start);
      if (verdict !== 'plain') counters[IPSEC_COUNTER.congestionAlarms]! += 1;
      if (verdict === 'drop') return 'congestion';
    }
    if (payloadEnd > view.totalEnd) {
      counters[IPSEC_COUNTER.tfcOctetsReceived]! += payloadEnd - view.totalEnd;
    }
    this.#packets += 1;
    this.#octets += view.totalEnd - start;
    sink.deliver(arena, start, view.totalEnd, view, this.#run.isInPlace);
    return undefined;
  }

  /** Views the packet at `start`, and says why it is not delivered, if so. */
  #judge(
    sa: InboundSa,
    start: number,
    payloadEnd: number,
    next: number,
    now: Instant,
  ): DropReason | undefined {
    const { arena } = this.#run;
    const { pair } = sa;
    const view = this.#view;
    const { tunnel } = pair.terms;
    this.#last.forget();
    if (
      (tunnel && !isIpInIp(next, arena, start)) ||
      payloadEnd - start > LIMITS.packetOctets ||
      !viewWhole(view, arena, start, payloadEnd)
    ) {
      return 'bad-inner-packet';
    }
    const unfit = this.#unfitness(sa, arena, now);
    if (unfit !== undefined) return unfit;
    const mayBeForOthers = tunnel && this.#parts.isGateway;
    if (!mayBeForOthers && !isLocal(this.#local, view, arena)) return 'not-for-this-host';
    if (pair.checksumFix !== undefined) fixChecksum(pair.checksumFix, view, arena);
    // What a peer behind a NAT begins is remembered before a neighbour of it comes.
    const mayBeShared = pair.contested || pair.parameters.nat?.remoteBehindNat === true;
    if (mayBeShared && !this.#parts.flows.claim(pair, view, arena, now)) {
      return 'flow-of-another-peer';
    }
    if (tunnel) {
      this.#last.keep(view, arena, start, payloadEnd);
      this.#lastNext = next;
    }
    return undefined;
  }

  /** Why the packet of the view may not come by an SA, if so (RFC 4301 5.2, 6.2, 7.4). */
  #unfitness(sa: InboundSa, arena: Uint8Array, now: Instant): DropReason | undefined {
    const view = this.#view;
    const { selector, parameters } = sa.pair;
    if (this.#parts.spd.isFirst(parameters.policy, selector, view, arena)) {
      this.#rememberFirst(sa, arena, now);
      return undefined;
    }
    const match = matchInbound(selector, view, arena);
    if (match === 'undecided') {
      return this.#flows.find(view, arena, now) === sa ? undefined : 'fragment';
    }
    if (match === 'yes') return this.#obstacle(sa, arena, now);
    // An error that the SA does not carry in its own right passes if its cause was sent by it.
    const isByCause =
      isIcmpError(view) &&
      viewCause(this.#cause, view, arena) &&
      matchOutbound(selector, this.#cause, arena) === 'yes';
    if (!isByCause) return 'selector-mismatch';
    this.#parts.reporter.counters[IPSEC_COUNTER.errorsByTheirPacket]! += 1;
    return undefined;
  }

  /** Why policy keeps out what the SA itself would carry. */
  #obstacle(sa: InboundSa, arena: Uint8Array, now: Instant): DropReason | undefined {
    const view = this.#view;
    switch (this.#parts.spd.obstacle(sa.pair.parameters.policy, view, arena)) {
      case 'block':
        return 'blocked-by-policy';
      case 'peer':
        return 'selector-mismatch';
      case 'undecided':
        return this.#flows.find(view, arena, now) === sa ? undefined : 'fragment';
    }
    this.#rememberFirst(sa, arena, now);
    return undefined;
  }

  /** What a first fragment showed holds for the others. */
  #rememberFirst(sa: InboundSa, arena: Uint8Array, now: Instant): void {
    const view = this.#view;
    if (!view.moreFragments || view.fragmentOffset > 0) return;
    this.#flows.remember(view, arena, sa, now);
  }

  /** Puts the IP header of a transport packet in front of its payload; answers where it starts. */
  #restoreHeader(
    k: number,
    pair: SaPair,
    payloadStart: number,
    payloadEnd: number,
    next: number,
  ): number {
    const { arena, spans, packetAt, protocolAt } = this.#run;
    // The peer keeps the address that was negotiated with it, wherever its NAT shows it by now.
    const { localAddress, remoteAddress } = pair.parameters;
    const headerOctets = spans[k * 2]! - packetAt[k]!;
    if (headerOctets === 0) {
      const start = payloadStart - outerHeaderOctets(remoteAddress);
      const octets = payloadEnd - start;
      this.#headers.write(arena, start, remoteAddress, localAddress, next, octets, -1);
      return start;
    }
    const start = payloadStart - headerOctets;
    arena.copyWithin(start, packetAt[k]!, packetAt[k]! + headerOctets);
    finishHeader(arena, start, headerOctets, protocolAt[k]!, next, payloadEnd - start);
    return start;
  }
}

/** Whether the payload of a tunnel is a packet of the version that the next header says. */
function isIpInIp(next: number, arena: Uint8Array, at: number): boolean {
  const version = arena[at]! >> 4;
  return (
    (next === PROTOCOL_NUMBER.ipv4 && version === 4) ||
    (next === PROTOCOL_NUMBER.ipv6 && version === 6)
  );
}
