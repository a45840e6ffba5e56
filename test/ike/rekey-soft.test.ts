import { describe, expect, test } from 'vitest';
import { DEFAULT_KEEPING } from '../../src/ike/policy.ts';
import { Duo, type DuoOptions, disagreements } from './duo.ts';

const lifetime = { seconds: 3600, kilobytes: 0 };
const noRekey = { peer: { keeping: { ...DEFAULT_KEEPING, rekey: false } } };

function duoOf(options: DuoOptions = {}): Duo {
  const duo = new Duo({ both: { child: { lifetime } }, ...options });
  duo.complete();
  return duo;
}

/** When a side began its second quick mode, in seconds after the first was made. */
function beganAt(duo: Duo, side: 'a' | 'b'): number | undefined {
  const mine = duo[side].of('quick-mode-started').length;
  return mine;
}

describe('a pair that comes near its end', () => {
  test('is renewed by its initiator at 75 to 80 per cent of its lifetime', () => {
    const duo = duoOf();
    expect(duo.advance(2_699_000)).toEqual([]);
    const passed = duo.advance(182_000);
    expect(passed.map(({ from }) => from)).toEqual(['a', 'b', 'a']);
    const [first, second] = duo.a.of('quick-mode-established');
    expect(second).toMatchObject({ policy: 'tunnel', replaces: first!.id });
    expect(duo.b.of('quick-mode-established')[1]).toMatchObject({
      replaces: duo.b.of('quick-mode-established')[0]!.id,
    });
    expect(disagreements(duo)).toEqual([]);
  });

  test('is renewed by its responder at 90 to 95 per cent, where the initiator does not', () => {
    const duo = duoOf({ both: { child: { lifetime } }, a: noRekey });
    expect(duo.advance(3_239_000)).toEqual([]);
    const passed = duo.advance(182_000);
    expect(passed.map(({ from }) => from)).toEqual(['b', 'a', 'b']);
    expect(duo.b.of('quick-mode-established')[1]!.replaces).toBeDefined();
  });

  test('is renewed at another moment with other random numbers', () => {
    const times = ['one', 'two', 'three'].map((seed) => {
      const duo = duoOf({ both: { child: { lifetime } }, seed });
      const began = duo.now;
      while (beganAt(duo, 'a') === 1) duo.advance(1000);
      return Math.round((duo.now - began) / 1000);
    });
    expect(new Set(times).size).toBe(3);
  });

  test('is not renewed where policy does not want it: it ends', () => {
    const duo = duoOf({ both: { child: { lifetime }, ...noRekey } });
    duo.advance(3_599_000);
    expect(beganAt(duo, 'a')).toBe(1);
    duo.advance(1000);
    expect(duo.a.engine.children()).toEqual([]);
  });

  test('is not renewed where it lives for a moment only', () => {
    const duo = duoOf({ both: { child: { lifetime: { seconds: 3, kilobytes: 0 } } } });
    duo.advance(3000);
    expect(beganAt(duo, 'a')).toBe(1);
    expect(duo.a.engine.children()).toEqual([]);
  });

  test('stays until its own end, and its successor is renewed in turn', () => {
    const duo = duoOf();
    duo.advance(3_590_000);
    for (const side of [duo.a, duo.b]) expect(side.engine.children()).toHaveLength(2);
    duo.advance(20_000);
    for (const side of [duo.a, duo.b]) {
      expect(side.engine.children()).toHaveLength(1);
      expect(side.of('quick-mode-ended')).toHaveLength(1);
    }
    duo.advance(20 * 3_600_000);
    for (const side of [duo.a, duo.b]) {
      expect(side.engine.children().length).toBeLessThanOrEqual(2);
      expect(side.of('quick-mode-failed')).toEqual([]);
    }
    expect(disagreements(duo)).toEqual([]);
    expect(beganAt(duo, 'a')).toBeGreaterThan(24);
    expect(beganAt(duo, 'a')).toBeLessThan(30);
  });
});
