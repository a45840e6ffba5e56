import { describe, expect, test } from 'vitest';
import { batchOfOne } from '../../src/base/batch.ts';
import { utf8, utf8Text } from '../../src/base/bytes.ts';
import { plainLink } from '../../src/sim/link.ts';
import { type Observer, type Station, World } from '../../src/sim/world.ts';
import { A_TO_B, ADDRESS, Talker } from './machines.ts';

function worldOfTwo(observer: Observer = {}) {
  const world = new World({ observer });
  const a = new Talker();
  const b = new Talker();
  const place = (name: 'a' | 'b', machine: Talker): Station =>
    world.attach({ name, machine, addresses: [ADDRESS[name]], link: plainLink(10) });
  return { world, a, b, atA: place('a', a), atB: place('b', b) };
}

const say = (policy: string) => ({ kind: 'up', policy }) as const;

describe('a world', () => {
  test('carries datagrams in its own time and turns their path round', () => {
    const { world, a, b, atA } = worldOfTwo();
    world.run(5);
    world.command(atA, say('well?'));
    world.run(9);
    expect(b.heard).toEqual([]);
    world.run(100);
    expect(b.heard).toEqual(['15 well? 192.0.2.1>192.0.2.2']);
    expect(a.heard).toEqual(['25 yes 192.0.2.2>192.0.2.1']);
    expect(world.now).toBe(114);
  });

  test('keeps the order of what happens at the same instant', () => {
    const { world, b, atA } = worldOfTwo();
    for (const word of ['one', 'two', 'three']) world.command(atA, say(word));
    world.run(10);
    expect(b.heard.map((line) => line.split(' ')[1])).toEqual(['one', 'two', 'three']);
  });

  test('wakes a machine when it wants to be woken, and moves a changed alarm', () => {
    const { world, a, atA } = worldOfTwo();
    a.alarms = [30, 40];
    world.command(atA, say('hm'));
    a.alarms = [20, 40];
    world.command(atA, say('hm'));
    world.run(100);
    expect(a.wokenAt).toEqual([20, 40]);
  });

  test('gives answers to commands by their number', () => {
    const { world, atA } = worldOfTwo();
    const id = world.command(atA, say('hello'));
    const unanswered = world.command(atA, { kind: 'stop' });
    expect(world.result(id)).toMatchObject({ ok: true });
    expect(world.result(unanswered)).toBeUndefined();
  });

  test('runs until a predicate holds, or until the time is over', () => {
    const { world, b, atA } = worldOfTwo();
    world.command(atA, say('hello'));
    expect(world.runUntil(() => b.heard.length > 0, 1000)).toBe(true);
    expect(world.now).toBe(10);
    expect(world.runUntil(() => b.heard.length > 1, 1000)).toBe(false);
    expect(world.now).toBe(1010);
  });

  test('shows observers what is sent, what arrives and what goes inside', () => {
    const seen: string[] = [];
    const { world, atA, atB } = worldOfTwo({
      sent: ({ number, sender, sentAt }) => seen.push(`${sentAt} sent ${number} by ${sender}`),
      arrived: ({ number }, receiver, now) => seen.push(`${now} arrived ${number} at ${receiver}`),
      inner: (station, packet) => seen.push(`inner ${station} ${utf8Text(packet)}`),
    });
    world.command(atA, say('hello'));
    world.send(atB, batchOfOne(A_TO_B, utf8('packet')));
    world.detach(atB);
    world.run(20);
    expect(seen).toEqual(['0 sent 1 by a', 'inner b packet', '10 arrived 1 at undefined']);
  });

  test('injects a datagram as if it came over the network', () => {
    const { world, b } = worldOfTwo();
    world.inject(A_TO_B, utf8('forged'));
    expect(b.heard).toEqual(['0 forged 192.0.2.1>192.0.2.2']);
  });

  test('refuses two machines of one name', () => {
    const { world } = worldOfTwo();
    expect(() =>
      world.attach({ name: 'a', machine: new Talker(), addresses: [], link: plainLink(0) }),
    ).toThrow('there is a host a already');
  });

  test('notices a machine that never rests', () => {
    const { world, a, atA } = worldOfTwo();
    a.handle = (input, _now, out) => {
      if (input.kind === 'command')
        out.reply(input.id, { ok: false, error: '', failure: undefined });
    };
    a.alarms = [1];
    world.command(atA, say(''));
    expect(() => world.run(10)).toThrow('time stands still at 1');
  });

  test('costs the same for each event among a thousand machines', () => {
    const world = new World();
    const machines = Array.from({ length: 1000 }, (_, i) => {
      const machine = new Talker();
      machine.alarms = Array.from({ length: 20 }, (_, k) => (k + 1) * 1000 + i);
      world.attach({ name: `${i}`, machine, addresses: [], link: plainLink(1) });
      return machine;
    });
    let calls = 0;
    for (const machine of machines) {
      const { alarms } = machine;
      machine.nextTimeout = () => {
        calls++;
        return alarms[0];
      };
    }
    world.run(30_000);
    expect(machines.every(({ wokenAt }) => wokenAt.length === 20)).toBe(true);
    expect(calls).toBe(20_000);
  });
});
