/** How often a thing may be done for each of many: a token bucket a key, in a bounded table. */

import type { Duration, Instant } from './time.ts';

export interface BucketLimits {
  /** Tokens of a full bucket: so many at once. */
  readonly atOnce: number;
  /** After so many milliseconds one token comes back. */
  readonly interval: Duration;
  /** Buckets that are kept; a key that finds no room is refused. */
  readonly keys: number;
}

interface Bucket {
  tokens: number;
  at: Instant;
}

export class TokenBuckets {
  readonly #limits: BucketLimits;
  /** In the order of their last use. */
  readonly #buckets = new Map<string, Bucket>();

  constructor(limits: BucketLimits) {
    this.#limits = limits;
  }

  /** Takes a token of a key; false where it has none left, or where the table is full of others. */
  take(key: string, now: Instant): boolean {
    const bucket = this.#buckets.get(key) ?? this.#newBucket(now);
    if (bucket === undefined) return false;
    const tokens = this.#tokens(bucket, now);
    if (tokens < 1) return false;
    bucket.tokens = tokens - 1;
    bucket.at = now;
    this.#buckets.delete(key);
    this.#buckets.set(key, bucket);
    return true;
  }

  /** Whether a key has a token left, or no bucket yet. Takes none. */
  has(key: string, now: Instant): boolean {
    const bucket = this.#buckets.get(key);
    return bucket === undefined || this.#tokens(bucket, now) >= 1;
  }

  /** A full bucket is as good as none, so the oldest makes room once it is full again. */
  #newBucket(now: Instant): Bucket | undefined {
    if (this.#buckets.size >= this.#limits.keys) {
      const [oldest] = this.#buckets;
      if (oldest === undefined || this.#tokens(oldest[1], now) < this.#limits.atOnce) {
        return undefined;
      }
      this.#buckets.delete(oldest[0]);
    }
    return { tokens: this.#limits.atOnce, at: now };
  }

  #tokens({ tokens, at }: Bucket, now: Instant): number {
    return Math.min(this.#limits.atOnce, tokens + (now - at) / this.#limits.interval);
  }
}
