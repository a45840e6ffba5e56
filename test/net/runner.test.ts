import { afterEach, describe, expect, it } from 'vitest';
import { arenaPool } from '../../src/base/batch.ts';
import type { HostEvent } from '../../src/host/events.ts';
import { systemNow } from '../../src/net/clock.ts';
import { Runner } from '../../src/net/runner.ts';
import type { SocketPlan } from '../../src/net/socket-plan.ts';
import { UdpCarrier } from '../../src/net/udp.ts';
import { bareConfig, endpoint, FakeHost, udpPath, until } from './fake-host.ts';
import { freePorts } from './free-ports.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function run(name: string, address: string, plan: SocketPlan) {
  const pool = arenaPool();
  const carrier = new UdpCarrier({
    config: bareConfig(name, address),
    plan,
    pool,
    onTrouble: (sentence) => {
      throw new Error(sentence);
    },
  });
  await carrier.open();
  const host = new FakeHost();
  const runner = new Runner({ host, carrier, pool, now: systemNow });
  closers.push(async () => {
    runner.close();
    await carrier.close();
  });
  return { host, runner };
}

async function pair() {
  const [a, b] = (await freePorts(2)).map((port) => ({ address: '127.0.0.1', port }));
  const plan: SocketPlan = {
    mode: 'mapped',
    map: new Map([
      ['192.0.2.1', { ike: a }],
      ['192.0.2.2', { ike: b }],
    ]),
  };
  return {
    alice: await run('alice', '192.0.2.1', plan),
    bob: await run('bob', '192.0.2.2', plan),
  };
}

describe('two runners over real UDP', () => {
  it('carry a question and its answer', async () => {
    const { alice, bob } = await pair();
    bob.host.echo = true;
    const path = udpPath(endpoint('192.0.2.1', 500), endpoint('192.0.2.2', 500));
    alice.host.outgoing.push({ path, text: 'hello' });
    const result = await alice.runner.command({ kind: 'up', policy: 'x' });
    expect(result).toEqual({ ok: true, value: { kind: 'up', saId: 1, alreadyUp: false } });
    await until(() => alice.host.arrivals.length === 1);
    expect(bob.host.arrivals[0]!.text).toBe('hello');
    expect(alice.host.arrivals[0]!.text).toBe('hello!');
    expect(alice.host.arrivals[0]!.path.remote).toEqual(endpoint('192.0.2.2', 500));
  });
});

describe('a runner', () => {
  it('fires the host when its time has come', async () => {
    const { alice } = await pair();
    const before = systemNow();
    alice.host.due = before + 20;
    await alice.runner.command({ kind: 'stop' });
    await until(() => alice.host.timeouts === 1);
    expect(systemNow()).toBeGreaterThanOrEqual(before + 20);
  });

  it('tells of an event early, before what the host sends has left', () => {
    const order: string[] = [];
    const host = new FakeHost();
    const carrier = {
      send: () => void order.push('sent'),
      listen: () => {},
    };
    const early = ({ kind }: HostEvent) => void order.push(kind);
    const runner = new Runner({ host, carrier, pool: arenaPool(), now: systemNow, early });
    runner.onEvent(() => void order.push('told'));
    const path = udpPath(endpoint('192.0.2.1', 500), endpoint('192.0.2.2', 500));
    host.outgoing.push({ path, text: 'hello' });
    void runner.command({ kind: 'up', policy: 'x' });
    runner.close();
    expect(order).toEqual([expect.stringMatching(/^\w+(-\w+)+$/), 'sent', 'told']);
  });

  it('tells events after the step, so that a listener may command', async () => {
    const { alice } = await pair();
    const events: HostEvent[] = [];
    const end = alice.runner.onEvent((event) => {
      events.push(event);
      if (events.length === 1) void alice.runner.command({ kind: 'stop' });
    });
    await alice.runner.command({ kind: 'up', policy: 'x' });
    expect(alice.host.commands.map(({ kind }) => kind)).toEqual(['up', 'stop']);
    expect(events).toHaveLength(2);
    end();
    await alice.runner.command({ kind: 'up', policy: 'x' });
    expect(events).toHaveLength(2);
  });

  it('answers every command when it is closed', async () => {
    const { alice } = await pair();
    alice.runner.close();
    expect(await alice.runner.command({ kind: 'up', policy: 'x' })).toEqual({
      ok: false,
      error: 'the peer is stopping',
      failure: undefined,
    });
  });
});
