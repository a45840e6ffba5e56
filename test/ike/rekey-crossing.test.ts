import { describe, expect, test } from 'vitest';
import { Duo, disagreements } from './duo.ts';

function both(begin: (side: 'a' | 'b', duo: Duo) => void, seed: string): Duo {
  const duo = new Duo({ seed });
  duo.complete();
  begin('a', duo);
  begin('b', duo);
  duo.wait(0);
  return duo;
}

const SEEDS = ['one', 'two', 'three', 'four'];

describe.each(SEEDS)('quick modes that both sides begin at once (%s)', (seed) => {
  test('settle on the pair without the lowest nonce', () => {
    const duo = both(
      (side, { now, [side]: bench }) => bench.engine.renewChildren('tunnel', now),
      seed,
    );
    duo.settle();
    expect(disagreements(duo)).toEqual([]);
    for (const side of [duo.a, duo.b]) {
      expect(side.engine.children()).toHaveLength(3);
      expect(side.sas.stoodDown).toHaveLength(1);
    }
    const spis = (side: 'a' | 'b'): number[] =>
      [...duo[side].sas.installed.values()].map(({ pair }) =>
        side === 'a' ? pair.inbound.spi : pair.outbound.spi,
      );
    expect(spis('a').sort()).toEqual(spis('b').sort());
    duo.advance(5000);
    const reasons = [duo.a, duo.b].map((side) => side.of('quick-mode-ended')[0]!.reason);
    expect(reasons.sort()).toEqual(['deleted-by-peer', 'replaced']);
    for (const side of [duo.a, duo.b]) expect(side.engine.children()).toHaveLength(2);
    duo.advance(3_600_000);
    for (const side of [duo.a, duo.b]) {
      expect(side.engine.children().length).toBeLessThanOrEqual(2);
      expect(side.of('quick-mode-started').length).toBeLessThanOrEqual(4);
    }
  });
});

describe.each(SEEDS)('main modes that both sides begin at once (%s)', (seed) => {
  test('settle on the one with the higher initiator cookie', () => {
    const duo = both((side, { now, [side]: bench }) => {
      bench.engine.renewMainModes(side === 'a' ? 'b' : 'a', now);
    }, seed);
    duo.settle();
    for (const side of [duo.a, duo.b]) expect(side.engine.mainModeSas()).toHaveLength(3);
    duo.advance(11_000);
    const left = [duo.a, duo.b].map((side) =>
      side.engine.mainModeSas().map((sa) => sa.initiatorCookie),
    );
    expect(left[0]).toHaveLength(1);
    expect(left[0]).toEqual(left[1]);
    const cookies = duo.a
      .of('main-mode-established')
      .slice(1)
      .map((event) => event.initiatorCookie);
    expect(left[0]![0]).toBe(cookies.sort()[1]);
    expect(duo.a.engine.children()).toHaveLength(1);
  });
});

test('first negotiations that both sides begin at once settle on one of each', () => {
  const duo = new Duo();
  duo.initiate('tunnel', 'a');
  duo.initiate('tunnel', 'b');
  duo.settle();
  expect(disagreements(duo)).toEqual([]);
  duo.advance(12_000);
  for (const side of [duo.a, duo.b]) {
    expect(side.engine.mainModeSas()).toHaveLength(1);
    expect(side.engine.children()).toHaveLength(1);
  }
  expect(disagreements(duo)).toEqual([]);
});
