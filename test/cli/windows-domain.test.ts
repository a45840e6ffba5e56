/** The three built-in policies between processes of one stub realm, with no setting changed. */

import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { PeerChild } from '../../src/lab/peer-child.ts';
import { freePorts } from '../net/free-ports.ts';
import { WindowsLab } from './windows-lab.ts';

const REALM = `realm: LAB.EXAMPLE
principals:
  host/alpha.lab.example: { password: correct horse battery staple }
  host/bravo.lab.example: { password: quite another one for bravo }
`;

/** hello, as the control socket has octets. */
const HELLO = '68656c6c6f';

/** Each test starts several processes. */
const PATIENT = { timeout: 120_000 };

const lab = new WindowsLab();
beforeAll(() => writeFileSync(join(lab.folder, 'realm.yaml'), REALM));
afterEach(async () => {
  await lab.stop();
  // The next test fills the store anew.
  rmSync(join(lab.folder, 'alpha.policy'), { recursive: true, force: true });
});
afterAll(() => lab.remove());

/** The file of a computer of the realm whose store has one of the built-in policies assigned. */
function member(name: string, own: number, ports: readonly number[], policy: string): string {
  return lab.write(
    name,
    own,
    ports,
    [
      'ipsec static restorepolicyexamples release=win2003',
      `ipsec static set policy name="${policy}" assign=yes`,
    ],
    [
      `kerberos: { realm: realm.yaml, principal: host/${name}.lab.example }`,
      'stack: { udpEcho: [7], udpSink: [9] }',
    ],
  );
}

/** Datagrams for the echo port of 192.0.2.`to`, which come back. */
async function talk(from: PeerChild, to: number, count: number): Promise<void> {
  const before = heard(from);
  await from.client.command({
    kind: 'send',
    from: undefined,
    to: `192.0.2.${to}`,
    sourcePort: 9,
    destinationPort: 7,
    payload: HELLO,
    count,
  });
  await from.waitFor(`${count} answers`, () => heard(from) === before + count);
}

const heard = ({ events }: PeerChild): number =>
  events.filter(({ kind }) => kind === 'udp-received').length;

async function started(policy: string): Promise<readonly [PeerChild, PeerChild]> {
  const ports = await freePorts(6);
  const client = member('bravo', 2, ports, 'Client (Respond Only)');
  const server = member('alpha', 1, ports, policy);
  return Promise.all([
    lab.start('alpha', server, ['--capture', join(lab.folder, 'alpha.pcapng')]),
    lab.start('bravo', client),
  ]);
}

/** What `espial protected` finds in the capture of alpha: packets by kind, and what was in clear. */
async function captured(): Promise<{ packets: unknown; clearProtocols: unknown }> {
  const { out } = await lab.run('protected', join(lab.folder, 'alpha.pcapng'), '--json');
  const { pairs } = JSON.parse(out) as { pairs: { packets: unknown; clearProtocols: unknown }[] };
  expect(pairs).toHaveLength(1);
  return pairs[0]!;
}

test(
  'Secure Server and Client, started by the client: what went in clear is counted and named',
  PATIENT,
  async () => {
    const [server, client] = await started('Secure Server (Require Security)');
    await talk(client, 1, 1);
    await client.waitFor('its SA', ({ kind }) => kind === 'quick-mode-established');
    await talk(client, 1, 5);
    // Its answers may be told before the server tells of the questions.
    await server.waitFor('six questions', () => heard(server) === 6);
    await talk(server, 2, 5);
    const { out } = await lab.espial('bravo', 'ping', '192.0.2.1', '-i', '10');
    expect(out).toMatch(/^3 sent, 3 received/);
    const named = await lab.espial('alpha', 'events', '--id', '1', '--json');
    expect(named.out).toContain('192.0.2.2 -> 192.0.2.1 udp 7');
    const { detail } = (await server.client.query('statistics')).items;
    expect(detail.find(({ id }) => id === 'clear-text-accepted')?.value).toBe(1);
    await lab.stop();
    // Six questions and ten answers and questions by ESP; pings of the client by it, their answers not.
    expect(await captured()).toMatchObject({
      packets: { ah: 0, icmp: 3, clear: 1 },
      clearProtocols: [['UDP 7', 1]],
    });
  },
);

test(
  'Secure Server and Client, started by the server: nothing goes in clear at all',
  PATIENT,
  async () => {
    const [server] = await started('Secure Server (Require Security)');
    await talk(server, 2, 3);
    const qmsas = await lab.netsh('alpha', 'ipsec', 'dynamic', 'show', 'qmsas');
    expect(qmsas.out).toMatch(/QuickMode Policy Name {5}: Require Security/);
    await lab.stop();
    expect(await captured()).toMatchObject({ packets: { esp: 6, ah: 0, icmp: 0, clear: 0 } });
  },
);

test(
  'Server falls back to clear with a host without IPsec, and says so everywhere',
  PATIENT,
  async () => {
    const ports = await freePorts(6);
    const file = member('alpha', 1, ports, 'Server (Request Security)');
    const plain = lab.write('plain', 2, ports, undefined, [
      'stack: { udpEcho: [7], udpSink: [9] }',
    ]);
    const [server] = await Promise.all([lab.start('alpha', file), lab.start('plain', plain)]);
    await talk(server, 2, 3);
    const [sa, qmsas, events, stats] = await Promise.all([
      lab.espial('alpha', 'sa'),
      lab.netsh('alpha', 'ipsec', 'dynamic', 'show', 'qmsas'),
      lab.espial('alpha', 'events', '--id', '541', '--long'),
      lab.netsh('alpha', 'ipsec', 'dynamic', 'show', 'stats', 'type=ike'),
    ]);
    expect(sa.out).toMatch(/^soft SA, in clear: Request Security \(Optional\) Rule/);
    expect(qmsas.out).toMatch(/Encapsulation Type {8}: NONE \(soft SA: in clear\)/);
    expect(qmsas.out).toContain('No. of Soft SAs           : 1');
    expect(events.out).toMatch(/ESP Algorithm: None\n.*HMAC Algorithm: None/);
    expect(events.out).toContain('A soft SA was loaded (13844)');
    expect(stats.out).toMatch(/^Soft SAs {20}: 1$/m);
    expect(stats.out).toMatch(/^Total Acquire {15}: 1$/m);
  },
);
