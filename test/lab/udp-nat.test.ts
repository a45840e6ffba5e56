import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type MappingReport, type NatForward, UdpNat } from '../../src/lab/udp-nat.ts';
import type { NatRules } from '../../src/sim/nat-table.ts';
import { freePorts } from '../net/free-ports.ts';
import { local, type Party, party } from './udp-party.ts';

let client: Party;
let far: Party;
let other: Party;
let nat: UdpNat;
let inside: number[];
let reports: MappingReport[];

beforeEach(async () => {
  [client, far, other] = [await party(), await party(), await party()];
  inside = await freePorts(2);
  reports = [];
});

afterEach(async () => {
  await nat.close();
  for (const one of [client, far, other]) one.close();
});

async function open(
  rules: Partial<NatRules> = {},
  forwards: readonly NatForward[] = [],
): Promise<void> {
  const first = (await freePorts(1))[0]!;
  const ports = { first, last: Math.min(first + 500, 65_535) };
  nat = new UdpNat({
    legs: [
      { inside: local(inside[0]!), to: local(far.port) },
      { inside: local(inside[1]!), to: local(other.port) },
    ],
    outside: '127.0.0.1',
    forwards,
    rules: { type: 'port-restricted', timeout: 30_000, ports, ...rules },
    onMapping: (report) => reports.push(report),
    onTrouble: () => {},
  });
  await nat.open();
}

async function outsidePort(text = 'hello'): Promise<number> {
  const { length } = far.heard;
  client.say(text, inside[0]!);
  return Number((await far.hears(length + 1)).at(-1)!.split('#')[1]);
}

describe('a NAT process', () => {
  it('lets the far side see the mapped port, and the inside the socket that it spoke to', async () => {
    await open();
    const port = await outsidePort();
    expect(port).not.toBe(client.port);
    far.say('answer', port);
    expect(await client.hears(1)).toEqual([`answer#${inside[0]}`]);
    expect(reports).toEqual([
      {
        what: 'mapped',
        inside: `127.0.0.1:${client.port}`,
        outside: `127.0.0.1:${port}`,
        to: `127.0.0.1:${far.port}`,
      },
    ]);
  });

  it('keeps out whom the inside has not spoken to', async () => {
    await open();
    other.say('may I?', await outsidePort());
    await wait(50);
    expect([client.heard, nat.statistics().filtered]).toEqual([[], 1]);
  });

  it('lets anybody in whom an inside socket stands for, if it is a full cone', async () => {
    await open({ type: 'full-cone' });
    const port = await outsidePort();
    const stranger = await party();
    stranger.say('who?', port);
    other.say('may I?', port);
    expect(await client.hears(1)).toEqual([`may I?#${inside[1]}`]);
    await wait(20);
    expect(nat.statistics().noInside).toBe(1);
    stranger.close();
  });

  it('has a port for each destination, if it is symmetric', async () => {
    await open({ type: 'symmetric' });
    const port = await outsidePort();
    client.say('and you?', inside[1]!);
    expect((await other.hears(1))[0]).not.toBe(`and you?#${port}`);
  });

  it('gives the inside another port after it has been told to forget', async () => {
    await open();
    const port = await outsidePort();
    expect(nat.forget()).toBe(1);
    expect(await outsidePort('again')).not.toBe(port);
    expect(reports.map(({ what }) => what)).toEqual(['mapped', 'forgotten', 'mapped']);
  });

  it('ends a mapping that the inside does not use', async () => {
    await open({ timeout: 60 });
    const port = await outsidePort();
    await wait(120);
    expect(await outsidePort('again')).not.toBe(port);
    expect(reports.map(({ what }) => what)).toEqual(['mapped', 'timeout', 'mapped']);
  });

  it('leads a forwarded port to its inside host, so that the far side may begin', async () => {
    const [port] = await freePorts(1);
    await open({}, [{ port: port!, to: local(client.port) }]);
    far.say('hello', port!);
    expect(await client.hears(1)).toEqual([`hello#${inside[0]}`]);
    client.say('welcome', inside[0]!);
    expect(await far.hears(1)).toEqual([`welcome#${port}`]);
  });

  it('passes over a port that somebody else holds', async () => {
    await open({ ports: { first: other.port, last: other.port + 20 } });
    expect(await outsidePort()).toBeGreaterThan(other.port);
  });
});
