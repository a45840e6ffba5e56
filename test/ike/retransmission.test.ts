import { describe, expect, test } from 'vitest';
import type { TimerProfile } from '../../src/ike/policy.ts';
import { TIMER_PROFILES } from '../../src/ike/timers.ts';
import { Bench } from './bench.ts';
import { Duo, disagreements, established } from './duo.ts';
import { data, quickModeSa } from './payloads.ts';
import { Puppet } from './puppet.ts';

type Name = TimerProfile['name'];

/** When the last message is repeated after it was first sent, and when the exchange is given up. */
const SCHEDULES: Readonly<Record<Name, { repeats: readonly number[]; end: number }>> = {
  lab: { repeats: [300, 900], end: 2100 },
  default: { repeats: [2000, 6000, 14_000, 30_000], end: 62_000 },
  'windows-2003': {
    repeats: [1000, 3000, 7000, 15_000, 31_000, 63_000],
    end: 127_000,
  },
};
const NAMES = Object.keys(SCHEDULES) as Name[];

const withTimers = (name: Name) => ({ peer: { timers: TIMER_PROFILES[name] } });

/** Times of everything sent from some moment on, and when the last failure came. */
function afterwards(bench: Bench): { times: number[]; octets: Set<string>; end: number } {
  const began = bench.now;
  const before = bench.sent.length;
  let end = Number.NaN;
  const failures = bench.failures.length;
  for (let next = bench.engine.nextTimeout(); next !== undefined; ) {
    bench.advance(next - bench.now);
    if (bench.failures.length > failures) end = bench.now - began;
    if (bench.failures.length > failures) break;
    next = bench.engine.nextTimeout();
  }
  const sent = bench.sent.slice(before);
  const octets = new Set(sent.map(({ message }) => message.join()));
  return { times: sent.map(({ at }) => at - began), octets, end };
}

describe.each(NAMES)('the timers of profile %s', (name) => {
  const { repeats, end } = SCHEDULES[name];

  test('repeat message 1 of main mode with the same octets', () => {
    const bench = new Bench(withTimers(name));
    bench.initiate();
    expect(afterwards(bench)).toEqual({ times: repeats, octets: expect.anything(), end });
    expect(new Set(bench.sent.map(({ message }) => message.join())).size).toBe(1);
    expect(bench.engine.nextTimeout()).toBeUndefined();
  });

  test('start afresh with message 3 and with message 5', () => {
    for (const number of [3, 5]) {
      const bench = new Bench(withTimers(name));
      const puppet = new Puppet(bench, { role: 'responder' });
      const [message1] = bench.initiate();
      bench.advance(100);
      const [message3] = puppet.give(puppet.message2(message1!));
      bench.advance(100);
      if (number === 5) puppet.give(puppet.message4(message3!));
      const last = bench.sent.length;
      const since = afterwards(bench);
      const shift = number === 5 ? 0 : -100;
      expect(since.times).toEqual(repeats.map((at) => at + shift));
      expect(since.end).toBe(end + shift);
      const copies = new Set(bench.sent.slice(last - 1).map(({ message }) => message.join()));
      expect(copies.size).toBe(1);
    }
  });

  test('let a responder of main mode repeat only as Windows 2003 does', () => {
    for (const number of [2, 4]) {
      const bench = new Bench(withTimers(name));
      const puppet = new Puppet(bench, { role: 'initiator' });
      puppet.offer();
      if (number === 4) puppet.exchangeKeys();
      const since = afterwards(bench);
      const { responderRetransmits, halfOpen } = TIMER_PROFILES[name];
      expect(since.times).toEqual(responderRetransmits ? repeats : []);
      expect(since.end).toBe(responderRetransmits ? end : halfOpen);
      expect(bench.failures[0]).toMatchObject({ where: `main mode, message ${number}` });
    }
  });

  test('repeat message 1 of quick mode', () => {
    const bench = new Bench(withTimers(name));
    const puppet = new Puppet(bench, { role: 'responder' });
    puppet.respond(bench.initiate()[0]!);
    const since = afterwards(bench);
    expect(since.times).toEqual(repeats);
    expect(since.octets.size).toBe(1);
    expect(since.end).toBe(end);
  });

  test('end when the answer comes', () => {
    const duo = new Duo({ both: withTimers(name) });
    const passed = duo.complete();
    expect(passed).toHaveLength(9);
    expect(duo.advance(200_000)).toEqual([]);
    expect(established(duo)).toBe('1 1 1 1');
  });
});

describe.each(NAMES)('a lost message with profile %s', (name) => {
  test.each(Array.from({ length: 9 }, (_, i) => i + 1))('is made up for (message %i)', (nth) => {
    const duo = new Duo({ both: withTimers(name) });
    duo.initiate();
    duo.pass(nth - 1);
    duo.take();
    duo.advance(SCHEDULES[name].repeats[0]!);
    expect(established(duo)).toBe('1 1 1 1');
    expect(disagreements(duo)).toEqual([]);
    expect(duo.b.sas.installed.values().next().value!.halves.size).toBe(2);
    expect(duo.advance(200_000)).toEqual([]);
  });

  test('lost again and again is made up for by the last repetition', () => {
    const duo = new Duo({ both: withTimers(name) });
    const { repeats } = SCHEDULES[name];
    duo.initiate();
    for (const [i, at] of repeats.entries()) {
      duo.take();
      duo.wait(at - (repeats[i - 1] ?? 0));
    }
    duo.advance(1);
    expect(established(duo)).toBe('1 1 1 1');
  });
});

describe('repetition', () => {
  test('counts in its events, and stops after the last', () => {
    const bench = new Bench();
    bench.initiate();
    bench.advance(10_000);
    expect(bench.of('isakmp-sent').map(({ repeat }) => repeat)).toEqual([0, 1, 2]);
    expect(bench.failures.map(({ code }) => code)).toEqual(['no-response', 'no-response']);
  });

  test('of message 2 of quick mode ends, and gives back the half SA', () => {
    const bench = new Bench();
    const puppet = new Puppet(bench, { role: 'initiator' }).mainMode();
    puppet.give(quickRequest(puppet));
    expect([...bench.sas.installed.values()].map(({ halves }) => [...halves])).toEqual([['in']]);
    const since = afterwards(bench);
    // The last one is a delete: the initiator may have finished, and its message 3 be lost each time.
    expect(since.times).toEqual([300, 900, 2100]);
    expect(since.end).toBe(2100);
    expect(bench.sas.installed.size).toBe(0);
    expect(bench.failures.at(-1)).toMatchObject({
      code: 'no-response',
      where: 'quick mode, message 2',
    });
  });
});

function quickRequest(puppet: Puppet): Uint8Array {
  return puppet.quick1(77, [quickModeSa(), data('nonce', puppet.ni)]);
}
