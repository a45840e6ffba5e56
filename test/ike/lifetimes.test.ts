import { describe, expect, test } from 'vitest';
import { DEFAULT_KEEPING } from '../../src/ike/policy.ts';
import { TIMER_PROFILES } from '../../src/ike/timers.ts';
import { Bench } from './bench.ts';
import { Duo, established } from './duo.ts';
import { data, MAIN_MODE_ROWS, mainModeSa, quickModeSa } from './payloads.ts';
import { Puppet } from './puppet.ts';

const HOUR = 3_600_000;
/** What happens where nothing is renewed; rekey-*.test.ts are about renewal. */
const keeping = {
  ...DEFAULT_KEEPING,
  rekey: false,
  longerLifetime: 'shorten-silently',
} as const;
const seconds = (value: number) => ({ seconds: value, kilobytes: 0 });

const reasons = (bench: Bench, kind: 'main-mode-ended' | 'quick-mode-ended'): string[] =>
  bench.of(kind).map(({ reason }) => reason);

describe('the lifetime of a main mode', () => {
  test('ends it on both sides with one delete, and leaves its pairs', () => {
    const duo = new Duo({
      a: { peer: { keeping, lifetime: seconds(900) } },
      b: { peer: { keeping, lifetime: seconds(600) } },
    });
    duo.complete();
    duo.advance(599_999);
    expect(duo.a.engine.mainModeSas()).toHaveLength(1);
    const passed = duo.advance(1);
    expect(passed.map(({ from }) => from)).toEqual(['b']);
    expect(reasons(duo.b, 'main-mode-ended')).toEqual(['lifetime']);
    expect(reasons(duo.a, 'main-mode-ended')).toEqual(['deleted-by-peer']);
    for (const side of [duo.a, duo.b]) {
      expect(side.engine.mainModeSas()).toEqual([]);
      expect(side.engine.children()).toHaveLength(1);
    }
  });

  test('is told where it stands', () => {
    const duo = new Duo({ both: { peer: { keeping, lifetime: seconds(600) } } });
    duo.complete();
    const [sa] = duo.b.engine.mainModeSas();
    expect(sa!.expiresAt! - sa!.establishedAt!).toBe(600_000);
    expect(sa!.createdAt).toBe(duo.now);
  });

  test('makes the next quick mode begin another', () => {
    const duo = new Duo({ both: { peer: { keeping, lifetime: seconds(600) } } });
    duo.complete();
    duo.advance(600_000);
    expect(duo.complete('transport')).toHaveLength(9);
    expect(established(duo)).toBe('2 2 2 2');
  });

  test('ends a quick mode under way in words of its own', () => {
    const bench = new Bench({
      peer: { keeping, lifetime: seconds(1), timers: TIMER_PROFILES.default },
    });
    const puppet = new Puppet(bench, { role: 'responder' });
    puppet.respond(bench.initiate()[0]!);
    bench.advance(1000);
    expect(reasons(bench, 'main-mode-ended')).toEqual(['lifetime']);
    expect(bench.of('quick-mode-failed')).toMatchObject([
      { policy: 'transport', failure: { code: 'cancelled', failurePoint: 'Me' } },
    ]);
    expect(bench.sas.reserved.size).toBe(0);
    expect(bench.engine.nextTimeout()).toBeUndefined();
  });

  test('of no seconds at all, offered by the peer, harms nobody', () => {
    const bench = new Bench();
    const puppet = new Puppet(bench, { role: 'initiator' });
    puppet.offer(mainModeSa([...MAIN_MODE_ROWS.slice(0, 6), [12, 0]]));
    puppet.exchangeKeys();
    puppet.prove();
    bench.advance(0);
    expect(reasons(bench, 'main-mode-ended')).toEqual(['lifetime']);
    expect(bench.engine.mainModeSas()).toEqual([]);
  });

  test('of more than any clock can hold is bounded by this host’s own', () => {
    const bench = new Bench();
    const puppet = new Puppet(bench, { role: 'initiator' });
    const forever = new Uint8Array(6).fill(0xff);
    puppet.offer(mainModeSa([...MAIN_MODE_ROWS.slice(0, 6), [12, forever]]));
    puppet.exchangeKeys();
    puppet.prove();
    expect(bench.of('main-mode-established')).toMatchObject([{ lifetimeSeconds: 28_800 }]);
  });
});

