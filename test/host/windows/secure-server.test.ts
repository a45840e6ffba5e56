import { expect, test } from 'vitest';
import type { Pair, SimHost } from '../../../src/sim/pair.ts';
import { echo, ping, statistic } from './commands.ts';
import { example } from './policies.ts';
import { domainPair, kinds, passed } from './realm.ts';

const SECURE = example('Secure Server (Require Security)');
const CLIENT = example('Client (Respond Only)');

const received = (both: Pair, host: SimHost): number => both.events(host, 'udp-received').length;

test('Secure Server and Client, no setting changed, started by the client', () => {
  const both = domainPair(SECURE, CLIENT);
  const { a: server, b: client } = both;
  both.command(client, echo(server));
  both.run(5000);
  expect(both.events(server, 'clear-text-accepted')).toMatchObject([
    {
      reason: 'inbound-pass-through',
      packet: expect.stringContaining('192.0.2.2 -> 192.0.2.1 udp'),
    },
  ]);
  expect(both.events(server, 'main-mode-established')).toMatchObject([
    { authentication: 'Kerberos', remoteIdentity: expect.stringContaining('bravo') },
  ]);
  expect(received(both, client)).toBe(1);
  expect(both.events(client, 'quick-mode-established')).toMatchObject([
    { policy: '<Dynamic> [192.0.2.2 <-> 192.0.2.1]' },
  ]);
  const [stands] = both.events(server, 'quick-mode-established');

  // What the client sent before the server asked for security, and nothing else.
  expect(passed(both).filter((one) => one === 'UDP')).toHaveLength(1);
  expect(kinds(passed(both, stands!.at))).toEqual(['ESP', 'IKE']);

  const then = both.now;
  both.command(client, echo(server, 5));
  both.command(server, echo(client, 5));
  expect(both.command(client, ping(server))).toMatchObject({ value: { received: 1 } });
  both.run(1000);
  expect(kinds(passed(both, then))).toEqual(['ESP', 'ICMP']);
  expect([received(both, server), received(both, client)]).toEqual([11, 11]);
  expect(both.events(server, 'clear-text-accepted')).toHaveLength(1);
  // The server answers pings in clear, as its ICMP rule says, though the client asks by the SA.
  expect(both.events(client, 'clear-text-accepted')).toMatchObject([
    { reason: 'default-response', packet: '192.0.2.1 -> 192.0.2.2 icmp' },
  ]);
  expect(statistic(server, 'clear-text-accepted')).toBe(1);
});

test('started by the server no clear packet is sent at all', () => {
  const both = domainPair(SECURE, CLIENT);
  both.command(both.a, echo(both.b, 3));
  both.run(5000);
  expect(received(both, both.a)).toBe(3);
  expect(kinds(passed(both))).toEqual(['ESP', 'IKE']);
});
