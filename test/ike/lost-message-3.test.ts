import { describe, expect, test } from 'vitest';
import { Duo, disagreements, established } from './duo.ts';

/** Message 3 of quick mode is under way. */
function atMessage3(): Duo {
  const duo = new Duo();
  duo.initiate();
  duo.pass(8);
  expect(established(duo)).toBe('1 1 1 0');
  return duo;
}

describe('message 3 of quick mode that is lost', () => {
  test('is sent again by an initiator that is finished, for message 2 that comes again', () => {
    const duo = atMessage3();
    duo.take();
    duo.wait(300);
    const passed = duo.settle();
    expect(passed.map(({ from }) => from)).toEqual(['b', 'a']);
    expect(established(duo)).toBe('1 1 1 1');
    expect(disagreements(duo)).toEqual([]);
  });

  test('is made up for by a packet on the new SA, which proves as much', () => {
    const duo = atMessage3();
    duo.take();
    const [id] = duo.b.sas.installed.keys();
    duo.b.sas.inboundAt.set(id!, duo.now);
    duo.wait(300);
    expect(duo.flights).toEqual([]);
    expect(established(duo)).toBe('1 1 1 1');
    expect([...duo.b.sas.installed.values()][0]!.halves.size).toBe(2);
    expect(disagreements(duo)).toEqual([]);
  });

  test('and comes late after all does no harm', () => {
    const duo = atMessage3();
    const late = duo.take()!;
    duo.wait(300);
    duo.settle();
    duo.deliver(late);
    expect(established(duo)).toBe('1 1 1 1');
    expect(duo.b.sas.installed.size).toBe(1);
  });

  test('each time leaves no half of a pair on either side', () => {
    const duo = atMessage3();
    duo.take();
    for (const gap of [300, 600, 1200]) {
      duo.wait(gap);
      const fromB = duo.flights.splice(0).filter(({ from }) => from === 'b');
      if (gap === 1200) duo.flights.push(...fromB);
      else for (const flight of fromB) duo.deliver(flight);
      if (gap !== 1200) duo.flights.splice(0);
    }
    duo.settle();
    expect(duo.b.of('quick-mode-failed')).toMatchObject([{ failure: { code: 'no-response' } }]);
    expect(duo.a.of('quick-mode-ended')).toMatchObject([{ reason: 'deleted-by-peer' }]);
    for (const side of [duo.a, duo.b]) {
      expect(side.sas.installed.size).toBe(0);
      expect(side.engine.children()).toEqual([]);
    }
  });
});
