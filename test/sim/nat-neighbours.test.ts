/** Two hosts behind one NAT, or behind two, whose traffic nothing but flows can tell apart (RFC 3948 5). */

import { beforeEach, describe, expect, it } from 'vitest';
import {
  type Address,
  parseAddress,
  rangeOfAddress,
  rangeOfPrefix,
} from '../../src/base/address.ts';
import { arenaPool } from '../../src/base/batch.ts';
import { seededRandom } from '../../src/base/random.ts';
import { nodeProvider } from '../../src/crypto/node.ts';
import type { EventKind, EventOf } from '../../src/host/counter-source.ts';
import type { HostEvent } from '../../src/host/events.ts';
import { Host } from '../../src/host/host.ts';
import type { Command, CommandResult } from '../../src/host/ports.ts';
import { plainLink } from '../../src/sim/link.ts';
import { SimNat, withNats } from '../../src/sim/nat.ts';
import { PAIR_ADDRESSES, pairConfig } from '../../src/sim/pair-config.ts';
import { type Station, World } from '../../src/sim/world.ts';

type Name = 'one' | 'two' | 'server';

const SERVER = PAIR_ADDRESSES.b;
const NAT = PAIR_ADDRESSES.a.outer;
const OTHER_NAT = parseAddress('198.51.100.1');
/** What both clients believe their inner address to be. */
const INNER = PAIR_ADDRESSES.a.inner;

let world: World;
let events: HostEvent[];
let stations: Record<Name, Station>;

interface Layout {
  /** Outer addresses that the clients believe in. */
  readonly one: Address;
  readonly two: Address;
  readonly twoNats: boolean;
}

const SIDE_BY_SIDE: Layout = {
  one: parseAddress('10.66.0.2'),
  two: parseAddress('10.66.0.3'),
  twoNats: false,
};
const SAME_ADDRESS: Layout = { ...SIDE_BY_SIDE, two: SIDE_BY_SIDE.one, twoNats: true };

function build(layout: Layout): void {
  events = [];
  world = new World({ observer: { event: (event) => events.push(event) } });
  const random = seededRandom('neighbours');
  const nat = (outside: Address, ...inside: string[]) => new SimNat({ outside, inside });
  const nats = layout.twoNats ? [nat(NAT, 'one'), nat(OTHER_NAT, 'two')] : [nat(NAT, 'one', 'two')];
  const link = withNats(plainLink(1), nats);
  const place = (name: Name): Station => {
    const server = name === 'server';
    const config = server
      ? pairConfig('b', {
          host: { name },
          // Whoever knows the key, from any address.
          peer: { address: undefined },
          transport: {
            selector: selectorTo(SERVER.outer, parseAddress('0.0.0.0')),
          },
        })
      : pairConfig('a', { host: { name }, outer: layout[name] });
    const machine = new Host({
      config,
      provider: nodeProvider,
      random: random.fork(name),
      pool: arenaPool(),
    });
    return world.attach({ name, machine, addresses: config.addresses, link });
  };
  stations = { one: place('one'), two: place('two'), server: place('server') };
}

/** Between an address and everybody. */
function selectorTo(local: Address, remote: Address) {
  const any = { protocol: 0, localPort: 0, remotePort: 0 };
  return { local: rangeOfAddress(local), remote: rangeOfPrefix(remote, 0), ...any };
}

function command(name: Name, what: Command): CommandResult | undefined {
  const id = world.command(stations[name], what);
  world.runUntil(() => world.result(id) !== undefined, 60_000);
  world.run(50);
  return world.result(id);
}

const of = <K extends EventKind>(name: Name, kind: K): EventOf<K>[] =>
  events.filter((event): event is EventOf<K> => event.host === name && event.kind === kind);

const ping = (mode: 'tunnel' | 'transport'): Command => ({
  kind: 'ping',
  from: mode === 'tunnel' ? INNER : undefined,
  to: mode === 'tunnel' ? SERVER.inner : SERVER.outer,
  count: 3,
  intervalMilliseconds: 5,
  timeoutMilliseconds: 500,
  payloadOctets: 8,
});

const udp = (sourcePort: number): Command => ({
  kind: 'send',
  from: INNER,
  to: SERVER.inner,
  sourcePort,
  destinationPort: 7,
  payload: new Uint8Array(8),
  count: 1,
});

const layouts = [
  ['two hosts behind one NAT', SIDE_BY_SIDE],
  ['two hosts of one address behind two NATs', SAME_ADDRESS],
] as const;

describe.each(layouts)('%s', (_name, layout) => {
  beforeEach(() => build(layout));

  it.each(['tunnel', 'transport'] as const)('in %s mode each get their own answers', (mode) => {
    for (const name of ['one', 'two', 'one', 'two'] as const) {
      expect(command(name, ping(mode))).toMatchObject({ value: { received: 3 } });
    }
    expect(of('server', 'packet-dropped')).toEqual([]);
    // Transport through two NATs: the NATs' addresses tell the hosts apart.
    const shared = mode === 'tunnel' || !layout.twoNats;
    expect(of('server', 'traffic-shared')).toHaveLength(shared ? 1 : 0);
  });

  it('keep main modes of their own: neither ends the other by a first contact, or by a delete', () => {
    for (const name of ['one', 'two'] as const) command(name, ping('tunnel'));
    expect(of('server', 'main-mode-established')).toHaveLength(2);
    expect(of('server', 'main-mode-ended')).toEqual([]);
    command('two', { kind: 'down', policy: undefined });
    expect(of('server', 'main-mode-ended')).toHaveLength(1);
    expect(of('server', 'quick-mode-ended')).toHaveLength(1);
    expect(command('one', ping('tunnel'))).toMatchObject({ value: { received: 3 } });
  });
});

describe('a flow that two hosts want', () => {
  beforeEach(() => build(SIDE_BY_SIDE));

  it('belongs to who began it: the other one is refused by name', () => {
    command('one', udp(1701));
    command('two', udp(1701));
    expect(of('server', 'packet-dropped')).toMatchObject([{ reason: 'flow-of-another-peer' }]);
    expect(of('server', 'udp-received')).toHaveLength(1);
    command('two', udp(1702));
    expect(of('server', 'udp-received')).toHaveLength(2);
  });

  it('is free again when nobody has used it for half a minute', () => {
    command('one', udp(1701));
    command('two', ping('tunnel'));
    world.run(31_000);
    command('two', udp(1701));
    expect(of('server', 'packet-dropped')).toEqual([]);
    expect(of('server', 'udp-received')).toHaveLength(2);
  });
});
