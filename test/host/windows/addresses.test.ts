import { expect, test } from 'vitest';
import { pair } from '../../../src/sim/pair.ts';
import { PAIR_ADDRESSES } from '../../../src/sim/pair-config.ts';
import { echo, ping } from './commands.ts';
import { example, psk, rules, windows } from './policies.ts';
import { kinds, passed } from './realm.ts';

const ALL = rules([{ name: 'all' }]);

test('a computer with two addresses has SAs of each with whom it speaks', () => {
  const both = pair({ both: windows(ALL) });
  const inner = { from: PAIR_ADDRESSES.a.inner, to: PAIR_ADDRESSES.b.inner };
  expect(both.command(both.a, ping(both.b))).toMatchObject({ value: { received: 1 } });
  expect(both.command(both.a, { ...ping(both.b), ...inner })).toMatchObject({
    value: { received: 1 },
  });
  expect(
    both.a.host.query('quick-mode-sas').items.map(({ policy, peer }) => [policy, peer]),
  ).toEqual([
    ['all [192.0.2.1 <-> 192.0.2.2]', '192.0.2.2'],
    ['all (2) [10.1.0.1 <-> 10.2.0.1]', '10.2.0.1 from 10.1.0.1'],
  ]);
  expect(kinds(passed(both))).toEqual(['ESP', 'IKE']);
});

test('a computer behind a NAT speaks with a server by its own policy', () => {
  const both = pair({
    a: windows(ALL),
    b: windows(example('Secure Server (Require Security)', [psk()])),
    nat: { a: {} },
  });
  both.command(both.a, echo(both.b, 3));
  both.run(10_000);
  expect(both.events(both.a, 'udp-received')).toHaveLength(3);
  expect(both.events(both.a, 'nat-detected')).toMatchObject([{ localBehindNat: true }]);
  expect(kinds(passed(both))).toEqual(['ESP', 'IKE']);
});
