/** Packets that wait for an SA: bounded by what they wait for and over all (LIMITS). */

import { copy } from '../base/bytes.ts';
import { LIMITS } from '../base/limits.ts';
import type { Instant } from '../base/time.ts';

/** `first`: held, and IKE has to be asked. `full`: not held. */
export type HoldVerdict = 'first' | 'held' | 'full';

interface Queue {
  readonly packets: Uint8Array[];
  /** When the first of them came. */
  readonly since: Instant;
}

/**
 * One queue a policy entry, or a flow of one, by its name. A full queue refuses the newest packet:
 * those held longest are what their senders wait for. Where there are too many queues, the one that
 * has waited longest makes room, once its peer has had time to answer: else a few forged packets,
 * whose senders never will, kept everybody else out for as long as IKE tries.
 */
export class HeldPackets {
  readonly #queues = new Map<string, Queue>();
  readonly #displaced: (packet: Uint8Array) => void;
  #octets = 0;

  /** `displaced` is told of each packet that makes room for others. */
  constructor(displaced: (packet: Uint8Array) => void = () => {}) {
    this.#displaced = displaced;
  }

  /** Keeps a copy of `arena[start .. end)` until `take`. */
  hold(name: string, arena: Uint8Array, start: number, end: number, now: Instant): HoldVerdict {
    const queue = this.#queues.get(name);
    const octets = end - start;
    if (queue !== undefined && queue.packets.length >= LIMITS.heldPacketsPerAcquire) return 'full';
    while (!this.#hasRoom(queue === undefined, octets)) {
      if (!this.#displaceOldest(name, now)) return 'full';
    }
    this.#octets += octets;
    const packet = copy(arena.subarray(start, end));
    if (queue === undefined) this.#queues.set(name, { packets: [packet], since: now });
    else queue.packets.push(packet);
    return queue === undefined ? 'first' : 'held';
  }

  /** The packets of a name in their order; it may be asked for again. */
  take(name: string): readonly Uint8Array[] {
    const packets = this.#queues.get(name)?.packets ?? [];
    this.#queues.delete(name);
    for (const { length } of packets) this.#octets -= length;
    return packets;
  }

  /** What packets wait for. */
  names(): readonly string[] {
    return [...this.#queues.keys()];
  }

  #hasRoom(isNew: boolean, octets: number): boolean {
    return (
      this.#octets + octets <= LIMITS.heldOctets && (!isNew || this.#queues.size < LIMITS.acquires)
    );
  }

  /** False if none but that of this name has waited long enough. */
  #displaceOldest(name: string, now: Instant): boolean {
    for (const [other, { since }] of this.#queues) {
      if (now - since < LIMITS.acquireMilliseconds) return false;
      if (other === name) continue;
      for (const packet of this.take(other)) this.#displaced(packet);
      return true;
    }
    return false;
  }
}
