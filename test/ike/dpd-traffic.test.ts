import { expect, test } from 'vitest';
import { pingTo, up } from '../host/pairs.ts';
import { said, seconds, silence, watchedPair } from './silence.ts';

test('while packets come by ESP nobody is asked', () => {
  const both = watchedPair();
  up(both, both.a, 'tunnel');
  const ping = both.begin(both.b, pingTo('10.1.0.1', { count: 12, intervalMilliseconds: 5000 }));
  seconds(both, 60);
  expect(both.result(ping)).toMatchObject({ ok: true });
  expect(said(both, both.a, 'R-U-THERE ')).toEqual([]);
});

test('the question comes when the last packet is old enough', () => {
  const both = watchedPair();
  up(both, both.a, 'tunnel');
  seconds(both, 7);
  both.command(both.a, pingTo('10.2.0.1', { count: 1 }));
  seconds(both, 9);
  expect(said(both, both.a, 'R-U-THERE ')).toEqual([]);
  seconds(both, 2);
  expect(said(both, both.a, 'R-U-THERE ')).toHaveLength(1);
});

test('what this host sends itself is no proof of anything', () => {
  const both = watchedPair();
  up(both, both.a, 'tunnel');
  silence(both, both.b);
  const ping = both.begin(both.a, pingTo('10.2.0.1', { count: 30, intervalMilliseconds: 500 }));
  seconds(both, 14);
  expect(both.events(both.a, 'peer-dead')).toHaveLength(1);
  expect(both.result(ping)).toBeUndefined();
});

test('an exchange that gets no answer is no proof either', () => {
  const both = watchedPair();
  up(both, both.a, 'tunnel');
  silence(both, both.b);
  seconds(both, 9);
  // Its retransmissions are under way when the question is asked.
  both.begin(both.a, { kind: 'up', policy: 'transport' });
  seconds(both, 4);
  expect(both.events(both.a, 'peer-dead')).toHaveLength(1);
});
