import { createSocket } from 'node:dgram';
import { afterEach, describe, expect, it } from 'vitest';
import { endpointText, parseAddress } from '../../src/base/address.ts';
import { type ArenaPool, arenaPool, BatchWriter, datagramOf } from '../../src/base/batch.ts';
import type { SocketPlan } from '../../src/net/socket-plan.ts';
import { UdpCarrier } from '../../src/net/udp.ts';
import { udpPacket } from '../../src/wire/udp.ts';
import { bareConfig, endpoint, udpPath, until } from './fake-host.ts';
import { freePorts } from './free-ports.ts';

const open: UdpCarrier[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((carrier) => carrier.close()));
});

interface Got {
  readonly from: string;
  readonly to: string;
  readonly carrier: string;
  readonly bytes: Uint8Array;
}

async function carrierOf(name: string, address: string, plan: SocketPlan) {
  const given: Uint8Array[] = [];
  const inner = arenaPool();
  const pool: ArenaPool = {
    take: () => inner.take(),
    give: (arena) => {
      given.push(arena);
      inner.give(arena);
    },
  };
  const troubles: string[] = [];
  const carrier = new UdpCarrier({
    config: bareConfig(name, address),
    plan,
    pool,
    onTrouble: (sentence) => troubles.push(sentence),
  });
  const got: Got[] = [];
  carrier.listen((batch) => {
    for (let i = 0; i < batch.count; i++) {
      got.push({
        from: endpointText(batch.path.remote),
        to: endpointText(batch.path.local),
        carrier: batch.path.carrier,
        bytes: Uint8Array.from(datagramOf(batch, i)),
      });
    }
  });
  await carrier.open();
  open.push(carrier);
  return { carrier, got, given, troubles, writer: new BatchWriter(pool) };
}

async function mappedPair() {
  const [a, b, c, d, e, f] = (await freePorts(6)).map((port) => ({ address: '127.0.0.1', port }));
  const plan: SocketPlan = {
    mode: 'mapped',
    map: new Map([
      ['192.0.2.1', { ike: a, natT: b, link: c }],
      ['192.0.2.2', { ike: d, natT: e, link: f }],
    ]),
  };
  const alice = await carrierOf('alice', '192.0.2.1', plan);
  const bob = await carrierOf('bob', '192.0.2.2', plan);
  return { alice, bob, bobIke: d! };
}