describe('the lifetime of a pair', () => {
  test('ends it on both sides with one delete', () => {
    const duo = new Duo({
      a: { peer: { keeping }, child: { lifetime: seconds(120) } },
      b: { peer: { keeping }, child: { lifetime: seconds(300) } },
    });
    duo.complete();
    // The offer of 120 seconds holds on both sides; the responder's timer is not later than a's.
    const passed = duo.advance(120_000);
    expect(passed.length).toBeGreaterThan(0);
    const ends = [duo.a, duo.b].map((side) => reasons(side, 'quick-mode-ended'));
    expect(ends.flat()).toHaveLength(2);
    expect(ends.flat()).toContain('lifetime');
    for (const side of [duo.a, duo.b]) {
      expect(side.engine.children()).toEqual([]);
      expect(side.sas.installed.size).toBe(0);
      expect(side.engine.mainModeSas()).toHaveLength(1);
    }
  });

  test('in octets is counted elsewhere: the data plane says when it is over', () => {
    const duo = new Duo();
    duo.complete();
    const [child] = duo.a.engine.children();
    duo.a.engine.childExpired(child!.id, duo.now);
    duo.wait(0);
    duo.settle();
    expect(reasons(duo.a, 'quick-mode-ended')).toEqual(['lifetime']);
    expect(reasons(duo.b, 'quick-mode-ended')).toEqual(['deleted-by-peer']);
    duo.a.engine.childExpired(child!.id, duo.now);
    expect(reasons(duo.a, 'quick-mode-ended')).toHaveLength(1);
  });

  test('ends it also where no main mode is left to tell the peer', () => {
    const duo = new Duo({ both: { peer: { keeping, lifetime: seconds(60) } } });
    duo.complete();
    duo.advance(60_000);
    expect(duo.a.engine.mainModeSas()).toEqual([]);
    duo.advance(HOUR);
    for (const side of [duo.a, duo.b]) {
      expect(reasons(side, 'quick-mode-ended')).toEqual(['lifetime']);
      expect(side.sas.installed.size).toBe(0);
      expect(side.engine.nextTimeout()).toBeUndefined();
    }
  });
});

describe('deletePeer', () => {
  test('ends everything with a peer, tells it, and counts', () => {
    const duo = new Duo();
    duo.complete('tunnel');
    duo.complete('transport');
    expect(duo.a.engine.deletePeer('nobody', duo.now)).toBe(0);
    expect(duo.a.engine.deletePeer('b', duo.now)).toBe(3);
    expect(duo.a.engine.deletePeer('b', duo.now)).toBe(0);
    duo.wait(0);
    expect(duo.settle()).toHaveLength(3);
    for (const side of [duo.a, duo.b]) {
      expect(side.engine.mainModeSas()).toEqual([]);
      expect(side.engine.children()).toEqual([]);
      expect(side.engine.nextTimeout()).toBeUndefined();
    }
    expect(reasons(duo.b, 'quick-mode-ended')).toEqual(['deleted-by-peer', 'deleted-by-peer']);
    expect(reasons(duo.b, 'main-mode-ended')).toEqual(['deleted-by-peer']);
  });

  test('gives up what is under way, with the failure "cancelled"', () => {
    const bench = new Bench();
    bench.initiate('tunnel');
    bench.initiate('transport');
    expect(bench.engine.deletePeer(undefined, bench.now)).toBe(1);
    expect(bench.of('main-mode-failed')).toMatchObject([{ failure: { code: 'cancelled' } }]);
    expect(bench.of('quick-mode-failed').map(({ policy }) => policy)).toEqual([
      'tunnel',
      'transport',
    ]);
    expect(bench.engine.nextTimeout()).toBeUndefined();
    const other = new Bench();
    const puppet = new Puppet(other, { role: 'initiator' }).mainMode();
    puppet.give(puppet.quick1(7, [quickModeSa(), data('nonce', puppet.ni)]));
    expect(other.engine.deletePeer('b', other.now)).toBe(1);
    expect(other.sas.installed.size).toBe(0);
    expect(other.of('quick-mode-failed')).toMatchObject([{ failure: { code: 'cancelled' } }]);
  });
});
