/** Planned packets written for the network: laid out, sealed together, cut up where that is to be. */

import type { Batch, Path } from '../base/batch.ts';
import { writeU16 } from '../base/bytes.ts';
import { LIMITS } from '../base/limits.ts';
import { fragmentIpv4 } from '../wire/fragmentation.ts';
import { writeIpv4Checksum } from '../wire/ip.ts';
import { PROTOCOL_NUMBER } from '../wire/numbers/ip.ts';
import { AhInput } from './packet/ah.ts';
import {
  layOutProtection,
  outerProtocolOf,
  type Plan,
  writeProtected,
} from './packet/encapsulation.ts';
import { HeaderWriter, outerHeaderOctets } from './packet/outer-header.ts';
import { piecesAfter } from './packet/oversize.ts';
import type { OutboundSa, SaPair } from './sa/association.ts';
import { payloadOffset, protectedOctets } from './sa/layout.ts';
import type { DriverSink } from './sink.ts';

const CHUNK = LIMITS.packetsPerBatch;

export class OutboundWriter {
  readonly #sink: DriverSink;
  readonly #linkMtu: number;
  /** Of packet k: its ESP packet `[2k] .. [2k + 1]`. */
  readonly #spans = new Uint32Array(CHUNK * 2);
  /** Of packet k, with AH: where its IP header starts. */
  readonly #packetAt = new Uint32Array(CHUNK);
  readonly #ahInput = new AhInput();
  readonly #highs = new Uint32Array(CHUNK);
  readonly #headers = new HeaderWriter();
  /** Of the packets measured last: where in the batch they lie, and octets of what becomes of them. */
  #low = 0;
  #high = 0;
  #out = 0;

  /** `linkMtu` is for what goes out in clear. */
  constructor(sink: DriverSink, linkMtu: number) {
    this.#sink = sink;
    this.#linkMtu = linkMtu;
  }

  /** The identification of the next IPv4 packet that this host makes. */
  nextIdentification(): number {
    return this.#headers.nextIdentification();
  }

  /** Writes plans in their order, run by run of one path and one SA, for packets of a batch. */
  write(batch: Batch, plans: readonly Plan[], count: number): void {
    for (let from = 0; from < count; ) {
      const plan = plans[from]!;
      const { path, pair } = plan;
      if (plan.inPieces) {
        if (pair === undefined) this.#writeClearInPieces(batch.arena, plan);
        else this.#writeInPieces(batch.arena, plan, pair);
        from++;
        continue;
      }
      let to = from + 1;
      while (to < count && joins(plans[to]!, path, pair)) to++;
      while (from < to) from = this.#writeRun(batch, plans, path!, pair, from, to);
    }
  }

  #writeClearInPieces(source: Uint8Array, plan: Plan): void {
    const packet = source.subarray(plan.start, plan.end);
    for (const piece of fragmentIpv4(packet, this.#linkMtu, this.nextIdentification())) {
      this.#sink.network.add(plan.path!, piece);
    }
  }

  /** Protects one packet in an arena of its own, and cuts up what comes out. */
  #writeInPieces(source: Uint8Array, plan: Plan, pair: SaPair): void {
    const { network } = this.#sink;
    const { outOctets, sequence } = plan;
    const arena = new Uint8Array(outOctets + plan.end - plan.start);
    arena.set(source.subarray(plan.start, plan.end), outOctets);
    const protectedAt = writeProtected(plan, pair, arena, outOctets, 0, sequence, this.#headers);
    const identification = this.#headers.nextIdentification();
    const packet = arena.subarray(0, outOctets);
    // AH covers the identification that the fragments will have.
    if (packet[0]! >> 4 === 4) {
      writeU16(packet, 4, identification);
      writeIpv4Checksum(packet, 0, (packet[0]! & 0x0f) * 4);
    }
    this.#place(pair, 0, 0, protectedAt, outOctets, sequence);
    this.#seal(pair, arena, 1);
    for (const piece of piecesAfter(plan, pair, packet, protectedAt, identification)) {
      network.add(plan.path!, piece);
    }
  }

