/**
 * Packets from the network: what is ESP is opened in the order of RFC 4303 3.4 (SPI, replay check,
 * ICV, window, padding) and checked against its SA's selectors (RFC 4301 5.2); what is clear is
 * checked against policy.
 */

import type { Address } from '../base/address.ts';
import type { ArenaPool, Batch } from '../base/batch.ts';
import { readU32 } from '../base/bytes.ts';
import { LIMITS } from '../base/limits.ts';
import type { Instant } from '../base/time.ts';
import { ESP_HEADER_OCTETS } from '../wire/esp.ts';
import { ipv4ChecksumValid } from '../wire/ip.ts';
import { PROTOCOL_NUMBER } from '../wire/numbers/ip.ts';
import { newPacketView, viewPacket } from '../wire/packet-view.ts';
import type { InboundSa } from './association.ts';
import { IPSEC_COUNTER } from './counters.ts';
import { drop, type Reporter } from './drops.ts';
import { finishHeader } from './encapsulation.ts';
import { nextHeaderOf, payloadAt, payloadEndOf } from './esp.ts';
import type { DropReason } from './events.ts';
import { datagramLabel, packetLabel, viewLabel } from './label.ts';
import { countProtected, endPair } from './lifetime.ts';
import { isAddress } from './link-paths.ts';
import { OpenRun } from './open-run.ts';
import { HeaderWriter, outerHeaderOctets, propagateCongestion } from './outer-header.ts';
import type { Sad } from './sad.ts';
import { matchInbound } from './selector.ts';
import type { DriverSink } from './sink.ts';
import type { Spd } from './spd.ts';

export interface InboundParts {
  readonly spd: Spd;
  readonly sad: Sad;
  readonly sink: DriverSink;
  readonly reporter: Reporter;
  readonly localAddresses: readonly Address[];
  /** Where packets are opened. */
  readonly pool: ArenaPool;
}

export class Inbound {
  readonly #parts: InboundParts;
  readonly #local: readonly Uint8Array[];
  readonly #view = newPacketView();
  readonly #run: OpenRun;
  readonly #headers = new HeaderWriter();

  constructor(parts: InboundParts) {
    this.#parts = parts;
    this.#run = new OpenRun(parts.pool);
    this.#local = parts.localAddresses.map(({ bytes }) => bytes);
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
    if (!this.#viewWhole(arena, start, end)) {
      drop(this.#parts.reporter, 'inbound', 'malformed', packetLabel(arena, start, end));
      return;
    }
    if (view.protocol === PROTOCOL_NUMBER.esp) {
      // RFC 4303 3.4.1: reassembly comes before ESP; this host does none.
      if (view.fragmentOffset > 0 || view.moreFragments) this.#refuse('fragment', arena);
      else this.#esp(batch, index, start, view.headerEnd, view.totalEnd, view.protocolAt, now);
      return;
    }
    if (this.#run.count > 0) {
      // The packets before it are delivered first, which takes the view.
      this.#flush(batch, now);
      this.#viewWhole(arena, start, end);
    }
    const reason = this.#clearReason(arena);
    if (reason !== undefined) {
      this.#refuse(reason, arena);
      return;
    }
    this.#parts.reporter.counters[IPSEC_COUNTER.permittedPacketsReceived]! += 1;
    this.#parts.sink.deliver(arena, start, view.totalEnd);
  }

  /** Why the packet of the view may not come in clear, if so. */
  #clearReason(arena: Uint8Array): DropReason | undefined {
    switch (this.#parts.spd.lookUpInbound(this.#view, arena).action) {
      case 'permit':
        return this.#isLocal(arena) ? undefined : 'not-for-this-host';
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
      return;
    }
    if (!this.#run.takes(sa, end - start)) this.#flush(batch, now);
    const verdict = sa.window.check(sequence);
    if (verdict !== 'fresh') {
      countReplay(sa, verdict);
      this.#refuseEsp('replayed', batch, index, spi, sequence);
    } else if (sa.pair.ended === 'kilobytes') {
      this.#refuseEsp('lifetime-expired', batch, index, spi, sequence);
    } else {
      this.#run.add(sa, batch, index, start, espAt, end, protocolAt);
    }
  }

  /** Opens the packets collected so far with one call, then judges them one by one. */
  #flush(batch: Batch, now: Instant): void {
    const run = this.#run;
    const { sa, count, arena, spans, verdicts } = run;
    if (sa === undefined) return;
    verdicts.fill(0);
    sa.opener.open(arena, spans, count, verdicts);
    for (let k = 0; k < count; k++) {
      const sequence = readU32(arena, spans[k * 2]! + 4);
      const reason = this.#judge(sa, k, batch, sequence, now);
      if (reason !== undefined) this.#refuseEsp(reason, batch, run.index[k]!, sa.spi, sequence);
    }
    run.clear();
  }

