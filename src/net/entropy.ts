/** Randomness of the operating system. */

import { randomFillSync } from 'node:crypto';
import type { Random } from '../base/random.ts';

/** The system's generator. Forks are the same source: its draws do not depend on each other. */
export const systemRandom: Random = {
  bytes: (length) => randomFillSync(new Uint8Array(length)),
  fork: () => systemRandom,
};