  /**
   * Writes plans from `from` on as far as one arena takes them, and seals them together. The clear
   * packets are copied behind the room for the protected ones in one go and moved from there: a
   * view of the source for each packet would be an object for each packet. Answers the next plan, of
   * which some packets may be done.
   */
  #writeRun(
    { arena: source, spans }: Batch,
    plans: readonly Plan[],
    path: Path,
    pair: SaPair | undefined,
    from: number,
    to: number,
  ): number {
    const { network } = this.#sink;
    const room = this.#measure(spans, plans, from, to);
    const low = this.#low;
    const high = this.#high;
    network.reserve(path, this.#out + high - low);
    const { arena } = network;
    const moved = arena.length - high;
    arena.set(source.subarray(low, high), low + moved);
    let written = 0;
    let next = from;
    for (; next < to; next++) {
      const plan = plans[next]!;
      const { outOctets } = plan;
      const end = plan.index + Math.min(plan.packets, room - written);
      let k = plan.index;
      for (; k < end; k++) {
        const at = network.reserve(path, outOctets);
        if (network.arena !== arena) break;
        const clearAt = spans[k * 2]! + moved;
        if (pair === undefined) arena.copyWithin(at, clearAt, clearAt + outOctets);
        else {
          const sequence = plan.sequence + k - plan.index;
          const protectedAt = writeProtected(
            plan,
            pair,
            arena,
            clearAt,
            at,
            sequence,
            this.#headers,
          );
          this.#place(pair, written, at, protectedAt, at + outOctets, sequence);
        }
        network.commit(at, at + outOctets);
        written++;
      }
      if (!isDone(plan, k, spans)) break;
    }
    if (pair !== undefined) this.#seal(pair, arena, written);
    return next;
  }

  /**
   * Finds out how many packets of plans from `from` on one arena takes: at least one. Where they lie, and what
   * they become, is then in `#low`, `#high` and `#out`.
   */
  #measure(spans: Uint32Array, plans: readonly Plan[], from: number, to: number): number {
    let { start: low, end: high } = plans[from]!;
    let out = 0;
    let room = 0;
    let isFull = false;
    for (let i = from; i < to && !isFull; i++) {
      const { index, packets, start, end, outOctets } = plans[i]!;
      const octets = end - start;
      for (let k = index; k < index + packets; k++) {
        const at = spans[k * 2]!;
        const newLow = Math.min(low, at);
        const newHigh = Math.max(high, at + octets);
        isFull = room > 0 && out + outOctets + newHigh - newLow > LIMITS.arenaOctets;
        if (isFull) break;
        low = newLow;
        high = newHigh;
        out += outOctets;
        room++;
      }
    }
    this.#low = low;
    this.#high = high;
    this.#out = out;
    return room;
  }

  /** Remembers where packet `k` lies, to be sealed. */
  #place(
    { layout }: SaPair,
    k: number,
    packetAt: number,
    protectedAt: number,
    end: number,
    sequence: number,
  ): void {
    this.#packetAt[k] = packetAt;
    this.#spans[k * 2] = protectedAt + layout.ahOctets;
    this.#spans[k * 2 + 1] = end;
    this.#highs[k] = highOf(sequence);
  }

  /** Encrypts and authenticates packets in place: ESP first, then AH over the result. */
  #seal({ outbound, layout }: SaPair, arena: Uint8Array, count: number): void {
    const { esp, ah } = outbound!;
    const spans = this.#spans;
    esp?.sealer.seal(arena, spans, count, this.#highs);
    if (ah === undefined) return;
    for (let k = 0; k < count; k++) {
      const ahAt = spans[k * 2]! - layout.ahOctets;
      const packetAt = this.#packetAt[k]!;
      this.#ahInput.seal(ah.mac, arena, packetAt, ahAt, spans[k * 2 + 1]!, this.#highs[k]!);
    }
  }

  /** Writes a dummy packet with the SA's last number. */
  writeDummy(sa: OutboundSa, payloadOctets: number): void {
    const { pair, sequence } = sa;
    const { layout, path } = pair;
    const { udpEncapsulated, localAddress, remoteAddress } = pair.parameters;
    const { network } = this.#sink;
    const headerOctets = udpEncapsulated ? 0 : outerHeaderOctets(localAddress);
    const octets = headerOctets + protectedOctets(layout, payloadOctets);
    const at = network.reserve(path, octets);
    const { arena } = network;
    const protectedAt = at + headerOctets;
    const payload = protectedAt + payloadOffset(layout);
    arena.fill(0, payload, payload + payloadOctets);
    const next = PROTOCOL_NUMBER.ipv6NoNext;
    layOutProtection(pair, arena, protectedAt, sequence, payloadOctets, next);
    if (headerOctets > 0) {
      const protocol = outerProtocolOf(pair);
      this.#headers.write(arena, at, localAddress, remoteAddress, protocol, octets, -1);
    }
    network.commit(at, at + octets);
    this.#place(pair, 0, at, protectedAt, at + octets, sequence);
    this.#seal(pair, arena, 1);
  }
}

/** Whether all packets of a plan are written, of which `next` is the next; else what is left becomes the plan. */
function isDone(plan: Plan, next: number, spans: Uint32Array): boolean {
  const done = next - plan.index;
  if (done === plan.packets) return true;
  const octets = plan.end - plan.start;
  plan.index = next;
  plan.packets -= done;
  plan.sequence += done;
  plan.start = spans[next * 2]!;
  plan.end = plan.start + octets;
  return false;
}

function joins(plan: Plan, path: Path | undefined, pair: SaPair | undefined): boolean {
  return plan.path === path && plan.pair === pair && !plan.inPieces;
}

/** The high half of a 64-bit sequence number. */
function highOf(sequence: number): number {
  return sequence < 2 ** 32 ? 0 : Math.floor(sequence / 2 ** 32);
}
