/**
 * Packets from the network: what is ESP or AH is sorted to its SA (RFC 4303 3.4, RFC 4302 3.4: SPI,
 * replay check) and opened there; what is clear is checked against policy.
 */

import type { Address } from '../base/address.ts';
import { type ArenaPool, type Batch, batchOfOne } from '../base/batch.ts';
import { dataOf, readU32 } from '../base/bytes.ts';
import { LIMITS } from '../base/limits.ts';
import type { Duration, Instant } from '../base/time.ts';
import { selectorText } from '../base/traffic.ts';
import { AH_FIXED_OCTETS } from '../wire/ah.ts';
import { ESP_HEADER_OCTETS } from '../wire/esp.ts';
import { PROTOCOL_NUMBER } from '../wire/numbers/ip.ts';
import { newPacketView } from '../wire/packet-view.ts';
import { Admission } from './admission.ts';
import { countClear } from './clear/clear-count.ts';
import { ClearInbound } from './clear/clear-inbound.ts';
import { isForGroup, isNeighbourDiscovery } from './clear/exemptions.ts';
import type { Gate } from './clear/gate.ts';
import type { SoftFlows } from './clear/soft-flows.ts';
import type { UnprotectedErrors } from './clear/unprotected-errors.ts';
import { IPSEC_COUNTER } from './counters.ts';
import { drop, type Reporter } from './drops.ts';
import type { DropReason } from './events.ts';
import { LocalAddresses } from './local-addresses.ts';
import { OpenRun } from './open-run.ts';
import { countReplay, Opening } from './opening.ts';
import { AH_SPI_AT, ahOctetsAt } from './packet/ah.ts';
import { isLocal, viewWhole } from './packet/checked-view.ts';
import { datagramLabel, packetLabel, viewLabel } from './packet/label.ts';
import { Reassembler } from './packet/reassembly.ts';
import type { PeerFlows } from './peer-flows.ts';
import type { InboundSa } from './sa/association.ts';
import { isSpent } from './sa/lifetime.ts';
import type { Sad, SaProtocol } from './sa/sad.ts';
import type { DriverSink } from './sink.ts';
import type { Spd } from './spd/spd.ts';

/** Reasons that are about the packet inside. */
const INNER_REASONS: ReadonlySet<DropReason> = new Set([
  'selector-mismatch',
  'blocked-by-policy',
  'not-for-this-host',
  'fragment',
  'congestion',
]);

export interface InboundParts {
  readonly spd: Spd;
  readonly sad: Sad;
  readonly sink: DriverSink;
  readonly reporter: Reporter;
  /** What is decided ahead of the filters. */
  readonly gate: Gate;
  /** Flows that go in clear. */
  readonly soft: SoftFlows;
  readonly localAddresses: readonly Address[];
  readonly isGateway: boolean;
  readonly unprotectedErrors: UnprotectedErrors;
  readonly pathMtuLifetime: Duration;
  /** Where packets are opened. */
  readonly pool: ArenaPool;
  readonly flows: PeerFlows;
}

export class Inbound {
  readonly #parts: InboundParts;
  readonly #local: LocalAddresses;
  readonly #view = newPacketView();
  readonly #reassembler = new Reassembler();
  readonly #clear: ClearInbound;
  readonly #run: OpenRun;
  readonly #opening: Opening;

  constructor(parts: InboundParts) {
    this.#parts = parts;
    this.#run = new OpenRun(parts.pool);
    this.#local = new LocalAddresses(parts.localAddresses);
    this.#clear = new ClearInbound(parts, this.#local);
    const admission = new Admission(parts, this.#local, this.#view, this.#run);
    const { sink, reporter } = parts;
    this.#opening = new Opening({ sink, reporter, admission, run: this.#run }, (...refused) =>
      this.#refuseProtected(...refused),
    );
  }

  /** Opens, delivers or drops the packets of a batch, in their order. Never throws, whatever they hold. */
  receive(batch: Batch, now: Instant): void {
    const { spans, count, path } = batch;
    for (let i = 0; i < count; ) {
      const start = spans[i * 2]!;
      const end = spans[i * 2 + 1]!;
      if (path.carrier === 'udp') {
        this.#sort('esp', batch, i, start, start, end, start, now);
        i = this.#addMore(batch, i + 1);
      } else {
        this.#link(batch, i, start, end, now);
        i++;
      }
    }
    this.#opening.flush(batch, now);
    this.#run.end();
  }

