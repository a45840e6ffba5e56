/**
 * Packets from the network: what is ESP is opened in the order of RFC 4303 3.4 (SPI, replay check,
 * ICV, window, padding) and checked against its SA's selectors (RFC 4301 5.2); what is clear is
 * checked against policy.
 */

import { type Address, sameEndpoint } from '../base/address.ts';
import { type ArenaPool, type Batch, batchOfOne, type Path } from '../base/batch.ts';
import { readU32 } from '../base/bytes.ts';
import { LIMITS } from '../base/limits.ts';
import type { Duration, Instant } from '../base/time.ts';
import { selectorText } from '../base/traffic.ts';
import { ESP_HEADER_OCTETS } from '../wire/esp.ts';
import { PROTOCOL_NUMBER } from '../wire/numbers/ip.ts';
import { newPacketView } from '../wire/packet-view.ts';
import { Admission } from './admission.ts';
import type { InboundSa, SaPair } from './association.ts';
import { isLocal, viewWhole } from './checked-view.ts';
import { ClearInbound } from './clear-inbound.ts';
import { IPSEC_COUNTER } from './counters.ts';
import { drop, type Reporter } from './drops.ts';
import { nextHeaderOf, payloadAt, payloadEndOf } from './esp.ts';
import type { DropReason } from './events.ts';
import { isForGroup, isNeighbourDiscovery } from './exemptions.ts';
import { datagramLabel, packetLabel, viewLabel } from './label.ts';
import { endPair, exhaustedBy, isSpent, spend } from './lifetime.ts';
import { OpenRun } from './open-run.ts';
import type { PeerFlows } from './peer-flows.ts';
import { Reassembler } from './reassembly.ts';
import type { Sad } from './sad.ts';
import type { DriverSink } from './sink.ts';
import type { Spd } from './spd.ts';
import type { UnprotectedErrors } from './unprotected-errors.ts';

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
  readonly localAddresses: readonly Address[];
  readonly unprotectedErrors: UnprotectedErrors;
  readonly pathMtuLifetime: Duration;
  /** Where packets are opened. */
  readonly pool: ArenaPool;
  readonly flows: PeerFlows;
}

export class Inbound {
  readonly #parts: InboundParts;
  readonly #local: readonly Uint8Array[];
  readonly #view = newPacketView();
  readonly #reassembler = new Reassembler();
  readonly #clear: ClearInbound;
  readonly #admission: Admission;
  readonly #run: OpenRun;

  constructor(parts: InboundParts) {
    this.#parts = parts;
    this.#run = new OpenRun(parts.pool);
    this.#local = parts.localAddresses.map(({ bytes }) => bytes);
    this.#clear = new ClearInbound(parts, this.#local);
    this.#admission = new Admission(parts, this.#local, this.#view, this.#run);
  }

  /** Opens, delivers or drops the packets of a batch, in their order. Never throws, whatever they hold. */
  receive(batch: Batch, now: Instant): void {
    for (let i = 0; i < batch.count; i++) {
      const start = batch.spans[i * 2]!;
      const end = batch.spans[i * 2 + 1]!;
      if (batch.path.carrier === 'udp') this.#esp(batch, i, start, start, end, start, now);
      else this.#link(batch, i, start, end, now);
    }
    this.#flush(batch, now);
    this.#run.end();
  }

