/** All groups of benches, in the order in which they run. */

import type { BenchGroup } from './group.ts';
import { cryptoGroup } from './groups/crypto.ts';
import { ikeGroup } from './groups/ike.ts';
import { pathGroup } from './groups/path.ts';
import { scaleGroup } from './groups/scale.ts';
import { structuresGroup } from './groups/structures.ts';

export const GROUPS: readonly BenchGroup[] = [
  cryptoGroup,
  structuresGroup,
  pathGroup,
  ikeGroup,
  scaleGroup,
];
