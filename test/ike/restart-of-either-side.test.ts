import { expect, test } from 'vitest';
import { labPair, pingTo, up } from '../host/pairs.ts';
import { restart, seconds, silence, watchedPair } from './silence.ts';

const ping = (to: string) => pingTo(to, { count: 1, timeoutMilliseconds: 5000 });

test('the side that restarts begins itself: the other forgets and follows', () => {
  const both = labPair();
  up(both, both.a, 'tunnel');
  seconds(both, 1);
  const a = restart(both, both.a);
  expect(both.command(a, ping('10.2.0.1'))).toMatchObject({ ok: true, value: { received: 1 } });
  expect(both.b.host.query('quick-mode-sas').items).toHaveLength(1);
});

test('the side that stays begins: its quick mode is not answered, and the next makes a main mode', () => {
  const both = labPair();
  up(both, both.a, 'tunnel');
  seconds(both, 1);
  const b = restart(both, both.b);
  const first = both.command(both.a, { kind: 'up', policy: 'transport' });
  expect(first).toMatchObject({ ok: false, failure: { code: 'no-response' } });
  expect(both.events(both.a, 'peer-suspected')).toHaveLength(1);
  const second = both.command(both.a, { kind: 'up', policy: 'transport' });
  expect(second.ok).toBe(true);
  seconds(both, 20);
  expect(both.a.host.query('main-mode-sas').items).toHaveLength(1);
  // What was silent since then has gone too.
  expect(both.a.host.query('quick-mode-sas').items.map(({ policy }) => policy)).toEqual([
    'transport',
  ]);
  expect(b.host.query('quick-mode-sas').items).toHaveLength(1);
});

test('with dead peer detection nobody has to ask for anything', () => {
  const both = watchedPair();
  up(both, both.a, 'tunnel');
  const b = restart(both, both.b);
  seconds(both, 15);
  // It answers, but not under keys that it has lost; its INVALID-COOKIE in clear proves nothing.
  expect(both.events(both.a, 'peer-dead')).toHaveLength(1);
  expect(both.command(both.a, ping('10.2.0.1'))).toMatchObject({ value: { received: 1 } });
  expect(b.host.query('quick-mode-sas').items).toHaveLength(1);
});

test('a main mode that is answered again is trusted again', () => {
  const both = labPair();
  up(both, both.a, 'tunnel');
  seconds(both, 1);
  const heal = silence(both, both.b);
  both.command(both.a, { kind: 'up', policy: 'transport' });
  expect(both.events(both.a, 'peer-suspected')).toHaveLength(1);
  heal();
  both.command(both.b, { kind: 'up', policy: 'transport' });
  seconds(both, 1);
  expect(both.a.host.query('quick-mode-sas').items).toHaveLength(2);
  expect(both.events(both.a, 'main-mode-started')).toHaveLength(1);
});
