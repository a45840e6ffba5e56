/** A host on real sockets carries its packets while a stranger floods its IKE port. */

import { createSocket } from 'node:dgram';
import { afterEach, expect, it } from 'vitest';
import { parseAddress } from '../../src/base/address.ts';
import { u32 } from '../../src/base/bytes.ts';
import { closePairs, realPair } from './real-pair.ts';

afterEach(closePairs);

it('drops first messages by their header, and goes on', async () => {
  const { alice, bob } = await realPair('192.0.2.1', '192.0.2.2', 'force');
  expect(await alice.runner.command({ kind: 'up', policy: 'hosts' })).toMatchObject({ ok: true });
  const flood = await floodOf(bob.ikePort);
  const result = await alice.runner.command({
    kind: 'ping',
    from: undefined,
    to: parseAddress('192.0.2.2'),
    count: 20,
    intervalMilliseconds: 10,
    timeoutMilliseconds: 2000,
    payloadOctets: 56,
  });
  const sent = flood.stop();
  expect(result).toMatchObject({ ok: true, value: { sent: 20, received: 20 } });
  expect(sent).toBeGreaterThan(1000);
  const { detail } = bob.runner.query('statistics').items;
  const shed = detail.find(({ id }) => id === 'first-messages-shed')!.value;
  expect(shed).toBeGreaterThan(0);
  expect(bob.events.filter(({ kind }) => kind === 'isakmp-dropped').length).toBeLessThan(1000);
});

/** Headers of first messages in turn after turn, until told to stop: then how many there were. */
async function floodOf(port: number) {
  const socket = createSocket('udp4');
  const message = new Uint8Array(60);
  message.set([0x11, 0x10, 2], 16);
  message.set(u32(message.length), 24);
  let sent = 0;
  const turns = setInterval(() => {
    for (let i = 0; i < 50; i++) {
      message.set(u32(++sent), 0);
      socket.send(message.slice(), port, '127.0.0.1');
    }
  }, 1);
  while (sent < 2000) await new Promise((resolve) => setTimeout(resolve, 1));
  return {
    stop(): number {
      clearInterval(turns);
      socket.close();
      return sent;
    },
  };
}
