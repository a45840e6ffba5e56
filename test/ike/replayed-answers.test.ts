import { expect, test } from 'vitest';
import { DEFAULT_DIALECT } from '../../src/ike/policy.ts';
import { Duo } from './duo.ts';
import { fragment } from './fragments.ts';

test('copies of an answer use up no try of the exchange that waits for the next one', () => {
  const duo = new Duo();
  duo.initiate();
  const [, two] = duo.pass(2);
  const three = duo.take()!;
  for (let i = 0; i < 20; i++) duo.deliver(two!);
  duo.flights.length = 0;
  // The tries are still those of the profile: 0.3 s and 0.9 s after the message.
  duo.wait(1000);
  expect(duo.a.of('main-mode-failed')).toEqual([]);
  expect(duo.flights).toHaveLength(2);
  duo.deliver(three);
  duo.settle();
  expect(duo.a.of('quick-mode-established')).toHaveLength(1);
});

test('copies of message 2 of quick mode neither end it early nor make its main mode suspect', () => {
  const duo = new Duo();
  duo.initiate();
  duo.pass(6);
  const one = duo.take()!;
  duo.deliver(one);
  for (let i = 0; i < 20; i++) duo.deliver(one);
  duo.flights.length = 0;
  duo.wait(1000);
  expect(duo.b.of('quick-mode-failed')).toEqual([]);
});

test('what is shorter than message 3 of aggressive mode does not make it go out again', () => {
  const dialect = { ...DEFAULT_DIALECT, aggressive: 'initiate' } as const;
  const duo = new Duo({ both: { peer: { dialect } } });
  duo.initiate();
  const [, two] = duo.pass(2);
  duo.settle();
  const before = duo.a.sent.length;
  const header = two!.message.slice(0, 28);
  header[27] = 28;
  header[26] = 0;
  for (let i = 0; i < 20; i++) {
    header[19] = i % 2;
    duo.deliver(two!, header);
    duo.deliver(two!, fragment(two!.message, { number: 1, last: true, data: header }));
  }
  expect(duo.a.sent).toHaveLength(before);
});