describe('mapped sockets', () => {
  it('carry datagrams between host-level endpoints', async () => {
    const { alice, bob } = await mappedPair();
    const ike = udpPath(endpoint('192.0.2.1', 500), endpoint('192.0.2.2', 500));
    const natT = udpPath(endpoint('192.0.2.1', 4500), endpoint('192.0.2.2', 4500));
    alice.writer.add(ike, Uint8Array.of(1, 2, 3));
    alice.writer.add(natT, Uint8Array.of(4));
    for (const batch of alice.writer.drain()) alice.carrier.send(batch);
    await until(() => bob.got.length === 2);
    const sorted = [...bob.got].sort((left, right) => left.bytes[0]! - right.bytes[0]!);
    expect(sorted).toEqual([
      { from: '192.0.2.1:500', to: '192.0.2.2:500', carrier: 'udp', bytes: Uint8Array.of(1, 2, 3) },
      { from: '192.0.2.1:4500', to: '192.0.2.2:4500', carrier: 'udp', bytes: Uint8Array.of(4) },
    ]);
  });

  it('take the sender of a whole IP packet from the packet', async () => {
    const { alice, bob } = await mappedPair();
    const packet = udpPacket({
      source: parseAddress('10.1.0.9'),
      destination: parseAddress('192.0.2.2'),
      sourcePort: 1,
      destinationPort: 2,
      payload: Uint8Array.of(9),
    });
    const link = {
      carrier: 'link',
      local: endpoint('192.0.2.1', 0),
      remote: endpoint('192.0.2.2', 0),
    } as const;
    alice.writer.add(link, packet);
    alice.writer.add(link, Uint8Array.of(0xff));
    for (const batch of alice.writer.drain()) alice.carrier.send(batch);
    await until(() => bob.got.length === 2);
    expect(bob.got.map(({ from, carrier }) => [from, carrier])).toEqual([
      ['10.1.0.9:0', 'link'],
      ['0.0.0.0:0', 'link'],
    ]);
  });

  it('know a real sender without an entry by its own address, and answer it', async () => {
    const { bob, bobIke } = await mappedPair();
    const stranger = createSocket('udp4');
    const answer = new Promise<Uint8Array>((resolve) => stranger.once('message', resolve));
    await new Promise<void>((resolve) => stranger.bind(0, '127.0.0.1', resolve));
    stranger.send(Uint8Array.of(1), bobIke.port, bobIke.address);
    await until(() => bob.got.length === 1);
    const { port } = stranger.address();
    expect(bob.got[0]!.from).toBe(`127.0.0.1:${port}`);
    bob.writer.add(
      udpPath(endpoint('192.0.2.2', 500), endpoint('127.0.0.1', port)),
      Uint8Array.of(2),
    );
    for (const batch of bob.writer.drain()) bob.carrier.send(batch);
    expect([...(await answer)]).toEqual([2]);
    await new Promise<void>((resolve) => stranger.close(() => resolve()));
  });

  it('give an arena back only when all of its datagrams are out', async () => {
    const { alice, bob } = await mappedPair();
    const path = udpPath(endpoint('192.0.2.1', 500), endpoint('192.0.2.2', 500));
    for (let i = 0; i < 20; i++) alice.writer.add(path, Uint8Array.of(i));
    const [batch, ...others] = alice.writer.drain();
    expect(others).toEqual([]);
    alice.carrier.send(batch!);
    expect(alice.given).toEqual([]);
    await until(() => bob.got.length === 20);
    await until(() => alice.given.length === 1);
    expect(alice.given[0]).toBe(batch!.arena);
    expect(bob.got.map(({ bytes }) => bytes[0])).toEqual(Array.from({ length: 20 }, (_, i) => i));
  });

  it('say once that there is no way to an address', async () => {
    const { alice } = await mappedPair();
    const nowhere = {
      carrier: 'link',
      local: endpoint('192.0.2.1', 0),
      remote: endpoint('203.0.113.9', 0),
    } as const;
    for (let i = 0; i < 3; i++) {
      alice.writer.add(nowhere, Uint8Array.of(i));
      for (const batch of alice.writer.drain()) alice.carrier.send(batch);
    }
    expect(alice.given).toHaveLength(3);
    expect(alice.troubles).toEqual([
      'there is no way to 203.0.113.9 as a whole IP packet: it has no link socket. Give both sides one, or force NAT traversal so that ESP travels in UDP. Such datagrams are dropped.',
    ]);
  });
});

describe('sockets that cannot be had', () => {
  it('are an error with a code and a sentence: port in use', async () => {
    const [port] = await freePorts(1);
    const plan: SocketPlan = {
      mode: 'mapped',
      map: new Map([['192.0.2.1', { ike: { address: '127.0.0.1', port: port! } }]]),
    };
    await carrierOf('first', '192.0.2.1', plan);
    await expect(carrierOf('second', '192.0.2.1', plan)).rejects.toMatchObject({
      code: 'port-in-use',
      message: `UDP 127.0.0.1:${port} is in use: another IKE daemon or another Espial holds it. Stop that one, or use other ports.`,
    });
  });

  it('are an error with a code and a sentence: an address that the machine has not', async () => {
    const named: SocketPlan = {
      mode: 'direct',
      bind: [parseAddress('192.0.2.77')],
      linkPort: undefined,
    };
    await expect(carrierOf('direct', '192.0.2.77', named)).rejects.toMatchObject({
      code: 'address-not-here',
    });
    const unnamed: SocketPlan = { mode: 'direct', bind: undefined, linkPort: undefined };
    await expect(carrierOf('direct', '192.0.2.77', unnamed)).rejects.toMatchObject({
      code: 'address-not-here',
    });
  });
});
