import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UdpRelay } from '../../src/lab/udp-relay.ts';
import type { NetemOptions } from '../../src/sim/netem.ts';
import { freePorts } from '../net/free-ports.ts';
import { local, type Party, party } from './udp-party.ts';

let client: Party;
let far: Party;
const relays: UdpRelay[] = [];

beforeEach(async () => {
  client = await party();
  far = await party();
});

afterEach(async () => {
  await Promise.all(relays.splice(0).map((relay) => relay.close()));
  client.close();
  far.close();
});

async function open(legs: ConstructorParameters<typeof UdpRelay>[0]['legs'], network = {}) {
  const relay = new UdpRelay({ legs, network, seed: 'test', onTrouble: () => {} });
  relays.push(relay);
  await relay.open();
  return relay;
}

async function plain(network: NetemOptions = {}): Promise<{ relay: UdpRelay; port: number }> {
  const [port] = await freePorts(1);
  return {
    relay: await open([{ listen: local(port!), to: local(far.port) }], network),
    port: port!,
  };
}

describe('a relay', () => {
  it('carries datagrams there and back, each client by a socket of its own', async () => {
    const { port } = await plain();
    const other = await party();
    client.say('one', port);
    await far.hears(1);
    other.say('two', port);
    const sources = (await far.hears(2)).map((text) => Number(text.split('#')[1]));
    expect(new Set(sources).size).toBe(2);
    far.say('to one', sources[0]!);
    far.say('to two', sources[1]!);
    expect(await client.hears(1)).toEqual([`to one#${port}`]);
    expect(await other.hears(1)).toEqual([`to two#${port}`]);
    other.close();
  });

  it('loses, doubles and alters what its seed says, the same each time', async () => {
    const network = { loss: 0.3, duplicate: 0.3, corrupt: 0.3 };
    const [first, second] = [await plain(network), await plain(network)];
    const heard: string[][] = [];
    for (const { relay, port } of [first, second]) {
      for (let i = 10; i < 40; i++) client.say(`${i}`, port);
      while (relay.statistics().there.received < 30) await wait(5);
      await far.hears(relay.statistics().there.forwarded);
      heard.push(far.heard.splice(0).map((text) => text.split('#')[0]!));
    }
    expect(heard[0]).toEqual(heard[1]);
    const { there } = first.relay.statistics();
    expect(there.lost * there.duplicated * there.corrupted).toBeGreaterThan(0);
    expect(there.forwarded).toBe(30 - there.lost + there.duplicated);
  });

  it('holds datagrams back', async () => {
    const { port } = await plain({ delay: 80 });
    const start = performance.now();
    client.say('late', port);
    await far.hears(1);
    expect(performance.now() - start).toBeGreaterThan(75);
  });

  it('with a fixed socket lets either side speak first, and nobody else', async () => {
    const [near, from] = await freePorts(2);
    const leg = { listen: local(near!), to: local(far.port), from: local(from!) };
    const relay = await open([{ ...leg, client: local(client.port) }]);
    far.say('first', from!);
    expect(await client.hears(1)).toEqual([`first#${near}`]);
    client.say('second', near!);
    expect(await far.hears(1)).toEqual([`second#${from}`]);
    const stranger = await party();
    stranger.say('who?', near!);
    stranger.say('who?', from!);
    await wait(50);
    expect([client.heard.length, far.heard.length, relay.statistics().strangers]).toEqual([
      1, 1, 2,
    ]);
    stranger.close();
  });

  it('binds all its sockets or none', async () => {
    const [free] = await freePorts(1);
    const to = local(far.port);
    const legs = [
      { listen: local(free!), to },
      { listen: local(client.port), to },
    ];
    await expect(open(legs)).rejects.toMatchObject({ code: 'port-in-use' });
    await open([{ listen: local(free!), to }]);
  });
});
