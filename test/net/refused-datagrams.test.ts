import { afterEach, describe, expect, it } from 'vitest';
import { arenaPool, BatchWriter } from '../../src/base/batch.ts';
import type { SocketPlan } from '../../src/net/socket-plan.ts';
import { UdpCarrier } from '../../src/net/udp.ts';
import { bareConfig, endpoint, udpPath, until } from './fake-host.ts';
import { freePorts } from './free-ports.ts';

/** More than a UDP datagram holds: the network refuses it. */
const TOO_LONG = 65_508;

const open: UdpCarrier[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((carrier) => carrier.close()));
});

async function sender() {
  const [ike, natT, theirs, theirNatT] = (await freePorts(4)).map((port) => ({
    address: '127.0.0.1',
    port,
  }));
  const plan: SocketPlan = {
    mode: 'mapped',
    map: new Map([
      ['192.0.2.1', { ike, natT }],
      ['192.0.2.2', { ike: theirs, natT: theirNatT }],
    ]),
  };
  const inner = arenaPool();
  const told = { given: 0, troubles: 0, failures: 0 };
  const pool = {
    take: () => inner.take(),
    give(arena: Uint8Array) {
      told.given++;
      inner.give(arena);
    },
  };
  const carrier = new UdpCarrier({
    config: bareConfig('alice', '192.0.2.1'),
    plan,
    pool,
    onTrouble: () => told.troubles++,
    onFailure: () => told.failures++,
  });
  await carrier.open();
  open.push(carrier);
  const writer = new BatchWriter(pool);
  const send = (port: number, first: number, sizes: readonly number[]): void => {
    const path = udpPath(endpoint('192.0.2.1', port), endpoint('192.0.2.2', port));
    for (const octets of sizes) writer.add(path, new Uint8Array(octets).fill(first));
    for (const batch of writer.drain()) carrier.send(batch);
  };
  return { told, send };
}

describe('a datagram that the network refuses', () => {
  it.each([
    ['in the middle', [100, TOO_LONG, 100]],
    ['first', [TOO_LONG, 100, 100]],
    ['last', [100, 100, TOO_LONG]],
  ])('among ESP is told, and not counted, and the arena comes back: %s', async (_where, sizes) => {
    const { told, send } = await sender();
    send(4500, 1, sizes);
    await until(() => told.given === 1);
    expect(told).toEqual({ given: 1, troubles: 1, failures: 0 });
  });

  it('of IKE is counted, each one', async () => {
    const { told, send } = await sender();
    send(500, 1, [TOO_LONG, 100, 100]);
    send(4500, 0, [100, TOO_LONG]);
    await until(() => told.given === 2);
    expect(told).toEqual({ given: 2, troubles: 2, failures: 2 });
  });
});
