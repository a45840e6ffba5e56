/** One direction of a relay: the simulated link's decorators, with real timers behind them. */

import type { Path } from '../base/batch.ts';
import { LIMITS } from '../base/limits.ts';
import type { Random } from '../base/random.ts';
import type { Instant } from '../base/time.ts';
import type { Link } from '../sim/link.ts';
import { type NetemOptions, netem } from '../sim/netem.ts';

/** What one direction has done. */
export interface WayStatistics {
  readonly received: number;
  readonly forwarded: number;
  readonly lost: number;
  readonly duplicated: number;
  readonly corrupted: number;
  /** Lost because too many were held back. */
  readonly overflowed: number;
}

export interface WayOptions {
  /** The two sides, as faults call them. */
  readonly sender: string;
  readonly receiver: string;
  readonly network: NetemOptions;
  /** The fate of the n-th datagram depends on it alone. */
  readonly random: Random;
  readonly now: () => Instant;
  /** What stands in front of the network. */
  readonly through?: ((link: Link) => Link) | undefined;
}

export class NetemWay {
  readonly #link: Link;
  readonly #options: WayOptions;
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #counts = {
    received: 0,
    forwarded: 0,
    lost: 0,
    duplicated: 0,
    corrupted: 0,
    overflowed: 0,
  };

  constructor(options: WayOptions) {
    this.#options = options;
    const { network, random, through } = options;
    const link = netem(network, random);
    this.#link = through?.(link) ?? link;
  }

  /** Lets a datagram meet its fate. `path` says between whom; `bytes` must stay as they are. */
  carry(bytes: Uint8Array, path: Path, deliver: (bytes: Uint8Array) => void): void {
    const counts = this.#counts;
    const { sender, receiver, now } = this.#options;
    const number = ++counts.received;
    let copies = 0;
    let corrupted = false;
    // It counts as lost until it is there: a fault may hold it for a while.
    counts.lost++;
    this.#link({ number, sender, receiver, path, bytes, sentAt: now() }, (flight, after) => {
      copies++;
      if (copies === 1) counts.lost--;
      if (copies === 2) counts.duplicated++;
      if (!corrupted && flight.bytes !== bytes) {
        corrupted = true;
        counts.corrupted++;
      }
      this.#later(after, () => {
        counts.forwarded++;
        deliver(flight.bytes);
      });
    });
  }

  statistics(): WayStatistics {
    return { ...this.#counts };
  }

  /** Loses what is still held back. */
  close(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }

  #later(after: number, act: () => void): void {
    if (after <= 0) return act();
    if (this.#timers.size >= LIMITS.relayDatagrams) {
      this.#counts.overflowed++;
      return;
    }
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      act();
    }, after);
    this.#timers.add(timer);
  }
}
