/** A server that lets clear packets in and protects its answers, and a flood of forged senders. */

import { expect, test } from 'vitest';
import { parseAddress } from '../../../src/base/address.ts';
import { utf8 } from '../../../src/base/bytes.ts';
import { LIMITS } from '../../../src/base/limits.ts';
import { nodeProvider } from '../../../src/crypto/node.ts';
import { pair } from '../../../src/sim/pair.ts';
import { PAIR_ADDRESSES } from '../../../src/sim/pair-config.ts';
import { udpPacket } from '../../../src/wire/udp.ts';
import { echo, statistic } from '../windows/commands.ts';
import { example, psk, windows } from '../windows/policies.ts';

const FLOOD = 1000;
const SERVER = PAIR_ADDRESSES.a.outer;

test('holds so many packets and no more, and knows its client afterwards', () => {
  const both = pair({
    provider: nodeProvider,
    a: windows(example('Secure Server (Require Security)', [psk()])),
    b: windows(example('Client (Respond Only)', [psk()])),
  });
  const { a: server, b: client } = both;
  for (let i = 0; i < FLOOD; i++) {
    const address = parseAddress(`198.51.${100 + (i >> 8)}.${i & 255}`);
    const packet = udpPacket({
      source: address,
      destination: SERVER,
      sourcePort: 9,
      destinationPort: 7,
      payload: utf8('forged'),
    });
    const remote = { address: SERVER, port: 0 };
    both.inject({ carrier: 'link', local: { address, port: 0 }, remote }, packet);
  }
  both.run(2000);
  expect(statistic(server, 'clear-text-accepted')).toBe(FLOOD);
  expect(both.events(server, 'acquire')).toHaveLength(LIMITS.acquires);
  expect(statistic(server, 'held-packets')).toBe(LIMITS.acquires);
  expect(statistic(server, 'packet-dropped-queue-full')).toBe(FLOOD - LIMITS.acquires);
  // Nobody answers: what was held goes, and there is room again.
  both.run(300_000);
  expect(statistic(server, 'active-acquire')).toBe(0);
  both.command(client, echo(server));
  both.run(5000);
  expect(both.events(client, 'udp-received')).toHaveLength(1);
  expect(statistic(server, 'active-security-associations')).toBe(1);
});
