/** A server that lets clear packets in and protects its answers, and a flood of forged senders. */

import { expect, test } from 'vitest';
import { parseAddress } from '../../../src/base/address.ts';
import { utf8 } from '../../../src/base/bytes.ts';
import { LIMITS } from '../../../src/base/limits.ts';
import { nodeProvider } from '../../../src/crypto/node.ts';
import { TIMER_PROFILES } from '../../../src/ike/timers.ts';
import { type Pair, pair } from '../../../src/sim/pair.ts';
import { PAIR_ADDRESSES } from '../../../src/sim/pair-config.ts';
import { udpPacket } from '../../../src/wire/udp.ts';
import { echo, statistic } from '../windows/commands.ts';
import { example, psk, windows } from '../windows/policies.ts';

const FLOOD = 1000;
const SERVER = PAIR_ADDRESSES.a.outer;

const PROVED = [psk()];

function serverAndClient(server = example('Secure Server (Require Security)', PROVED)): Pair {
  return pair({
    provider: nodeProvider,
    a: windows(server, { timers: TIMER_PROFILES['windows-2003'] }),
    b: windows(example('Client (Respond Only)', PROVED)),
  });
}

/** A clear packet that names a computer of its own as its sender. */
function forge(both: Pair, i: number): void {
  const address = parseAddress(`198.${18 + (i >> 16)}.${(i >> 8) & 255}.${i & 255}`);
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

test('a burst: holds so many packets and no more, and knows its client afterwards', () => {
  const both = serverAndClient();
  const { a: server, b: client } = both;
  for (let i = 0; i < FLOOD; i++) forge(both, i);
  both.run(900);
  expect(statistic(server, 'clear-text-accepted')).toBe(FLOOD);
  expect(both.events(server, 'acquire')).toHaveLength(LIMITS.acquires);
  expect(statistic(server, 'held-packets')).toBe(LIMITS.acquires);
  expect(statistic(server, 'packet-dropped-queue-full')).toBe(FLOOD - LIMITS.acquires);
  // Those who have had a second to answer make room at once.
  both.run(200);
  both.command(client, echo(server));
  both.run(5000);
  expect(both.events(client, 'udp-received')).toHaveLength(1);
  expect(statistic(server, 'active-security-associations')).toBe(1);
  // Nobody answers: what was held goes.
  both.run(300_000);
  expect(statistic(server, 'active-acquire')).toBe(0);
});

test('a steady flood neither keeps a client out nor makes the host hold ever more', () => {
  const both = serverAndClient();
  const { a: server, b: client } = both;
  for (let i = 0; i < 600; i++) {
    forge(both, i);
    both.run(10);
    if (i === 560) both.command(client, echo(server));
  }
  expect(both.events(client, 'udp-received')).toHaveLength(1);
  expect(statistic(server, 'isadb-list-size')).toBeLessThanOrEqual(LIMITS.unansweredMainModes + 2);
  expect(both.lastFailure(server)).toMatchObject({ code: 'limit-reached' });
});
