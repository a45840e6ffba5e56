/** Says on both sides that HASH_R of aggressive mode with a pre-shared key has gone over the wire. */

import { scopeOf } from '../isakmp-sa.ts';
import type { Rider, RiderContext } from './rider.ts';

export const aggressiveWarning: Rider = {
  name: 'aggressive-mode warning',
  joins: { 'aggressive mode': [2] },
  onBuild(context) {
    warn(context);
    return [];
  },
  onAccept: warn,
};

function warn({ note, sa }: RiderContext): void {
  note({ kind: 'aggressive-hash-shown', ...scopeOf(sa) });
}
