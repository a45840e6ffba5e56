/** Which tokens a service has taken already (RFC 4120 3.2.3). It never forgets one that is still fresh. */

import { LIMITS } from '../../base/limits.ts';
import { microsecondsBetween, type Stamp } from './names.ts';

/** What the cache says of a token. */
export type ReplayVerdict =
  | 'new'
  | 'seen'
  /** It is full of tokens that are fresh still, or the clock went back to where it forgot some. */
  | 'cannot-tell';

/** The tokens of one service within its clock skew. */
export class ReplayCache {
  /** When each was made, by its hash. */
  readonly #seen = new Map<string, Stamp>();
  readonly #most: number;
  /** When the newest token was made that is forgotten: what is as old may be a replay. */
  #forgotten: Stamp = { seconds: 0, microseconds: -1 };
  #sweepAt = 0;

  constructor(most: number = LIMITS.replayedTokens) {
    this.#most = most;
  }

  /** Tokens remembered. */
  get size(): number {
    return this.#seen.size;
  }

  /** Notes a token made at `stamp`, which is within the skew of `now`, unless it was noted before. */
  take(hash: string, stamp: Stamp, now: Stamp, skewSeconds: number): ReplayVerdict {
    if (this.#seen.has(hash)) return 'seen';
    if (microsecondsBetween(this.#forgotten, stamp) <= 0) return 'cannot-tell';
    if (this.#seen.size >= this.#most || now.seconds >= this.#sweepAt) {
      this.#sweep(now, skewSeconds);
    }
    if (this.#seen.size >= this.#most) return 'cannot-tell';
    this.#seen.set(hash, stamp);
    return 'new';
  }

  /** Forgets what the clock alone would refuse now. */
  #sweep(now: Stamp, skewSeconds: number): void {
    for (const [hash, stamp] of this.#seen) {
      if (microsecondsBetween(stamp, now) <= skewSeconds * 1_000_000) continue;
      this.#seen.delete(hash);
      if (microsecondsBetween(this.#forgotten, stamp) > 0) this.#forgotten = stamp;
    }
    this.#sweepAt = now.seconds + skewSeconds;
  }
}