  /** What was decided by entries that are gone is decided anew. */
  forget(goesOn: (policy: string) => boolean): void {
    this.#clear.forget(goesOn);
  }

  #link(batch: Batch, index: number, start: number, end: number, now: Instant): void {
    const view = this.#view;
    const { arena } = batch;
    if (!viewWhole(view, arena, start, end)) {
      drop(this.#parts.reporter, 'inbound', 'malformed', packetLabel(arena, start, end));
      return;
    }
    const protocol = protectingProtocol(view.protocol);
    if (protocol !== undefined) {
      const { headerEnd, totalEnd, protocolAt } = view;
      if (view.fragmentOffset > 0 || view.moreFragments) this.#fragment(protocol, batch, now);
      else this.#sort(protocol, batch, index, start, headerEnd, totalEnd, protocolAt, now);
      return;
    }
    if (this.#run.count > 0) {
      // The packets before it are delivered first, which takes the view.
      this.#opening.flush(batch, now);
      viewWhole(view, arena, start, end);
    }
    const { sink, reporter } = this.#parts;
    if (
      isNeighbourDiscovery(view, arena) &&
      (isForGroup(view, arena) || isLocal(this.#local, view, arena))
    ) {
      reporter.counters[IPSEC_COUNTER.exemptPackets]! += 1;
      countClear(reporter.counters, 'inbound', view);
      sink.deliver(arena, start, view.totalEnd, view);
      return;
    }
    const reason = this.#clear.judge(view, arena, now);
    if (reason === 'used') return;
    if (reason !== undefined) {
      this.#refuse(reason, arena);
      return;
    }
    countClear(reporter.counters, 'inbound', view);
    sink.deliver(arena, start, view.totalEnd, view);
  }

  /** RFC 4303 3.4.1, RFC 4302 3.4.1: reassembly comes before ESP and AH. */
  #fragment(protocol: SaProtocol, batch: Batch, now: Instant): void {
    const view = this.#view;
    const { arena } = batch;
    if (!isLocal(this.#local, view, arena)) {
      const { spiAt, octets } = HEADERS[protocol];
      const shows = view.fragmentOffset === 0 && view.headerEnd + octets <= view.totalEnd;
      const at = view.headerEnd + spiAt;
      const label = viewLabel(view, arena);
      const { reporter } = this.#parts;
      if (!shows) drop(reporter, 'inbound', 'fragment', label);
      else drop(reporter, 'inbound', 'fragment', label, readU32(arena, at), readU32(arena, at + 4));
      return;
    }
    this.#parts.reporter.counters[IPSEC_COUNTER.espFragments]! += 1;
    const whole = this.#reassembler.add(this.#view, batch.arena, now);
    if (whole === undefined) return;
    this.#opening.flush(batch, now);
    this.#run.end();
    this.receive(batchOfOne(batch.path, whole), now);
  }

  /**
   * Sorts the packet whose ESP or AH starts at `at` to its SA, as far as that goes without touching
   * it (RFC 4303 3.4.2, 3.4.3).
   */
  #sort(
    protocol: SaProtocol,
    batch: Batch,
    index: number,
    start: number,
    at: number,
    end: number,
    protocolAt: number,
    now: Instant,
  ): void {
    const { path, arena } = batch;
    const { spiAt, octets } = protocol === 'esp' ? HEADERS.esp : HEADERS.ah;
    if (end > arena.length || end - at < octets || end - start > LIMITS.packetOctets) {
      this.#refuseProtected('malformed', batch, index);
      return;
    }
    const spi = readU32(arena, at + spiAt);
    const sequence = readU32(arena, at + spiAt + 4);
    const { gate } = this.#parts;
    if (gate.blocks) {
      this.#refuseProtected('blocked-by-mode', batch, index, spi, sequence);
      return;
    }
    const sa = this.#parts.sad.inbound(spi, protocol);
    // An SA in UDP is known there and nowhere else, and the other way round.
    if (sa === undefined || sa.pair.terms.udpEncapsulated !== (path.carrier === 'udp')) {
      this.#refuseProtected('unknown-spi', batch, index, spi, sequence);
      // What was for another host is no news of this one's SAs, and an SPI that came the wrong way is
      // a forgery: to call it unknown would make the peer end a good pair.
      const isNews = path.carrier === 'udp' || isLocal(this.#local, this.#view, arena);
      if (sa === undefined && isNews && gate.isSecure)
        this.#parts.sink.unknownSpi(path, spi, now, protocol);
      return;
    }
    const fault = protocol === 'ah' ? faultOfAh(sa, arena, at, end) : faultOfEsp(sa);
    if (fault !== undefined) {
      this.#refuseProtected(fault, batch, index, spi, sequence);
      return;
    }
    if (!this.#run.takes(sa, end - start)) this.#opening.flush(batch, now);
    const arrivals = (protocol === 'esp' ? sa.esp : sa.ah)!;
    const high = arrivals.window.highOf(sequence);
    const verdict = arrivals.window.check(sequence, high);
    if (verdict !== 'fresh') {
      countReplay(arrivals, verdict);
      this.#refuseProtected('replayed', batch, index, spi, sequence);
    } else if (isSpent(sa.pair)) {
      this.#refuseProtected('lifetime-expired', batch, index, spi, sequence);
    } else {
      this.#run.add(sa, batch, index, start, at, end, protocolAt, high);
    }
  }

  /**
   * Adds the packets from `from` on that are of the SA of the packet before, where that one was just added:
   * what was found out about it holds for them, too. Answers the first of which there is more to ask.
   */
  #addMore(batch: Batch, from: number): number {
    const run = this.#run;
    const esp = run.sa?.esp;
    if (esp === undefined || !run.isInPlace || run.index[run.count - 1] !== from - 1) return from;
    const { arena, spans, count } = batch;
    const { window } = esp;
    const spi = esp.spi | 0;
    const data = dataOf(arena);
    let i = from;
    for (; i < count && run.hasRoom; i++) {
      const start = spans[i * 2]!;
      const end = spans[i * 2 + 1]!;
      const octets = end - start;
      if (end > arena.length || octets < ESP_HEADER_OCTETS || octets > LIMITS.packetOctets) break;
      if (data.getInt32(start) !== spi) break;
      const sequence = data.getUint32(start + 4);
      const high = window.highOf(sequence);
      if (window.check(sequence, high) !== 'fresh') break;
      run.addInPlace(i, start, end, high);
    }
    return i;
  }

  #refuse(reason: DropReason, arena: Uint8Array): void {
    drop(this.#parts.reporter, 'inbound', reason, viewLabel(this.#view, arena));
  }

  #refuseProtected(
    reason: DropReason,
    batch: Batch,
    index: number,
    spi?: number,
    sequence?: number,
  ): void {
    const { path, arena, spans } = batch;
    const isInner = INNER_REASONS.has(reason);
    const label = isInner
      ? viewLabel(this.#view, this.#run.arena)
      : path.carrier === 'udp'
        ? datagramLabel(path)
        : packetLabel(arena, spans[index * 2]!, spans[index * 2 + 1]!);
    // RFC 4301 5.2: the record has the values of the packet and those of its SA.
    const isMismatch = reason === 'selector-mismatch' && spi !== undefined;
    const { sad } = this.#parts;
    const sa = isMismatch ? (sad.inbound(spi) ?? sad.inbound(spi, 'ah')) : undefined;
    const wanted =
      sa === undefined ? '' : `, by an SA for ${selectorText(sa.pair.parameters.selector)}`;
    drop(this.#parts.reporter, 'inbound', reason, label + wanted, spi, sequence);
  }
}

/** Where the SPI stands, before the sequence number, and the least octets of each protocol. */
const HEADERS = {
  esp: { spiAt: 0, octets: ESP_HEADER_OCTETS },
  ah: { spiAt: AH_SPI_AT, octets: AH_FIXED_OCTETS },
} as const;

function protectingProtocol(protocol: number): SaProtocol | undefined {
  if (protocol === PROTOCOL_NUMBER.esp) return 'esp';
  return protocol === PROTOCOL_NUMBER.ah ? 'ah' : undefined;
}

/** ESP of a bundle comes inside its AH, or not at all. */
function faultOfEsp({ ah }: InboundSa): 'bundle-incomplete' | undefined {
  return ah === undefined ? undefined : 'bundle-incomplete';
}

/**
 * RFC 4302 2.2: the header says its own length, which the algorithm and the IP version give. In IPv4
 * some pad to 8 octets as in IPv6, and are understood.
 */
function faultOfAh(
  { pair }: InboundSa,
  arena: Uint8Array,
  at: number,
  end: number,
): 'malformed' | undefined {
  const octets = ahOctetsAt(arena, at);
  const { ahOctets } = pair.layout;
  const isLength = octets === ahOctets || octets === Math.ceil(ahOctets / 8) * 8;
  return isLength && at + octets <= end ? undefined : 'malformed';
}
