/** Packets that wait for an SA: bounded by entry and over all (LIMITS). */

import { copy } from '../base/bytes.ts';
import { LIMITS } from '../base/limits.ts';
import type { Policy } from './spd.ts';

/** `first`: held, and IKE has to be asked. `full`: not held. */
export type HoldVerdict = 'first' | 'held' | 'full';

/**
 * One queue a policy entry. A full queue refuses the newest packet: those held longest are what
 * their senders wait for, and a flood costs nothing.
 */
export class HeldPackets {
  readonly #queues = new Map<Policy, Uint8Array[]>();

  /** Keeps a copy of `arena[start .. end)` until `take`. */
  hold(policy: Policy, arena: Uint8Array, start: number, end: number): HoldVerdict {
    const queue = this.#queues.get(policy);
    if (queue === undefined) {
      if (this.#queues.size >= LIMITS.acquires) return 'full';
      this.#queues.set(policy, [copy(arena.subarray(start, end))]);
      return 'first';
    }
    if (queue.length >= LIMITS.heldPacketsPerAcquire) return 'full';
    queue.push(copy(arena.subarray(start, end)));
    return 'held';
  }

  /** The packets of an entry in their order; the entry may be asked for again. */
  take(policy: Policy): readonly Uint8Array[] {
    const queue = this.#queues.get(policy) ?? [];
    this.#queues.delete(policy);
    return queue;
  }
}
