/** One direction of a relay: the simulated link's decorators, with real timers behind them. */

import type { Path } from '../base/batch.ts';
import { LIMITS } from '../base/limits.ts';
import type { Random } from '../base/random.ts';
import { systemNow } from '../net/clock.ts';
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

export class NetemWay {
  readonly #link: Link;
  readonly #path: Path;
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #counts = {
    received: 0,
    forwarded: 0,
    lost: 0,
    duplicated: 0,
    corrupted: 0,
    overflowed: 0,
  };

  /** `path` says between whom; the fate of the n-th datagram depends on `random` alone. */
  constructor(path: Path, network: NetemOptions, random: Random) {
    this.#path = path;
    this.#link = netem(network, random);
  }

  /** Lets a datagram meet its fate. `bytes` must stay as they are. */
  carry(bytes: Uint8Array, deliver: (bytes: Uint8Array) => void): void {
    const counts = this.#counts;
    const number = ++counts.received;
    let copies = 0;
    let corrupted = false;
    this.#link(
      { number, sender: '', path: this.#path, bytes, sentAt: systemNow() },
      (flight, after) => {
        copies++;
        corrupted ||= flight.bytes !== bytes;
        this.#later(after, () => {
          counts.forwarded++;
          deliver(flight.bytes);
        });
      },
    );
    if (copies === 0) counts.lost++;
    if (copies > 1) counts.duplicated++;
    if (corrupted) counts.corrupted++;
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
