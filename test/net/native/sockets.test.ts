import { createSocket } from 'node:dgram';
import fc from 'fast-check';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  arenaPool,
  type Batch,
  BatchWriter,
  datagramOf,
  type Path,
} from '../../../src/base/batch.ts';
import { openDgramSocket } from '../../../src/net/dgram-socket.ts';
import { type Libc, openLibc } from '../../../src/net/native/libc.ts';
import { nativeSockets } from '../../../src/net/native/socket.ts';
import type {
  OpenRealSocket,
  RealSocket,
  SendEvents,
  SocketEvents,
} from '../../../src/net/real-socket.ts';
import type { RealEndpoint } from '../../../src/net/socket-plan.ts';
import { endpoint, until } from '../fake-host.ts';
import { freePorts } from '../free-ports.ts';

const PATH: Path = {
  carrier: 'udp',
  local: endpoint('192.0.2.1', 4500),
  remote: endpoint('192.0.2.2', 4500),
};

let libc: Libc;
let native: OpenRealSocket;
beforeAll(async () => {
  libc = await openLibc('--io native');
  native = nativeSockets(libc);
});
const open: RealSocket[] = [];
afterEach(async () => {
  for (const socket of open.splice(0)) await socket.close();
});

/** A socket with everything that came to it, and from which ports. */
async function listening(how: OpenRealSocket, address = '127.0.0.1', perDatagram = false) {
  const [port] = await freePorts(1);
  const real: RealEndpoint = { address, port: port! };
  const got: Uint8Array[] = [];
  const from: string[] = [];
  const batches: number[] = [];
  const paths = new Map<string, Path>();
  const asked: number[] = [];
  const events: SocketEvents = {
    perDatagram,
    pathOf(sender, senderPort, _arena, start, end) {
      asked.push(end - start);
      const key = `${sender}|${senderPort}`;
      const path = paths.get(key) ?? { ...PATH, remote: endpoint(sender, senderPort) };
      paths.set(key, path);
      return path;
    },
    arrived(batch) {
      batches.push(batch.count);
      for (let i = 0; i < batch.count; i++) events.arrivedOne(batch.path, datagramOf(batch, i));
    },
    arrivedOne(path, datagram) {
      got.push(Uint8Array.from(datagram));
      from.push(`${path.remote.address.text}|${path.remote.port}`);
    },
    failed(error) {
      throw error;
    },
  };
  const socket = await how(real, events);
  open.push(socket);
  return { socket, real, got, from, batches, asked };
}

function batchOf(datagrams: readonly Uint8Array[]): Batch {
  const writer = new BatchWriter(arenaPool());
  for (const datagram of datagrams) writer.add(PATH, datagram);
  const [batch, ...others] = writer.drain();
  expect(others).toEqual([]);
  return batch!;
}

function sent(socket: RealSocket, batch: Batch, to: RealEndpoint) {
  const refused: [number, string][] = [];
  let done = 0;
  const events: SendEvents = {
    tellsEach: () => true,
    refused: (_batch, index, error) => refused.push([index, String(error)]),
    done: () => done++,
  };
  socket.send(batch, to, events);
  return { refused, done: () => done };
}

const filled = (octets: number, index: number): Uint8Array =>
  Uint8Array.from({ length: octets }, (_, i) => (i * 7 + index * 31 + octets) & 0xff);
const run = (count: number, octets: number): Uint8Array[] =>
  Array.from({ length: count }, (_, i) => filled(octets, i));