  #link(batch: Batch, index: number, start: number, end: number, now: Instant): void {
    const view = this.#view;
    const { arena } = batch;
    if (!viewWhole(view, arena, start, end)) {
      drop(this.#parts.reporter, 'inbound', 'malformed', packetLabel(arena, start, end));
      return;
    }
    if (view.protocol === PROTOCOL_NUMBER.esp) {
      if (view.fragmentOffset > 0 || view.moreFragments) this.#fragment(batch, now);
      else this.#esp(batch, index, start, view.headerEnd, view.totalEnd, view.protocolAt, now);
      return;
    }
    if (this.#run.count > 0) {
      // The packets before it are delivered first, which takes the view.
      this.#flush(batch, now);
      viewWhole(view, arena, start, end);
    }
    const { sink, reporter } = this.#parts;
    if (
      isNeighbourDiscovery(view, arena) &&
      (isForGroup(view, arena) || isLocal(this.#local, view, arena))
    ) {
      reporter.counters[IPSEC_COUNTER.exemptPackets]! += 1;
      sink.deliver(arena, start, view.totalEnd);
      return;
    }
    const reason = this.#clear.judge(view, arena, now);
    if (reason === 'used') return;
    if (reason !== undefined) {
      this.#refuse(reason, arena);
      return;
    }
    reporter.counters[IPSEC_COUNTER.permittedPacketsReceived]! += 1;
    sink.deliver(arena, start, view.totalEnd);
  }

  /** RFC 4303 3.4.1: reassembly comes before ESP. */
  #fragment(batch: Batch, now: Instant): void {
    const view = this.#view;
    const { arena } = batch;
    if (!isLocal(this.#local, view, arena)) {
      const shows =
        view.fragmentOffset === 0 && view.headerEnd + ESP_HEADER_OCTETS <= view.totalEnd;
      const at = view.headerEnd;
      const label = viewLabel(view, arena);
      const { reporter } = this.#parts;
      if (!shows) drop(reporter, 'inbound', 'fragment', label);
      else drop(reporter, 'inbound', 'fragment', label, readU32(arena, at), readU32(arena, at + 4));
      return;
    }
    this.#parts.reporter.counters[IPSEC_COUNTER.espFragments]! += 1;
    const whole = this.#reassembler.add(this.#view, batch.arena, now);
    if (whole === undefined) return;
    this.#flush(batch, now);
    this.#run.end();
    this.receive(batchOfOne(batch.path, whole), now);
  }

  /** Sorts an ESP packet to its SA, as far as that goes without touching it (RFC 4303 3.4.2, 3.4.3). */
  #esp(
    batch: Batch,
    index: number,
    start: number,
    espAt: number,
    end: number,
    protocolAt: number,
    now: Instant,
  ): void {
    const { path, arena } = batch;
    if (
      end > arena.length ||
      end - espAt < ESP_HEADER_OCTETS ||
      end - start > LIMITS.packetOctets
    ) {
      this.#refuseEsp('malformed', batch, index);
      return;
    }
    const spi = readU32(arena, espAt);
    const sequence = readU32(arena, espAt + 4);
    const sa = this.#parts.sad.inbound(spi);
    // An SA in UDP is known there and nowhere else, and the other way round.
    if (sa === undefined || sa.pair.parameters.udpEncapsulated !== (path.carrier === 'udp')) {
      this.#refuseEsp('unknown-spi', batch, index, spi, sequence);
      // What was for another host is no news of this one's SAs, and an SPI that came the wrong way is
      // a forgery: to call it unknown would make the peer end a good pair.
      const isNews = path.carrier === 'udp' || isLocal(this.#local, this.#view, arena);
      if (sa === undefined && isNews) this.#parts.sink.unknownSpi(path, spi, now);
      return;
    }
    if (!this.#run.takes(sa, end - start)) this.#flush(batch, now);
    const high = sa.window.highOf(sequence);
    const verdict = sa.window.check(sequence, high);
    if (verdict !== 'fresh') {
      countReplay(sa, verdict);
      this.#refuseEsp('replayed', batch, index, spi, sequence);
    } else if (isSpent(sa.pair)) {
      this.#refuseEsp('lifetime-expired', batch, index, spi, sequence);
    } else {
      this.#run.add(sa, batch, index, start, espAt, end, protocolAt, high);
    }
  }

  /** Opens the packets collected so far with one call, then judges them one by one. */
  #flush(batch: Batch, now: Instant): void {
    const run = this.#run;
    const { sa, count, arena, spans, verdicts } = run;
    if (sa === undefined) return;
    verdicts.fill(0);
    sa.opener.open(arena, spans, count, verdicts, run.highs);
    for (let k = 0; k < count; k++) {
      const sequence = readU32(arena, spans[k * 2]! + 4);
      const reason = this.#judge(sa, k, batch, sequence, now);
      if (reason !== undefined) this.#refuseEsp(reason, batch, run.index[k]!, sa.spi, sequence);
    }
    run.clear();
  }

  /** RFC 3947 7: where the newest packet came from is where the peer is. */
  #follow({ parameters, path: { local, remote } }: SaPair, from: Path, now: Instant): void {
    const isElsewhere = !sameEndpoint(remote, from.remote) && sameEndpoint(local, from.local);
    if (isElsewhere) this.#parts.sink.peerElsewhere(parameters.id, from, now);
  }

  /** Why an opened packet is dropped, or undefined where it has been dealt with. */
  #judge(
    sa: InboundSa,
    k: number,
    batch: Batch,
    sequence: number,
    now: Instant,
  ): DropReason | undefined {
    const { reporter, sink } = this.#parts;
    const { arena, spans, verdicts } = this.#run;
    const { pair } = sa;
    const { layout } = pair;
    // Another packet of the same run may have moved the window or ended the pair meanwhile.
    const high = this.#run.highs[k]!;
    const verdict = sa.window.check(sequence, high);
    if (verdict !== 'fresh') {
      countReplay(sa, verdict);
      return 'replayed';
    }
    if (isSpent(pair)) return 'lifetime-expired';
    if (verdicts[k] !== 1) {
      sa.badIcv += 1;
      return 'bad-icv';
    }
    // Without an ICV a packet proves nothing about where it comes from.
    const mayMove = pair.authenticated && pair.parameters.nat?.remoteMayMove === true;
    const isNewest = mayMove && sa.window.isAhead(sequence, high);
    sa.window.accept(sequence, high);
    if (isNewest) this.#follow(pair, batch.path, now);
    const plainStart = spans[k * 2]! + payloadAt(layout);
    const plainEnd = spans[k * 2 + 1]! - layout.icvOctets;
    const ended = exhaustedBy(sa, plainEnd - plainStart);
    if (ended !== undefined) {
      endPair(reporter, pair, ended);
      return 'lifetime-expired';
    }
    spend(sink, sa, plainEnd - plainStart, now);
    const payloadEnd = payloadEndOf(arena, plainStart, plainEnd);
    if (payloadEnd < 0) return 'bad-padding';
    const next = nextHeaderOf(arena, plainEnd);
    if (next === PROTOCOL_NUMBER.ipv6NoNext) {
      reporter.counters[IPSEC_COUNTER.dummyPacketsReceived]! += 1;
      reporter.note({ kind: 'dummy-packet', spi: sa.spi });
      return undefined;
    }
    return this.#admission.admit(sa, k, plainStart, payloadEnd, next, now);
  }

  #refuse(reason: DropReason, arena: Uint8Array): void {
    drop(this.#parts.reporter, 'inbound', reason, viewLabel(this.#view, arena));
  }

  #refuseEsp(
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
    const sa = isMismatch ? this.#parts.sad.inbound(spi) : undefined;
    const wanted =
      sa === undefined ? '' : `, by an SA for ${selectorText(sa.pair.parameters.selector)}`;
    drop(this.#parts.reporter, 'inbound', reason, label + wanted, spi, sequence);
  }
}

function countReplay(sa: InboundSa, verdict: 'replayed' | 'late'): void {
  if (verdict === 'late') sa.late += 1;
  else sa.replayed += 1;
}
