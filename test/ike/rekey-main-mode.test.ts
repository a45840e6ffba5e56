import { describe, expect, test } from 'vitest';
import { DEFAULT_KEEPING } from '../../src/ike/policy.ts';
import { Duo, type DuoOptions } from './duo.ts';

const HOUR = 3_600_000;
const peer = { lifetime: { seconds: 3600, kilobytes: 0 } };
const child = { lifetime: { seconds: 86_400, kilobytes: 0 } };
const noRekey = { keeping: { ...DEFAULT_KEEPING, rekey: false } };

function duoOf(options: DuoOptions = {}): Duo {
  const duo = new Duo({ both: { peer, child }, ...options });
  duo.complete();
  return duo;
}

describe('a main mode that comes near its end', () => {
  test('is renewed by its initiator, and the old one goes ten seconds later', () => {
    const duo = duoOf();
    expect(duo.advance(0.75 * HOUR - 1000)).toEqual([]);
    while (duo.b.of('main-mode-established').length === 1) duo.advance(1000);
    expect(duo.now).toBeLessThan(0.8 * HOUR + 3000);
    for (const side of [duo.a, duo.b]) {
      const [first, second] = side.of('main-mode-established');
      expect(second!.replaces).toBe(first!.initiatorCookie);
      expect(side.engine.mainModeSas()).toHaveLength(2);
    }
    duo.advance(11_000);
    expect(duo.a.of('main-mode-ended')).toMatchObject([{ reason: 'replaced' }]);
    expect(duo.b.of('main-mode-ended')).toMatchObject([{ reason: 'deleted-by-peer' }]);
    for (const side of [duo.a, duo.b]) {
      expect(side.engine.mainModeSas()).toHaveLength(1);
      expect(side.engine.children()).toHaveLength(1);
    }
  });

  test('is renewed by its responder where its initiator does not', () => {
    const duo = duoOf({ both: { peer, child }, a: { peer: { ...peer, ...noRekey } } });
    duo.advance(0.9 * HOUR - 1000);
    expect(duo.b.of('main-mode-started')).toHaveLength(1);
    duo.advance(0.05 * HOUR + 1000);
    expect(duo.b.of('main-mode-established')[1]).toMatchObject({ role: 'initiator' });
  });

  test('carries no new quick mode once it is replaced', () => {
    const duo = duoOf();
    duo.a.engine.renewMainModes('b', duo.now);
    duo.advance(1000);
    duo.complete('transport');
    const [, newer] = duo.a.of('main-mode-established');
    expect(duo.a.of('quick-mode-established')[1]!.initiatorCookie).toBe(newer!.initiatorCookie);
  });

  test('ends at its lifetime where policy does not renew it, and its pair stays', () => {
    const duo = duoOf({ both: { peer: { ...peer, ...noRekey }, child } });
    duo.advance(HOUR);
    expect(duo.a.engine.mainModeSas()).toEqual([]);
    expect(duo.a.engine.children()).toHaveLength(1);
  });

  test('is renewed again and again, one at a time', () => {
    const duo = duoOf();
    duo.advance(20 * HOUR);
    for (const side of [duo.a, duo.b]) {
      expect(side.engine.mainModeSas()).toHaveLength(1);
      expect(side.of('main-mode-failed')).toEqual([]);
    }
    expect(duo.a.of('main-mode-started').length).toBeLessThan(30);
  });
});

test('a renewal of main mode that nobody answers takes nothing away', () => {
  const duo = duoOf();
  duo.a.engine.renewMainModes('b', duo.now);
  duo.wait(0);
  for (let second = 0; second < 10; second++) {
    duo.flights.splice(0);
    duo.wait(1000);
  }
  expect(duo.a.of('main-mode-failed')).toHaveLength(1);
  expect(duo.a.engine.mainModeSas()).toHaveLength(1);
  expect(duo.complete('transport')).toHaveLength(3);
});
