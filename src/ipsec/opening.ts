/**
 * Packets of one inbound half, collected in a run: opened and judged in the order of RFC 4303 3.4
 * and RFC 4302 3.4 (replay check, ICV, window), AH before the ESP inside it, then checked against the
 * SA's selectors (RFC 4301 5.2).
 */

import { sameEndpoint } from '../base/address.ts';
import type { Batch, Path } from '../base/batch.ts';
import { readU32 } from '../base/bytes.ts';
import type { Instant } from '../base/time.ts';
import { ESP_HEADER_OCTETS } from '../wire/esp.ts';
import { PROTOCOL_NUMBER } from '../wire/numbers/ip.ts';
import type { Admission } from './admission.ts';
import { IPSEC_COUNTER } from './counters.ts';
import type { Reporter } from './drops.ts';
import type { DropReason } from './events.ts';
import type { OpenRun } from './open-run.ts';
import { AH_SEQUENCE_AT, AhInput, ahOctetsAt } from './packet/ah.ts';
import { nextHeaderOf, payloadAt, payloadEndOf } from './packet/esp.ts';
import type { Arrivals, InboundAh, InboundEsp, InboundSa, SaPair } from './sa/association.ts';
import { endPair, exhaustedBy, isSpent, spend } from './sa/lifetime.ts';
import type { DriverSink } from './sink.ts';

export interface OpeningParts {
  readonly sink: DriverSink;
  readonly reporter: Reporter;
  readonly admission: Admission;
  readonly run: OpenRun;
}

/** Told of every packet that is dropped: its place in the batch, and the SPI and number of the SA that refused it. */
export type Refusal = (
  reason: DropReason,
  batch: Batch,
  index: number,
  spi: number,
  sequence: number,
) => void;

export class Opening {
  readonly #parts: OpeningParts;
  readonly #refuse: Refusal;
  readonly #ahInput = new AhInput();
  /** One ESP packet inside AH. */
  readonly #span = new Uint32Array(2);
  readonly #high = new Uint32Array(1);
  readonly #verdict = new Uint8Array(1);
  /** A pair's path and one that packets came by, known to be between the same endpoints. */
  #knownPath: Path | undefined;
  #knownFrom: Path | undefined;

  constructor(parts: OpeningParts, refuse: Refusal) {
    this.#parts = parts;
    this.#refuse = refuse;
  }

  /** Opens the packets collected so far, and judges them one by one. */
  flush(batch: Batch, now: Instant): void {
    const { run } = this.#parts;
    const { sa, count } = run;
    if (sa === undefined) return;
    this.#parts.admission.beginRun();
    if (sa.ah !== undefined) {
      for (let k = 0; k < count; k++) this.#judgeAh(sa, sa.ah, k, batch, now);
    } else if (sa.esp !== undefined) {
      const { arena, spans, verdicts, highs } = run;
      verdicts.fill(0);
      sa.esp.opener.open(arena, spans, count, verdicts, highs);
      for (let k = 0; k < count; k++) {
        const isRight = verdicts[k] === 1;
        this.#judgeEsp(sa, sa.esp, k, spans[k * 2]!, highs[k]!, isRight, batch, now);
      }
    }
    this.#parts.admission.endRun(sa);
    run.clear();
  }

