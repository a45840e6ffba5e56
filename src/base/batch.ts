/** Batches: how datagrams and packets travel through the core without an object a packet. */

import type { Endpoint } from './address.ts';
import { LIMITS } from './limits.ts';

/**
 * Which way datagrams travel.
 * - `udp`: the span is the payload of a UDP datagram between the two endpoints;
 * - `link`: the span is a whole IP packet on the wire (clear, ESP or AH), ports are 0;
 * - `inner`: the span is a whole IP packet on the protected side, ports are 0.
 */
export interface Path {
  readonly carrier: 'udp' | 'link' | 'inner';
  readonly local: Endpoint;
  readonly remote: Endpoint;
}

/** Datagrams of one path. Span i is `arena[spans[2i] .. spans[2i+1])`, valid until the next call. */
export interface Batch {
  readonly path: Path;
  readonly arena: Uint8Array;
  readonly spans: Uint32Array;
  readonly count: number;
  /**
   * Whoever is handed the batch may write into its spans, which do not overlap: packets are opened where
   * they lie. Else the arena is only read.
   */
  readonly mayWrite?: boolean;
  /** The arena is lent: it is not given back with the batch, and is good only while that is handed over. */
  readonly isLent?: boolean;
}

/** Where arenas come from and go back to. */
export interface ArenaPool {
  take(): Uint8Array;
  give(arena: Uint8Array): void;
  /** One more batch lies in an arena that was taken: it will be given back once more. */
  share?(arena: Uint8Array): void;
}

/** Octets for packets out of memory that somebody has to spare; undefined: there is no more. */
export type ArenaRoom = (octets: number) => Uint8Array | undefined;

export interface ArenaPoolOptions {
  /** How many idle arenas it keeps at most; 16 unless said. */
  readonly kept?: number;
  /** Where its first `kept` arenas come from, as far as it goes; all others are memory of Node's. */
  readonly room?: ArenaRoom | undefined;
}

/** A pool of arenas of `LIMITS.arenaOctets`. */
export function arenaPool({ kept = 16, room }: ArenaPoolOptions = {}): ArenaPool {
  const idle: Uint8Array[] = [];
  /** Those of `room`, which does not take them back. */
  const lent = new Set<Uint8Array>();
  /** How many more times arenas will be given back that several batches lie in. */
  const shared = new Map<Uint8Array, number>();
  return {
    take() {
      const arena = idle.pop();
      if (arena !== undefined) return arena;
      const roomy = lent.size < kept ? room?.(LIMITS.arenaOctets) : undefined;
      if (roomy === undefined) return new Uint8Array(LIMITS.arenaOctets);
      lent.add(roomy);
      return roomy;
    },
    give(arena) {
      const others = shared.get(arena);
      if (others === undefined) {
        const isWanted = idle.length < kept && arena.length === LIMITS.arenaOctets;
        if (isWanted || lent.has(arena)) idle.push(arena);
      } else if (others === 1) shared.delete(arena);
      else shared.set(arena, others - 1);
    },
    share(arena) {
      shared.set(arena, (shared.get(arena) ?? 0) + 1);
    },
  };
}

/** A batch of one datagram. */
export function batchOfOne(path: Path, datagram: Uint8Array): Batch {
  return { path, arena: datagram, spans: Uint32Array.of(0, datagram.length), count: 1 };
}

/** One datagram of a batch, aliasing its arena. */
export function datagramOf(batch: Batch, index: number): Uint8Array {
  return batch.arena.subarray(batch.spans[index * 2]!, batch.spans[index * 2 + 1]!);
}

/** Numbers that the spans of one batch take at most, and how many such batches a store is for. */
const SPANS = LIMITS.packetsPerBatch * 2;
const BATCHES_OF_STORE = 16;

interface OpenBatch {
  path: Path;
  arena: Uint8Array;
  spans: Uint32Array;
  count: number;
  mayWrite?: boolean;
  isLent?: boolean;
}

/**
 * Collects outgoing datagrams into batches: reserve room on a path, write, commit.
 * `arena` is where the last reservation lies; it may change with each `reserve`.
 */
