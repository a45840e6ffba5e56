import { expect, test } from 'vitest';
import type { ActivePolicy } from '../../../src/policy/compiled.ts';
import type { Duo } from '../../ike/duo.ts';
import { type Engines, engines, flow } from './engines.ts';
import { at, esp, psk, rules } from './policies.ts';

const WEB = { name: 'web', protocol: 6, destinationPort: 80 };
const MAIL = { name: 'mail', protocol: 6, destinationPort: 25 };
const THERE = at('192.0.2.2');
const standing = ({ a }: Duo): string[] => a.engine.children().map(({ policy }) => policy);

function up(policy: ActivePolicy, ...names: string[]): Engines {
  const pair = engines(policy);
  for (const name of names) {
    pair.engines.initiate(flow(name));
    pair.engines.settle();
  }
  expect(standing(pair.engines)).toEqual(names.map(flow));
  return pair;
}

test('what a new policy does not touch goes on, and the rest is deleted', () => {
  const { engines: duo, change } = up(rules([WEB, MAIL]), 'web', 'mail');
  expect(change(rules([WEB]))).toBe(1);
  duo.settle();
  expect(standing(duo)).toEqual([flow('web')]);
  expect(duo.a.of('quick-mode-ended')).toMatchObject([{ reason: 'policy-changed' }]);
  expect(duo.b.of('quick-mode-ended')).toMatchObject([{ reason: 'deleted-by-peer' }]);
  expect(duo.a.engine.mainModeSas()).toHaveLength(1);
});

test('the same policy anew touches nothing', () => {
  const { engines: duo, change } = up(rules([WEB]), 'web');
  expect(change(rules([WEB]))).toBe(0);
  expect(change(rules([{ ...WEB, guid: 'another' }, MAIL]))).toBe(0);
  expect(standing(duo)).toEqual([flow('web')]);
});

test('other methods touch the pairs and not main mode', () => {
  const { engines: duo, change } = up(rules([WEB]), 'web');
  expect(change(rules([WEB], [esp('DES', 'MD5')]))).toBe(1);
  expect(standing(duo)).toEqual([]);
  expect(duo.a.engine.mainModeSas()).toHaveLength(1);
});

test('another pre-shared key touches everything with that computer', () => {
  const { engines: duo, change } = up(rules([WEB]), 'web');
  expect(change(rules([{ ...WEB, authentication: [psk('another')] }]))).toBe(2);
  duo.settle();
  expect(standing(duo)).toEqual([]);
  expect(duo.a.of('main-mode-ended')).toMatchObject([{ reason: 'policy-changed' }]);
  expect(duo.b.of('main-mode-ended')).toMatchObject([{ reason: 'deleted-by-peer' }]);
});

test('a main-mode filter for that computer alone touches it where it says otherwise', () => {
  const { change } = up(rules([WEB]), 'web');
  const other = { name: 'special', destination: THERE, protocol: 17, authentication: [psk('x')] };
  expect(change(rules([WEB, other]))).toBe(2);
});

test('what is under way for a filter that is gone fails for that reason', () => {
  const { engines: duo, change } = engines(rules([WEB, MAIL]));
  duo.initiate(flow('web'));
  duo.initiate(flow('mail'));
  duo.pass(2);
  change(rules([MAIL]));
  expect(duo.a.of('quick-mode-failed')).toMatchObject([
    {
      policy: flow('web'),
      failure: { code: 'policy-changed', windowsError: { code: 13_849 } },
    },
  ]);
  duo.settle();
  expect(standing(duo)).toEqual([flow('mail')]);
});

test('a quick mode under way for it fails too, and so does main mode with another key', () => {
  const quick = engines(rules([WEB, MAIL]));
  quick.engines.initiate(flow('web'));
  quick.engines.pass(7);
  quick.change(rules([MAIL]));
  expect(quick.engines.a.of('quick-mode-failed')).toMatchObject([{ policy: flow('web') }]);
  const main = engines(rules([WEB]));
  main.engines.initiate(flow('web'));
  main.engines.pass(2);
  main.change(rules([{ ...WEB, authentication: [psk('another')] }]));
  expect(main.engines.a.of('main-mode-failed')).toMatchObject([
    { failure: { code: 'policy-changed' } },
  ]);
  expect(main.engines.a.engine.mainModeSas()).toEqual([]);
});