  #judgeAh(sa: InboundSa, ah: InboundAh, k: number, batch: Batch, now: Instant): void {
    const { arena, spans, packetAt, highs, index } = this.#parts.run;
    const at = spans[k * 2]!;
    const end = spans[k * 2 + 1]!;
    const sequence = readU32(arena, at + AH_SEQUENCE_AT);
    const high = highs[k]!;
    const isRight = this.#ahInput.check(ah.mac, arena, packetAt[k]!, at, end, high);
    const payloadStart = at + ahOctetsAt(arena, at);
    const next = arena[at]!;
    let reason = this.#take(sa.pair, ah, sequence, high, isRight, batch, now);
    if (reason === undefined && sa.esp !== undefined) {
      reason = this.#faultOfInside(sa.esp, next, payloadStart, end);
      if (reason === undefined) {
        this.#openInside(sa, sa.esp, k, payloadStart, batch, now);
        return;
      }
    }
    reason ??= this.#spend(sa, end - payloadStart, now);
    reason ??= this.#parts.admission.admit(sa, k, payloadStart, end, next, now);
    if (reason !== undefined) this.#refuse(reason, batch, index[k]!, ah.spi, sequence);
  }

  /** What is wrong with what AH protects, where it has to be ESP of the same bundle. */
  #faultOfInside(
    esp: InboundEsp,
    next: number,
    at: number,
    end: number,
  ): 'bundle-incomplete' | undefined {
    const isWhole = next === PROTOCOL_NUMBER.esp && end - at >= ESP_HEADER_OCTETS;
    const { arena } = this.#parts.run;
    return isWhole && readU32(arena, at) === esp.spi ? undefined : 'bundle-incomplete';
  }

  #openInside(
    sa: InboundSa,
    esp: InboundEsp,
    k: number,
    espAt: number,
    batch: Batch,
    now: Instant,
  ): void {
    const { arena, spans } = this.#parts.run;
    const high = esp.window.highOf(readU32(arena, espAt + 4));
    this.#span[0] = espAt;
    this.#span[1] = spans[k * 2 + 1]!;
    this.#high[0] = high;
    this.#verdict[0] = 0;
    esp.opener.open(arena, this.#span, 1, this.#verdict, this.#high);
    this.#judgeEsp(sa, esp, k, espAt, high, this.#verdict[0] === 1, batch, now);
  }

  #judgeEsp(
    sa: InboundSa,
    esp: InboundEsp,
    k: number,
    espAt: number,
    high: number,
    isRight: boolean,
    batch: Batch,
    now: Instant,
  ): void {
    const { arena, index } = this.#parts.run;
    const sequence = readU32(arena, espAt + 4);
    const reason =
      this.#take(sa.pair, esp, sequence, high, isRight, batch, now) ??
      this.#admitEsp(sa, k, espAt, now);
    if (reason !== undefined) this.#refuse(reason, batch, index[k]!, esp.spi, sequence);
  }

  /** Takes the number of a packet whose ICV is right; why not, if not. */
  #take(
    pair: SaPair,
    arrivals: Arrivals,
    sequence: number,
    high: number,
    isRight: boolean,
    batch: Batch,
    now: Instant,
  ): DropReason | undefined {
    const { window } = arrivals;
    // Another packet of the same run may have moved the window or ended the pair meanwhile.
    const spent = isSpent(pair);
    // Without an ICV a packet proves nothing about where it comes from.
    const mayMove = pair.authenticated && pair.parameters.nat?.remoteMayMove === true;
    const isNewest = mayMove && window.isAhead(sequence, high);
    const isTaken = isRight && !spent;
    const verdict = isTaken ? window.accept(sequence, high) : window.check(sequence, high);
    if (verdict !== 'fresh') {
      countReplay(arrivals, verdict);
      return 'replayed';
    }
    if (spent) return 'lifetime-expired';
    if (!isRight) {
      arrivals.badIcv += 1;
      return 'bad-icv';
    }
    if (isNewest) this.#follow(pair, batch.path, now);
    return undefined;
  }

  #admitEsp(sa: InboundSa, k: number, espAt: number, now: Instant): DropReason | undefined {
    const { reporter, run, admission } = this.#parts;
    const { arena, spans } = run;
    const layout = sa.pair.layout.esp!;
    const plainStart = espAt + payloadAt(layout);
    const plainEnd = spans[k * 2 + 1]! - layout.icvOctets;
    const ended = this.#spend(sa, plainEnd - plainStart, now);
    if (ended !== undefined) return ended;
    const payloadEnd = payloadEndOf(arena, plainStart, plainEnd);
    if (payloadEnd < 0) return 'bad-padding';
    const next = nextHeaderOf(arena, plainEnd);
    if (next === PROTOCOL_NUMBER.ipv6NoNext) {
      reporter.counters[IPSEC_COUNTER.dummyPacketsReceived]! += 1;
      reporter.note({ kind: 'dummy-packet', spi: sa.spi });
      return undefined;
    }
    return admission.admit(sa, k, plainStart, payloadEnd, next, now);
  }

  #spend(sa: InboundSa, octets: number, now: Instant): DropReason | undefined {
    const { reporter, sink } = this.#parts;
    const ended = exhaustedBy(sa, octets);
    if (ended !== undefined) {
      endPair(reporter, sa.pair, ended);
      return 'lifetime-expired';
    }
    spend(sink, sa, octets, now);
    return undefined;
  }

  /** RFC 3947 7: where the newest packet came from is where the peer is. */
  #follow({ parameters, path }: SaPair, from: Path, now: Instant): void {
    // Asked with every packet, and mostly about the two that it was asked about last.
    if (path === this.#knownPath && from === this.#knownFrom) return;
    if (sameEndpoint(path.remote, from.remote)) {
      this.#knownPath = path;
      this.#knownFrom = from;
    } else if (sameEndpoint(path.local, from.local)) {
      this.#parts.sink.peerElsewhere(parameters.id, from, now);
    }
  }
}

/** Counts a packet that a window refused. */
export function countReplay(arrivals: Arrivals, verdict: 'replayed' | 'late'): void {
  if (verdict === 'late') arrivals.late += 1;
  else arrivals.replayed += 1;
}
