import { expect, test } from 'vitest';
import { DEFAULT_KEEPING } from '../../src/ike/policy.ts';
import { Duo } from './duo.ts';

function up(): Duo {
  const duo = new Duo();
  duo.complete();
  return duo;
}

const wear = (duo: Duo, side: 'a' | 'b'): void => {
  const [id] = duo[side].engine.children().map((child) => child.id);
  duo[side].engine.childWorn(id!, duo.now);
};

test('a worn pair is renewed at once by its initiator', () => {
  const duo = up();
  wear(duo, 'a');
  expect(duo.advance(1).map(({ from }) => from)).toEqual(['a', 'b', 'a']);
  expect(duo.a.of('quick-mode-established')[1]!.replaces).toBe(1);
});

test('its responder leaves the initiator the time of a quick mode', () => {
  const duo = up();
  wear(duo, 'b');
  expect(duo.advance(299)).toEqual([]);
  expect(duo.advance(302).map(({ from }) => from)).toEqual(['b', 'a', 'b']);
});

test('both sides that count the same packets make one new pair', () => {
  const duo = up();
  wear(duo, 'a');
  wear(duo, 'b');
  duo.advance(10_000);
  for (const side of [duo.a, duo.b]) expect(side.engine.children()).toHaveLength(2);
});

test('a pair that has a successor is not renewed again', () => {
  const duo = up();
  wear(duo, 'a');
  duo.advance(1);
  wear(duo, 'a');
  expect(duo.advance(5000)).toEqual([]);
});

test('it is not renewed where policy does not want that', () => {
  const keeping = { ...DEFAULT_KEEPING, rekey: false };
  const duo = new Duo({ both: { peer: { keeping } } });
  duo.complete();
  wear(duo, 'a');
  expect(duo.advance(5000)).toEqual([]);
});