export class BatchWriter {
  arena: Uint8Array;
  readonly #pool: ArenaPool;
  readonly #mayWrite: boolean;
  #finished: Batch[] = [];
  #open: OpenBatch | undefined;
  #used = 0;
  /** Spans of batches one behind the other, and how many numbers of it are taken. */
  #spans = new Uint32Array(0);
  #spansUsed = 0;

  /** `mayWrite`: whoever takes the batches may write into them, see `Batch.mayWrite`. */
  constructor(pool: ArenaPool, mayWrite = false) {
    this.#pool = pool;
    this.#mayWrite = mayWrite;
    this.arena = new Uint8Array(0);
  }

  /** Makes room for `octets` and answers the offset in `arena` where they go. */
  reserve(path: Path, octets: number): number {
    const open = this.#open;
    if (
      open === undefined ||
      open.isLent === true ||
      open.path !== path ||
      open.count === LIMITS.packetsPerBatch ||
      this.#used + octets > open.arena.length
    ) {
      const arena = this.#arenaFor(octets);
      const made: OpenBatch = { path, arena, spans: this.#freshSpans(), count: 0 };
      if (this.#mayWrite) made.mayWrite = true;
      this.#open = made;
      this.arena = arena;
    }
    return this.#used;
  }

  /** Adds the datagram written at `arena[start .. end)` to the batch of the last reservation. */
  commit(start: number, end: number): void {
    const open = this.#open!;
    open.spans[open.count * 2] = start;
    open.spans[open.count * 2 + 1] = end;
    open.count++;
    this.#used = end;
  }

  /** Copies one datagram in. */
  add(path: Path, datagram: Uint8Array): void {
    const start = this.reserve(path, datagram.length);
    this.arena.set(datagram, start);
    this.commit(start, start + datagram.length);
  }

  /** Adds `arena[start .. end)` where it lies, which stays as it is until the batches have been drained and read. */
  lend(path: Path, arena: Uint8Array, start: number, end: number): void {
    const open = this.#open;
    const fits =
      open?.isLent === true &&
      open.arena === arena &&
      open.path === path &&
      open.count < LIMITS.packetsPerBatch;
    if (!fits) {
      this.#close();
      this.#open = { path, arena, spans: this.#freshSpans(), count: 0, isLent: true };
    }
    this.commit(start, end);
  }

  /** All batches so far, in order; the writer starts afresh. Whoever takes them gives back the arenas that are not lent. */
  drain(): Batch[] {
    this.#close();
    const finished = this.#finished;
    if (finished.length > 0) this.#finished = [];
    return finished;
  }

  /**
   * The arena of the next batch: the last one where there is room in it. Packets of a thousand tunnels in
   * turn make a thousand batches, and an arena for each would cost more than the packets.
   */
  #arenaFor(octets: number): Uint8Array {
    const pool = this.#pool;
    const last = this.#open;
    this.#close();
    if (
      pool.share !== undefined &&
      last !== undefined &&
      last.count > 0 &&
      last.isLent !== true &&
      this.#used + octets <= last.arena.length
    ) {
      pool.share(last.arena);
      return last.arena;
    }
    this.#used = 0;
    return pool.take();
  }

  /** Room for the spans of a batch, out of a store: to allocate each apart costs as much as a packet. */
  #freshSpans(): Uint32Array {
    if (this.#spansUsed + SPANS > this.#spans.length) {
      this.#spans = new Uint32Array(SPANS * BATCHES_OF_STORE);
      this.#spansUsed = 0;
    }
    return this.#spans.subarray(this.#spansUsed, this.#spansUsed + SPANS);
  }

  #close(): void {
    const open = this.#open;
    // What a batch has not used of its spans is the next one's.
    if (open !== undefined) this.#spansUsed += open.count * 2;
    if (open !== undefined && open.count > 0) this.#finished.push(open);
    else if (open !== undefined) this.#pool.give(open.arena);
    this.#open = undefined;
  }
}
