/** Packets that wait for an SA: bounded by what they wait for and over all (LIMITS). */

import { copy } from '../base/bytes.ts';
import { LIMITS } from '../base/limits.ts';

/** `first`: held, and IKE has to be asked. `full`: not held. */
export type HoldVerdict = 'first' | 'held' | 'full';

/**
 * One queue a policy entry, or a flow of one, by its name. A full queue refuses the newest packet:
 * those held longest are what their senders wait for, and a flood costs nothing.
 */
export class HeldPackets {
  readonly #queues = new Map<string, Uint8Array[]>();
  #octets = 0;

  /** Keeps a copy of `arena[start .. end)` until `take`. */
  hold(name: string, arena: Uint8Array, start: number, end: number): HoldVerdict {
    const queue = this.#queues.get(name);
    const octets = end - start;
    if (this.#octets + octets > LIMITS.heldOctets) return 'full';
    if (queue === undefined ? this.#queues.size >= LIMITS.acquires : isFull(queue)) return 'full';
    this.#octets += octets;
    const packet = copy(arena.subarray(start, end));
    if (queue === undefined) this.#queues.set(name, [packet]);
    else queue.push(packet);
    return queue === undefined ? 'first' : 'held';
  }

  /** The packets of a name in their order; it may be asked for again. */
  take(name: string): readonly Uint8Array[] {
    const queue = this.#queues.get(name) ?? [];
    this.#queues.delete(name);
    for (const { length } of queue) this.#octets -= length;
    return queue;
  }

  /** What packets wait for. */
  names(): readonly string[] {
    return [...this.#queues.keys()];
  }
}

function isFull(queue: readonly Uint8Array[]): boolean {
  return queue.length >= LIMITS.heldPacketsPerAcquire;
}
