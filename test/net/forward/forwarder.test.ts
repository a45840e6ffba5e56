import { createSocket, type Socket } from 'node:dgram';
import { afterEach, describe, expect, it } from 'vitest';
import { parseAddress } from '../../../src/base/address.ts';
import type { Path } from '../../../src/base/batch.ts';
import { Forwarder } from '../../../src/net/forward/forwarder.ts';
import { until } from '../fake-host.ts';
import { freePorts } from '../free-ports.ts';
import { closePairs, realPair } from '../real-pair.ts';

const ALICE = '192.0.2.1';
const BOB = '192.0.2.2';
const closers: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
  await closePairs();
});

type Pair = Awaited<ReturnType<typeof realPair>>;

function forwarder({ config, pool, runner, takeInner }: Pair['alice']) {
  const end = { address: config.addresses[0]!, port: 0 };
  const path: Path = { carrier: 'inner', local: end, remote: end };
  const troubles: string[] = [];
  const made = new Forwarder({
    config,
    stack: config.stack,
    pool,
    path,
    send: (batch) => runner.send(batch),
    onTrouble: (sentence) => troubles.push(sentence),
  });
  takeInner(({ arena, spans, count }) => {
    for (let i = 0; i < count; i++) made.take(arena, spans[i * 2]!, spans[i * 2 + 1]!);
  });
  closers.push(() => made.close());
  return { made, troubles };
}

/** A program of this machine; answers everything with its own name in front where it is a server. */
async function program(name: string, isServer: boolean, port = 0) {
  const socket: Socket = createSocket('udp4');
  await new Promise<void>((resolve) => socket.bind(port, '127.0.0.1', resolve));
  const got: string[] = [];
  const senders = new Set<number>();
  socket.on('message', (message, from) => {
    got.push(message.toString('latin1'));
    senders.add(from.port);
    if (isServer) socket.send(`${name} ${message.toString('latin1')}`, from.port, from.address);
  });
  closers.push(() => new Promise<void>((resolve) => socket.close(() => resolve())));
  return { socket, got, senders, port: socket.address().port };
}

async function bothEnds() {
  const pair = await realPair(ALICE, BOB, 'force');
  const alice = forwarder(pair.alice);
  const bob = forwarder(pair.bob);
  const [listening] = await freePorts(1);
  const listen = { address: '127.0.0.1', port: listening! };
  const service = { address: parseAddress(BOB), port: 5353 };
  return { pair, alice, bob, listen, service };
}

describe('UDP ports through a tunnel', () => {
  it('reach a program behind the peer, and each client gets its own answers', async () => {
    const { pair, alice, bob, listen, service } = await bothEnds();
    const server = await program('server', true);
    await alice.made.add({ kind: 'listen', listen, to: service });
    const to = { address: '127.0.0.1', port: server.port };
    await bob.made.add({ kind: 'accept', accept: service, to });
    const clients = [await program('one', false), await program('two', false)];
    for (const [i, { socket }] of clients.entries()) {
      socket.send(`hello ${i}`, listen.port, listen.address);
    }
    await until(() => clients.every(({ got }) => got.length > 0));
    expect(clients.map(({ got }) => got)).toEqual([['server hello 0'], ['server hello 1']]);
    expect(server.senders.size).toBe(2);
    expect(pair.bob.runner.query('quick-mode-sas').items[0]?.inbound?.packets).toBe(2);
    expect([...alice.troubles, ...bob.troubles]).toEqual([]);
  });

  it('carry a datagram that is longer than the path takes', async () => {
    const { alice, bob, listen, service } = await bothEnds();
    const server = await program('server', true);
    await alice.made.add({ kind: 'listen', listen, to: service });
    const to = { address: '127.0.0.1', port: server.port };
    await bob.made.add({ kind: 'accept', accept: service, to });
    const client = await program('client', false);
    const long = 'x'.repeat(60_000);
    client.socket.send(long, listen.port, listen.address);
    await until(() => client.got.length > 0);
    expect(client.got[0] === `server ${long}`).toBe(true);
  });

  it('say that nobody listens at the other end', async () => {
    const { alice, bob, listen, service } = await bothEnds();
    const [nobody] = await freePorts(1);
    await alice.made.add({ kind: 'listen', listen, to: service });
    const to = { address: '127.0.0.1', port: nobody! };
    await bob.made.add({ kind: 'accept', accept: service, to });
    const client = await program('client', false);
    const timer = setInterval(() => client.socket.send('hello', listen.port, listen.address), 20);
    closers.push(() => clearInterval(timer));
    await until(() => bob.troubles.length > 0);
    expect(bob.troubles[0]).toBe(`127.0.0.1:${nobody} cannot be reached: nothing listens there.`);
  });

  it('end with their forward, which can then be had again', async () => {
    const { alice, listen, service } = await bothEnds();
    const first = await alice.made.add({ kind: 'listen', listen, to: service });
    await expect(alice.made.add({ kind: 'listen', listen, to: service })).rejects.toThrow(
      `UDP 127.0.0.1:${listen.port} is in use by another program`,
    );
    await first.close();
    await first.close();
    await alice.made.add({ kind: 'listen', listen, to: service });
  });

  it.each([
    ['an address of somebody else', '192.0.2.9', 5353, 'alice has no address 192.0.2.9; it has'],
    ['a port of the small stack', ALICE, 7, 'port 7 is an echo or sink port'],
    ['a port that is forwarded already', ALICE, 6000, '192.0.2.1:6000 is taken by another forward'],
  ])('refuse %s', async (_what, address, port, words) => {
    const pair = await realPair(ALICE, BOB, 'force');
    const { made } = forwarder({
      ...pair.alice,
      config: {
        ...pair.alice.config,
        stack: { icmpEcho: true, udpEchoPorts: [7], udpSinkPorts: [] },
      },
    });
    const to = { address: '127.0.0.1', port: 9 };
    await made.add({ kind: 'accept', accept: { address: parseAddress(ALICE), port: 6000 }, to });
    const accept = { address: parseAddress(address), port };
    await expect(made.add({ kind: 'accept', accept, to })).rejects.toThrow(words);
  });
});
