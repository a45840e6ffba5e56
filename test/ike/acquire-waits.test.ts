import { expect, test } from 'vitest';
import { Duo, disagreements, established } from './duo.ts';

/** The responder has answered; message 3 is under way. */
function answered(): Duo {
  const duo = new Duo();
  duo.initiate();
  duo.pass(8);
  return duo;
}

test('a responder that is asked for the SAs it is about to have waits for message 3', () => {
  const duo = answered();
  duo.initiate('tunnel', 'b');
  expect(duo.flights).toHaveLength(1);
  duo.settle();
  expect(established(duo)).toBe('1 1 1 1');
  expect(duo.advance(10_000)).toEqual([]);
  expect(disagreements(duo)).toEqual([]);
});

test('it begins a quick mode of its own when message 3 never comes', () => {
  const duo = answered();
  duo.initiate('tunnel', 'b');
  duo.take();
  for (const gap of [300, 600, 1200]) {
    duo.wait(gap);
    duo.flights.splice(0);
  }
  expect(duo.b.of('quick-mode-failed')).toHaveLength(1);
  duo.advance(0);
  duo.advance(1000);
  expect(duo.b.of('quick-mode-established')).toMatchObject([{ role: 'initiator' }]);
  expect(duo.b.of('quick-mode-started')).toHaveLength(2);
});

test('one that is asked for other SAs begins at once', () => {
  const duo = answered();
  duo.initiate('transport', 'b');
  expect(duo.flights).toHaveLength(2);
});
