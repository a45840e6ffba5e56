import { expect, test } from 'vitest';
import { Duo, disagreements, established } from './duo.ts';

/** Message 6 of main mode is about to arrive; it never does, so often as `times` says. */
function withoutMessage6(times: number): Duo {
  const duo = new Duo();
  duo.initiate();
  duo.pass(5);
  for (let lost = 0; lost < times; lost++) {
    duo.take();
    duo.wait([300, 600, 1200][lost]!);
    // Message 5 once more, which the responder answers from memory.
    if (duo.flights[0]?.from === 'a') duo.pass(1);
  }
  return duo;
}

test('message 6 that is lost is sent again, from memory, for message 5 that comes again', () => {
  const duo = withoutMessage6(1);
  expect(duo.b.of('main-mode-established')).toHaveLength(1);
  expect(duo.a.of('main-mode-established')).toHaveLength(0);
  const [again] = duo.settle();
  expect(again!.from).toBe('b');
  expect(established(duo)).toBe('1 1 1 1');
  expect(duo.b.of('isakmp-received').filter(({ duplicate }) => duplicate)).toHaveLength(1);
});

test('message 6 that is lost each time leaves the responder alone with a main mode, which heals', () => {
  const duo = withoutMessage6(3);
  expect(duo.a.of('main-mode-failed')).toMatchObject([
    { failure: { code: 'preshared-keys-likely-differ', where: 'main mode, message 5' } },
  ]);
  expect(duo.a.engine.mainModeSas()).toEqual([]);
  expect(duo.b.engine.mainModeSas()).toHaveLength(1);
  // What the responder begins on it gets no answer, so it begins anew.
  duo.initiate('tunnel', 'b');
  duo.advance(5000);
  duo.initiate('tunnel', 'b');
  duo.advance(1000);
  expect(duo.b.of('quick-mode-established')).toMatchObject([{ role: 'initiator' }]);
  expect(duo.a.engine.mainModeSas()).toHaveLength(1);
  expect(disagreements(duo)).toEqual([]);
});

test('a responder that begins a quick mode before message 6 is there gets it later', () => {
  const duo = new Duo();
  duo.initiate();
  duo.pass(5);
  const message6 = duo.take()!;
  duo.initiate('transport', 'b');
  expect(duo.settle().map(({ from }) => from)).toEqual(['b']);
  expect(duo.a.drops).toEqual(['unexpected: quick mode: its main mode is not established']);
  duo.deliver(message6);
  duo.advance(1000);
  expect(
    duo.b
      .of('quick-mode-established')
      .map(({ policy }) => policy)
      .sort(),
  ).toEqual(['transport', 'tunnel']);
  expect(disagreements(duo)).toEqual([]);
});
