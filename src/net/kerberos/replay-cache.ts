/** Which tokens a service has taken already (RFC 4120 3.2.3). It never forgets one that is still fresh. */

import { LIMITS } from '../../base/limits.ts';
import { microsecondsBetween, type Stamp } from './names.ts';

/** What the cache says of a token. */
export type ReplayVerdict =
  | 'new'
  | 'seen'
  /** It is full of tokens, all in all or of this client, that are fresh still, or the clock went back to where it forgot some. */
  | 'cannot-tell';

/** A token that was taken: when it was made and by whom. */
interface Seen {
  readonly stamp: Stamp;
  readonly client: string;
}

/** The tokens of one service within its clock skew. No client gets so many of them that others are shut out. */
export class ReplayCache {
  readonly #seen = new Map<string, Seen>();
  readonly #held = new Map<string, number>();
  readonly #most: number;
  readonly #mostOfOne: number;
  /** When the newest token was made that is forgotten: what is as old may be a replay. */
  #forgotten: Stamp = { seconds: 0, microseconds: -1 };
  #sweepAt = 0;

  constructor(
    most: number = LIMITS.replayedTokens,
    mostOfOne: number = LIMITS.replayedTokensOfOneClient,
  ) {
    this.#most = most;
    this.#mostOfOne = mostOfOne;
  }

  /** Tokens remembered. */
  get size(): number {
    return this.#seen.size;
  }

  /** Tokens of one client remembered. */
  heldOf(client: string): number {
    return this.#held.get(client) ?? 0;
  }

  /** Notes a token made at `stamp`, which is within the skew of `now`, unless it was noted before. */
  take(hash: string, client: string, stamp: Stamp, now: Stamp, skewSeconds: number): ReplayVerdict {
    if (this.#seen.has(hash)) return 'seen';
    if (microsecondsBetween(this.#forgotten, stamp) <= 0) return 'cannot-tell';
    if (this.#isFullFor(client) || now.seconds >= this.#sweepAt) this.#sweep(now, skewSeconds);
    if (this.#isFullFor(client)) return 'cannot-tell';
    this.#seen.set(hash, { stamp, client });
    this.#held.set(client, this.heldOf(client) + 1);
    return 'new';
  }

  #isFullFor(client: string): boolean {
    return this.#seen.size >= this.#most || this.heldOf(client) >= this.#mostOfOne;
  }

  /** Forgets what the clock alone would refuse now. */
  #sweep(now: Stamp, skewSeconds: number): void {
    for (const [hash, { stamp, client }] of this.#seen) {
      if (microsecondsBetween(stamp, now) <= skewSeconds * 1_000_000) continue;
      this.#seen.delete(hash);
      const left = this.heldOf(client) - 1;
      if (left > 0) this.#held.set(client, left);
      else this.#held.delete(client);
      if (microsecondsBetween(this.#forgotten, stamp) > 0) this.#forgotten = stamp;
    }
    this.#sweepAt = now.seconds + skewSeconds;
  }
}
