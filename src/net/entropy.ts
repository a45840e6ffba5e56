/** Randomness of the operating system. */

import { randomFillSync } from 'node:crypto';
import type { Random } from '../base/random.ts';

/** Octets drawn at once: a call of the generator costs some 1.5 us beside what it is asked for. */
const POOL_OCTETS = 32_768;
/** Longer draws go to the generator themselves. */
const SHORT_OCTETS = 1024;

const pool = new Uint8Array(POOL_OCTETS);
let used = POOL_OCTETS;

function fill(target: Uint8Array, at: number, length: number): void {
  if (length > SHORT_OCTETS) {
    randomFillSync(target, at, length);
    return;
  }
  if (used + length > POOL_OCTETS) {
    randomFillSync(pool);
    used = 0;
  }
  target.set(pool.subarray(used, used + length), at);
  // What was a key or a nonce does not stay behind.
  pool.fill(0, used, used + length);
  used += length;
}

/** The system's generator. Forks are the same source: its draws do not depend on each other. */
export const systemRandom: Random = {
  bytes(length) {
    const drawn = new Uint8Array(length);
    fill(drawn, 0, length);
    return drawn;
  },
  fill,
  fork: () => systemRandom,
};
