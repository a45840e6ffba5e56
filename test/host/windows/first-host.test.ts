import { expect, test } from 'vitest';
import { parseAddress } from '../../../src/base/address.ts';
import { pair } from '../../../src/sim/pair.ts';
import { flow } from './engines.ts';
import { rules, windows } from './policies.ts';

const THERE = parseAddress('192.0.2.2');

const PING = {
  kind: 'ping',
  from: undefined,
  to: THERE,
  count: 3,
  intervalMilliseconds: 100,
  timeoutMilliseconds: 2000,
  payloadOctets: 32,
} as const;

test('two computers live by policies, and a ping goes protected', () => {
  const both = pair({ both: windows(rules([{ name: 'all' }])) });
  const answer = both.command(both.a, PING);
  expect(answer).toMatchObject({ ok: true, value: { sent: 3, received: 3 } });
  expect(both.events(both.a, 'quick-mode-established')).toMatchObject([{ policy: flow('all') }]);
  expect(both.a.host.query('quick-mode-sas').items).toMatchObject([
    { policy: flow('all'), peer: '192.0.2.2' },
  ]);
  const clear = both.log.filter(({ path, bytes }) => path.carrier === 'link' && bytes[9] !== 50);
  expect(clear).toEqual([]);
});
