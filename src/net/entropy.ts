/** Randomness of the operating system. */

import { randomFillSync } from 'node:crypto';
import type { Random } from '../base/random.ts';

/** Octets drawn at once: a call of the generator costs some 1.5 us whatever it is asked for. */
const POOL_OCTETS = 8192;
/** Longer draws go to the generator themselves. */
const SHORT_OCTETS = 1024;

const pool = new Uint8Array(POOL_OCTETS);
let used = POOL_OCTETS;

/** The system's generator. Forks are the same source: its draws do not depend on each other. */
export const systemRandom: Random = {
  bytes(length) {
    if (length > SHORT_OCTETS) return randomFillSync(new Uint8Array(length));
    if (used + length > POOL_OCTETS) {
      randomFillSync(pool);
      used = 0;
    }
    const drawn = pool.slice(used, used + length);
    // What was a key or a nonce does not stay behind.
    pool.fill(0, used, used + length);
    used += length;
    return drawn;
  },
  fork: () => systemRandom,
};
