/** Sockets ask the host first whether it drops a datagram unread. */

import { createSocket } from 'node:dgram';
import { afterEach, expect, it } from 'vitest';
import { arenaPool } from '../../src/base/batch.ts';
import { openDgramSocket } from '../../src/net/dgram-socket.ts';
import { openLibc } from '../../src/net/native/libc.ts';
import { nativeSockets } from '../../src/net/native/socket.ts';
import { UdpCarrier } from '../../src/net/udp.ts';
import { bareConfig, until } from './fake-host.ts';
import { freePorts } from './free-ports.ts';

const closers: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

it.each([
  ['node:dgram', async () => openDgramSocket],
  ['--io native', async () => nativeSockets(await openLibc('--io native'))],
])('by %s: of their IKE and NAT-T ports, by the port, and not on a link', async (_name, how) => {
  const [ike, natT, link] = (await freePorts(3)).map((port) => ({ address: '127.0.0.1', port }));
  const carrier = new UdpCarrier({
    config: bareConfig('bob', '192.0.2.2'),
    plan: { mode: 'mapped', map: new Map([['192.0.2.2', { ike, natT, link }]]) },
    pool: arenaPool(),
    openSocket: await how(),
    onTrouble: () => {},
  });
  const asked: string[] = [];
  const got: string[] = [];
  carrier.listen(
    ({ path, arena, spans, count }) => {
      for (let i = 0; i < count; i++)
        got.push(`${path.carrier} ${path.local.port} ${arena[spans[i * 2]!]}`);
    },
    (octets, start, end, port) => {
      asked.push(`${port} ${[...octets.subarray(start, end)]}`);
      return octets[start] === 7;
    },
  );
  await carrier.open();
  const sender = createSocket('udp4');
  closers.push(
    () => carrier.close(),
    () => {
      sender.close();
    },
  );
  for (const { port } of [ike!, natT!, link!]) {
    sender.send(Uint8Array.of(7, 1), port, '127.0.0.1');
    sender.send(Uint8Array.of(8, 1), port, '127.0.0.1');
  }
  await until(() => got.length === 4 && asked.length === 4);
  expect(asked.sort()).toEqual(['4500 7,1', '4500 8,1', '500 7,1', '500 8,1']);
  expect(got.sort()).toEqual(['link 0 7', 'link 0 8', 'udp 4500 8', 'udp 500 8']);
});
