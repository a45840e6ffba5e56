/** Pings between the hosts of a pair, by the way that they take. */

import type { Command } from '../../src/host/ports.ts';
import { PAIR_ADDRESSES, type PairName } from '../../src/sim/pair-config.ts';

/** Two echo requests: between the inner addresses for tunnel mode, else to the other's outer one. */
export function ping(mode: 'tunnel' | 'transport', from: PairName = 'a'): Command {
  const to = PAIR_ADDRESSES[from === 'a' ? 'b' : 'a'];
  return {
    kind: 'ping',
    from: mode === 'tunnel' ? PAIR_ADDRESSES[from].inner : undefined,
    to: mode === 'tunnel' ? to.inner : to.outer,
    count: 2,
    intervalMilliseconds: 10,
    timeoutMilliseconds: 1000,
    payloadOctets: 56,
  };
}
