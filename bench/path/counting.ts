/** What a receiving end counts. */

import type { Arrivals } from './messages.ts';
import { sharedNow, timeOf } from './traffic.ts';

/** Latencies that are kept of one round. */
const SAMPLES = 100_000;

export class Counting {
  #packets = 0;
  #octets = 0;
  #first = 0;
  #last = 0;
  /** How many had come before the one whose time is `#last`. */
  #counted = 0;
  #latencies: number[] = [];

  /** Counts one packet that has arrived. */
  take(arena: Uint8Array, start: number, end: number): void {
    // The clock is read for the first packet of a round, for those that tell their time, and seldom else.
    const sentAt = timeOf(arena, start);
    if (sentAt !== 0 || this.#packets % 16 === 0) {
      const now = sharedNow();
      if (this.#packets === 0) this.#first = now;
      this.#last = now;
      this.#counted = this.#packets;
      if (sentAt !== 0 && this.#latencies.length < SAMPLES) this.#latencies.push(now - sentAt);
    }
    this.#packets += 1;
    this.#octets += end - start;
  }

  /** Everything since it was asked before. */
  report(): Arrivals {
    const arrivals = {
      packets: this.#packets,
      octets: this.#octets,
      nanoseconds: ((this.#last - this.#first) * this.#packets) / Math.max(1, this.#counted),
      latencies: this.#latencies.sort((left, right) => left - right),
    };
    this.#packets = 0;
    this.#octets = 0;
    this.#counted = 0;
    this.#latencies = [];
    return arrivals;
  }
}
