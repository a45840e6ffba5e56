import { afterEach, expect, it } from 'vitest';
import { parseAddress } from '../../src/base/address.ts';
import { arenaPool } from '../../src/base/batch.ts';
import { seededRandom } from '../../src/base/random.ts';
import { nodeProvider } from '../../src/crypto/node.ts';
import type { HostConfig } from '../../src/host/config.ts';
import type { HostEvent } from '../../src/host/events.ts';
import { Host } from '../../src/host/host.ts';
import { TIMER_PROFILES } from '../../src/ike/timers.ts';
import { UdpNat } from '../../src/lab/udp-nat.ts';
import { systemNow } from '../../src/net/clock.ts';
import { Runner } from '../../src/net/runner.ts';
import type { RoleEndpoints } from '../../src/net/socket-plan.ts';
import { UdpCarrier } from '../../src/net/udp.ts';
import { PAIR_ADDRESSES, PRIVATE_ADDRESSES, pairConfig } from '../../src/sim/pair-config.ts';
import { freePorts } from '../net/free-ports.ts';
import { ping } from '../sim/pings.ts';
import { local } from './udp-party.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function start(config: HostConfig, map: readonly (readonly [string, RoleEndpoints])[]) {
  const pool = arenaPool();
  const plan = { mode: 'mapped', map: new Map(map) } as const;
  const onTrouble = (sentence: string): void => expect.unreachable(sentence);
  const carrier = new UdpCarrier({ config, plan, pool, onTrouble });
  await carrier.open();
  const random = seededRandom(config.name);
  const host = new Host({ config, provider: nodeProvider, random, pool });
  const runner = new Runner({ host, carrier, pool, now: systemNow });
  const events: HostEvent[] = [];
  runner.onEvent((event) => events.push(event));
  closers.push(async () => {
    runner.close();
    await carrier.close();
  });
  return { runner, events };
}

it('two real hosts speak through a NAT process, find it alone, and outlive its forgetting', async () => {
  const [aIke, aNat, bIke, bNat, inIke, inNat, first] = (await freePorts(7)).map(local);
  const nat = new UdpNat({
    legs: [
      { inside: inIke!, to: bIke! },
      { inside: inNat!, to: bNat! },
    ],
    outside: '127.0.0.1',
    rules: {
      type: 'port-restricted',
      timeout: 30_000,
      ports: { first: first!.port, last: Math.min(first!.port + 200, 65_535) },
    },
    onMapping: () => {},
    onTrouble: (sentence) => expect.unreachable(sentence),
  });
  await nat.open();
  closers.push(() => nat.close());
  const lab = { peer: { timers: TIMER_PROFILES.lab } };
  // Each believes in addresses of its own; the NAT's outside is the one real address that b sees.
  const a = await start(pairConfig('a', lab, { outer: PRIVATE_ADDRESSES.a }), [
    [PRIVATE_ADDRESSES.a.text, { ike: aIke, natT: aNat }],
    [PAIR_ADDRESSES.b.outer.text, { ike: inIke, natT: inNat }],
  ]);
  const seen = { peer: { ...lab.peer, address: parseAddress('127.0.0.1') } };
  const b = await start(pairConfig('b', seen), [
    [PAIR_ADDRESSES.b.outer.text, { ike: bIke, natT: bNat }],
  ]);
  expect(await a.runner.command(ping('tunnel'))).toMatchObject({ value: { received: 2 } });
  const views = [a, b].map(({ events }) =>
    events.flatMap((event) =>
      event.kind === 'nat-detected' ? [[event.localBehindNat, event.remoteBehindNat]] : [],
    ),
  );
  expect(views).toEqual([[[true, false]], [[false, true]]]);
  expect(nat.forget()).toBe(2);
  expect(await a.runner.command(ping('tunnel'))).toMatchObject({ value: { received: 2 } });
  expect(await b.runner.command(ping('tunnel', 'b'))).toMatchObject({ value: { received: 2 } });
  expect(b.events.filter(({ kind }) => kind === 'peer-moved')).toHaveLength(1);
});
