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
}

/** Where arenas come from and go back to. */
export interface ArenaPool {
  take(): Uint8Array;
  give(arena: Uint8Array): void;
}

/** A pool that keeps at most `kept` idle arenas of `LIMITS.arenaOctets`. */
export function arenaPool(kept = 16): ArenaPool {
  const idle: Uint8Array[] = [];
  return {
    take: () => idle.pop() ?? new Uint8Array(LIMITS.arenaOctets),
    give(arena) {
      if (idle.length < kept && arena.length === LIMITS.arenaOctets) idle.push(arena);
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

interface OpenBatch {
  path: Path;
  arena: Uint8Array;
  spans: Uint32Array;
  count: number;
}

/**
 * Collects outgoing datagrams into batches: reserve room on a path, write, commit.
 * `arena` is where the last reservation lies; it may change with each `reserve`.
 */
export class BatchWriter {
  arena: Uint8Array;
  readonly #pool: ArenaPool;
  readonly #finished: Batch[] = [];
  #open: OpenBatch | undefined;
  #used = 0;

  constructor(pool: ArenaPool) {
    this.#pool = pool;
    this.arena = new Uint8Array(0);
  }

  /** Makes room for `octets` and answers the offset in `arena` where they go. */
  reserve(path: Path, octets: number): number {
    const open = this.#open;
    if (
      open === undefined ||
      open.path !== path ||
      open.count === LIMITS.packetsPerBatch ||
      this.#used + octets > open.arena.length
    ) {
      this.#close();
      const arena = this.#pool.take();
      this.#open = { path, arena, spans: new Uint32Array(LIMITS.packetsPerBatch * 2), count: 0 };
      this.arena = arena;
      this.#used = 0;
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

  /** All batches so far, in order; the writer starts afresh. Whoever takes them gives the arenas back. */
  drain(): Batch[] {
    this.#close();
    return this.#finished.splice(0);
  }

  #close(): void {
    const open = this.#open;
    if (open !== undefined && open.count > 0) this.#finished.push(open);
    else if (open !== undefined) this.#pool.give(open.arena);
    this.#open = undefined;
  }
}