  /** Why an opened packet is dropped, or undefined where it has been dealt with. */
  #judge(
    sa: InboundSa,
    k: number,
    batch: Batch,
    sequence: number,
    now: Instant,
  ): DropReason | undefined {
    const { reporter } = this.#parts;
    const { arena, spans, verdicts } = this.#run;
    const { pair } = sa;
    const { layout } = pair;
    if (verdicts[k] !== 1) {
      sa.badIcv += 1;
      return 'bad-icv';
    }
    // A copy may have come within the same run, so the window is asked again as it moves.
    const verdict = sa.window.accept(sequence);
    if (verdict !== 'fresh') {
      countReplay(sa, verdict);
      return 'replayed';
    }
    const plainStart = spans[k * 2]! + payloadAt(layout);
    const plainEnd = spans[k * 2 + 1]! - layout.icvOctets;
    if (sa.cipherOctets + plainEnd - plainStart > pair.limitOctets) {
      endPair(reporter, pair, 'kilobytes');
      return 'lifetime-expired';
    }
    sa.cipherOctets += plainEnd - plainStart;
    sa.lastUsedAt = now;
    const payloadEnd = payloadEndOf(arena, plainStart, plainEnd);
    if (payloadEnd < 0) return 'bad-padding';
    const next = nextHeaderOf(arena, plainEnd);
    if (next === PROTOCOL_NUMBER.ipv6NoNext) {
      reporter.counters[IPSEC_COUNTER.dummyPacketsReceived]! += 1;
      reporter.note({ kind: 'dummy-packet', spi: sa.spi });
      return undefined;
    }
    return this.#admit(sa, k, batch, plainStart, payloadEnd, next);
  }

  /** Checks what came out of an SA, and delivers it. */
  #admit(
    sa: InboundSa,
    k: number,
    batch: Batch,
    payloadStart: number,
    payloadEnd: number,
    next: number,
  ): DropReason | undefined {
    const { reporter, sink } = this.#parts;
    const { arena, packetAt, spans } = this.#run;
    const { pair } = sa;
    const view = this.#view;
    const tunnel = pair.parameters.mode === 'tunnel';
    const start = tunnel
      ? payloadStart
      : this.#restoreHeader(k, batch, payloadStart, payloadEnd, next);
    if (
      (tunnel && !isIpInIp(next, arena, start)) ||
      payloadEnd - start > LIMITS.packetOctets ||
      !this.#viewWhole(arena, start, payloadEnd)
    ) {
      return 'bad-inner-packet';
    }
    if (matchInbound(pair.selector, view, arena) !== 'yes') return 'selector-mismatch';
    if (!this.#isLocal(arena)) return 'not-for-this-host';
    const hasOuter = tunnel && packetAt[k] !== spans[k * 2];
    if (hasOuter) propagateCongestion(arena, packetAt[k]!, start);
    const octets = view.totalEnd - start;
    sa.packets += 1;
    sa.octets += octets;
    countProtected(reporter.counters, 'inbound', pair, octets);
    sink.deliver(arena, start, view.totalEnd);
    return undefined;
  }

  /** Puts the IP header of a transport packet in front of its payload; answers where it starts. */
  #restoreHeader(
    k: number,
    batch: Batch,
    payloadStart: number,
    payloadEnd: number,
    next: number,
  ): number {
    const { arena, spans, packetAt, protocolAt } = this.#run;
    const { local, remote } = batch.path;
    const headerOctets = spans[k * 2]! - packetAt[k]!;
    if (headerOctets === 0) {
      const start = payloadStart - outerHeaderOctets(remote.address);
      const octets = payloadEnd - start;
      this.#headers.write(arena, start, remote.address, local.address, next, octets, -1);
      return start;
    }
    const start = payloadStart - headerOctets;
    arena.copyWithin(start, packetAt[k]!, packetAt[k]! + headerOctets);
    finishHeader(arena, start, headerOctets, protocolAt[k]!, next, payloadEnd - start);
    return start;
  }

  /** Fills the view; false where the packet is malformed or its IPv4 header checksum is wrong. */
  #viewWhole(arena: Uint8Array, start: number, end: number): boolean {
    return (
      viewPacket(this.#view, arena, start, end) &&
      (this.#view.version === 6 ||
        ipv4ChecksumValid(arena, start, start + (arena[start]! & 0x0f) * 4))
    );
  }

  #isLocal(arena: Uint8Array): boolean {
    const { destinationAt, addressOctets } = this.#view;
    for (const address of this.#local) {
      if (isAddress(address, arena, destinationAt, addressOctets)) return true;
    }
    return false;
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
    const isInner = reason === 'selector-mismatch' || reason === 'not-for-this-host';
    const label = isInner
      ? viewLabel(this.#view, this.#run.arena)
      : path.carrier === 'udp'
        ? datagramLabel(path)
        : packetLabel(arena, spans[index * 2]!, spans[index * 2 + 1]!);
    drop(this.#parts.reporter, 'inbound', reason, label, spi, sequence);
  }
}

function countReplay(sa: InboundSa, verdict: 'replayed' | 'late'): void {
  if (verdict === 'late') sa.late += 1;
  else sa.replayed += 1;
}

/** Whether the payload of a tunnel is a packet of the version that the next header says. */
function isIpInIp(next: number, arena: Uint8Array, at: number): boolean {
  const version = arena[at]! >> 4;
  return (
    (next === PROTOCOL_NUMBER.ipv4 && version === 4) ||
    (next === PROTOCOL_NUMBER.ipv6 && version === 6)
  );
}
