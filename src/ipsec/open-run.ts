/**
 * ESP packets of one inbound SA that came one after the other, to be opened by one call. Where the
 * batch may be written to, and no IP header has to be put in front of what comes out, they are opened
 * where they lie. Else in a copy with room for that header; spans of a batch may also overlap (a
 * network that doubles packets).
 */

import type { ArenaPool, Batch } from '../base/batch.ts';
import { EMPTY } from '../base/bytes.ts';
import { LIMITS } from '../base/limits.ts';
import { IPV6_HEADER_OCTETS } from '../wire/ip.ts';
import { outerHeaderOctets } from './packet/outer-header.ts';
import type { InboundSa, SaPair } from './sa/association.ts';
import { payloadOffset } from './sa/layout.ts';

const CAPACITY = LIMITS.packetsPerBatch;
/** Room for a header in front of each packet, for those that come without one. */
const HEADER_ROOM = IPV6_HEADER_OCTETS;
/** The front of the arena holds the packets being opened: one of the greatest size at least. */
const OPEN_OCTETS = LIMITS.packetOctets + HEADER_ROOM;
/** The rest holds a stretch of the batch as it came. */
const STAGE_OCTETS = LIMITS.arenaOctets - OPEN_OCTETS;

export class OpenRun {
  /** The batch's own, or one of the pool, while there is a packet to open. */
  arena: Uint8Array = EMPTY;
  /** Of packet k: its ESP or AH packet `[2k] .. [2k + 1]`. */
  readonly spans = new Uint32Array(CAPACITY * 2);
  /** Of packet k: where its IP header starts in the arena; `spans[2k]` where it has none. */
  readonly packetAt = new Uint32Array(CAPACITY);
  /** Of packet k: from the IP header's start to the octet that said ESP or AH. */
  readonly protocolAt = new Uint32Array(CAPACITY);
  /** Of packet k: its place in the batch. */
  readonly index = new Uint32Array(CAPACITY);
  /** Of packet k: the high half of its sequence number. */
  readonly highs = new Uint32Array(CAPACITY);
  readonly verdicts = new Uint8Array(CAPACITY);
  sa: InboundSa | undefined;
  count = 0;
  readonly #pool: ArenaPool;
  /** The packets of this run are opened in the batch's own arena. */
  isInPlace = false;
  /** Taken from the pool for this batch. */
  #own: Uint8Array | undefined;
  #used = 0;
  /** Which octets of the batch lie in the stage. */
  #stagedFrom = 0;
  #stagedTo = 0;

  constructor(pool: ArenaPool) {
    this.#pool = pool;
  }

  /** Gives the arena back after a batch. */
  end(): void {
    if (this.#own !== undefined) this.#pool.give(this.#own);
    this.#own = undefined;
    this.isInPlace = false;
    this.arena = EMPTY;
    this.#stagedFrom = 0;
    this.#stagedTo = 0;
  }

  /** Starts anew within the batch. */
  clear(): void {
    this.sa = undefined;
    this.count = 0;
    this.#used = 0;
  }

  /** Whether a packet of an SA may be added; one may always be the first. */
  takes(sa: InboundSa, octets: number): boolean {
    return (
      this.count === 0 ||
      (this.sa === sa && this.count < CAPACITY && this.#used + HEADER_ROOM + octets <= OPEN_OCTETS)
    );
  }

  /**
   * Adds the packet `[start .. end)` of the batch whose ESP packet starts at `espAt`. The caller
   * has asked `takes`, and the packet has at most `LIMITS.packetOctets`.
   */
  add(
    sa: InboundSa,
    batch: Batch,
    index: number,
    start: number,
    espAt: number,
    end: number,
    protocolAt: number,
    high: number,
  ): void {
    let at = start;
    this.isInPlace = batch.mayWrite === true && staysWithin(sa.pair, batch);
    if (this.isInPlace) this.arena = batch.arena;
    else {
      at = this.#used + HEADER_ROOM;
      this.#copy(batch, index, start, end, at);
      this.#used = at + end - start;
    }
    this.sa = sa;
    const moved = at - start;
    this.#enter(index, at, espAt + moved, end + moved, protocolAt - start, high);
  }

  /** Whether one more packet may be added by `addInPlace`. */
  get hasRoom(): boolean {
    return this.count < CAPACITY;
  }

  /** Adds one more packet of the same batch and the same SA, which came in UDP and is opened in place. */
  addInPlace(index: number, start: number, end: number, high: number): void {
    this.#enter(index, start, start, end, 0, high);
  }

  /** Enters a packet that lies in the run's arena. */
  #enter(
    index: number,
    packetAt: number,
    espAt: number,
    end: number,
    protocolAt: number,
    high: number,
  ): void {
    const k = this.count;
    this.index[k] = index;
    this.highs[k] = high;
    this.packetAt[k] = packetAt;
    this.protocolAt[k] = protocolAt;
    this.spans[k * 2] = espAt;
    this.spans[k * 2 + 1] = end;
    this.count = k + 1;
  }

  /** By way of the stage: one view of the batch for many packets. */
  #copy(batch: Batch, index: number, start: number, end: number, at: number): void {
    this.#own ??= this.#pool.take();
    this.arena = this.#own;
    if (end - start > STAGE_OCTETS) {
      this.arena.set(batch.arena.subarray(start, end), at);
      return;
    }
    if (start < this.#stagedFrom || end > this.#stagedTo) this.#stage(batch, index, start, end);
    const staged = OPEN_OCTETS + start - this.#stagedFrom;
    this.arena.copyWithin(at, staged, staged + end - start);
  }

  /** Copies as much of the batch as there is room for, from this packet on. */
  #stage(batch: Batch, index: number, start: number, end: number): void {
    let to = end;
    for (let i = index + 1; i < batch.count; i++) {
      const spanEnd = batch.spans[i * 2 + 1]!;
      if (spanEnd > batch.arena.length || spanEnd - start > STAGE_OCTETS) break;
      to = Math.max(to, spanEnd);
    }
    this.arena.set(batch.arena.subarray(start, to), OPEN_OCTETS);
    this.#stagedFrom = start;
    this.#stagedTo = to;
  }
}

/**
 * Whether what comes out lies within what came in. What travels in UDP has no IP header: one made for a
 * transport packet may reach farther to the front than the ESP header, into the packet before. (On a
 * link a refused packet's label is read from the batch, so that is left as it came.)
 */
function staysWithin({ parameters, terms }: SaPair, { path }: Batch): boolean {
  if (path.carrier !== 'udp') return false;
  return terms.tunnel || outerHeaderOctets(parameters.remoteAddress) <= payloadOffset(terms.layout);
}