describe('native sockets', () => {
  it.each([
    ['one datagram', [filled(100, 1)]],
    ['a run of one length', run(64, 1400).slice(0, 40)],
    ['a run as long as a batch', run(64, 60)],
    ['a run with a shorter one at its end', [...run(20, 300), filled(299, 20), filled(300, 21)]],
    ['lengths that rise', Array.from({ length: 64 }, (_, i) => filled(20 + i, i))],
    ['lengths that fall', Array.from({ length: 64 }, (_, i) => filled(90 - i, i))],
    ['more octets than a message holds', run(12, 9000)],
    ['the longest datagram', [filled(65_507, 1), filled(1, 2)]],
    ['empty datagrams between others', [filled(9, 0), filled(0, 1), filled(0, 2), filled(9, 3)]],
  ])('carry %s as it is, in order', async (_what, datagrams) => {
    const one = await listening(native);
    const other = await listening(native);
    const { refused, done } = sent(one.socket, batchOf(datagrams), other.real);
    expect([refused, done()]).toEqual([[], 1]);
    await until(() => other.got.length >= datagrams.length);
    expect(other.got).toEqual(datagrams);
    expect(new Set(other.from)).toEqual(new Set([`127.0.0.1|${one.real.port}`]));
  });

  it('hand over a run as one batch', async () => {
    const one = await listening(native);
    const other = await listening(native);
    sent(one.socket, batchOf(run(64, 200)), other.real);
    await until(() => other.got.length === 64);
    expect(other.batches).toEqual([64]);
  });

  it('understand node:dgram, and it them', async () => {
    const plain = await listening(openDgramSocket);
    const ours = await listening(native);
    const datagrams = [...run(30, 500), filled(20, 30)];
    sent(ours.socket, batchOf(datagrams), plain.real);
    sent(plain.socket, batchOf(datagrams), ours.real);
    await until(() => plain.got.length === 31 && ours.got.length === 31);
    expect(plain.got).toEqual(datagrams);
    expect(ours.got).toEqual(datagrams);
  });

  it('carry IPv6', async () => {
    const one = await listening(native, '::1');
    const other = await listening(native, '::1');
    sent(one.socket, batchOf(run(10, 800)), other.real);
    await until(() => other.got.length === 10);
    expect(other.got).toEqual(run(10, 800));
    expect(other.from[0]).toBe(`::1|${one.real.port}`);
  });

  it('tell senders apart whose datagrams come between each other', async () => {
    const [one, two, to] = [
      await listening(native),
      await listening(native),
      await listening(native),
    ];
    const expected: string[] = [];
    for (let i = 0; i < 6; i++) {
      const sender = i % 2 === 0 ? one : two;
      sent(sender.socket, batchOf(run(3, 50)), to.real);
      expected.push(...Array(3).fill(`127.0.0.1|${sender.real.port}`));
    }
    await until(() => to.got.length === 18);
    expect(to.from).toEqual(expected);
  });

  it('ask for the path of each datagram where it says that itself', async () => {
    const one = await listening(native);
    const other = await listening(native, '127.0.0.1', true);
    sent(one.socket, batchOf([...run(5, 40), filled(30, 5)]), other.real);
    await until(() => other.got.length === 6);
    expect(other.asked).toEqual([40, 40, 40, 40, 40, 30]);
  });

  it('carry whatever lengths come, like node:dgram', async () => {
    const ours = [await listening(native), await listening(native)] as const;
    const lengths = fc.array(
      fc.oneof(fc.integer({ min: 0, max: 40 }), fc.constantFrom(0, 1, 64, 100, 1400, 1401)),
      { minLength: 1, maxLength: 64 },
    );
    await fc.assert(
      fc.asyncProperty(lengths, async (octets) => {
        ours[1].got.length = 0;
        const datagrams = octets.map(filled);
        sent(ours[0].socket, batchOf(datagrams), ours[1].real);
        await until(() => ours[1].got.length >= datagrams.length);
        expect(ours[1].got).toEqual(datagrams);
      }),
      { numRuns: 60, seed: 7 },
    );
  });

  it('tell of what the network refuses, and of that alone', async () => {
    const one = await listening(native);
    const other = await listening(native);
    const datagrams = [filled(10, 0), filled(65_508, 1), filled(10, 2)];
    const { refused, done } = sent(one.socket, batchOf(datagrams), other.real);
    expect([refused, done()]).toEqual([[[1, 'Error: sendmmsg EMSGSIZE']], 1]);
    await until(() => other.got.length === 2);
    expect(other.got).toEqual([datagrams[0], datagrams[2]]);
  });

  it('say that a port is in use', async () => {
    const plain = createSocket('udp4');
    await new Promise<void>((resolve) => plain.bind(0, '127.0.0.1', resolve));
    const { port } = plain.address();
    await expect(async () =>
      native({ address: '127.0.0.1', port }, {} as SocketEvents),
    ).rejects.toMatchObject({ code: 'port-in-use' });
    plain.close();
  });

  it('send nothing once closed', async () => {
    const one = await listening(native);
    const other = await listening(native);
    await one.socket.close();
    await one.socket.close();
    const { done } = sent(one.socket, batchOf(run(2, 50)), other.real);
    expect(done()).toBe(1);
  });
});
