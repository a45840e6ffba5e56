/** What tests let one host of a pair do to the other, and what its statistics say then. */

import { utf8 } from '../../../src/base/bytes.ts';
import type { Command } from '../../../src/host/ports.ts';
import type { SimHost } from '../../../src/sim/pair.ts';
import { PAIR_ADDRESSES } from '../../../src/sim/pair-config.ts';

/** Datagrams for the echo port of another one, to come back to the port that takes everything. */
export function echo(to: SimHost, count = 1): Extract<Command, { kind: 'send' }> {
  return {
    kind: 'send',
    from: undefined,
    to: PAIR_ADDRESSES[to.name].outer,
    sourcePort: 9,
    destinationPort: 7,
    payload: utf8('hello'),
    count,
  };
}

export function ping(to: SimHost, count = 1): Extract<Command, { kind: 'ping' }> {
  return {
    kind: 'ping',
    from: undefined,
    to: PAIR_ADDRESSES[to.name].outer,
    count,
    intervalMilliseconds: 100,
    timeoutMilliseconds: 2000,
    payloadOctets: 32,
  };
}

/** A statistic or counter by its id. */
export function statistic({ host }: SimHost, id: string): number | undefined {
  const { ike, ipsec, detail } = host.query('statistics').items;
  return [...ike, ...ipsec, ...detail].find((one) => one.id === id)?.value;
}
