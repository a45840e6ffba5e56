import { expect, test } from 'vitest';
import { parseAddress } from '../../../src/base/address.ts';
import { NO_POLICY } from '../../../src/policy/compiled.ts';
import { type Pair, pair } from '../../../src/sim/pair.ts';
import { echo, ping, statistic } from './commands.ts';
import { flow } from './engines.ts';
import { esp, rules, windows } from './policies.ts';
import { kinds, passed } from './realm.ts';

const ICMP = { name: 'icmp', protocol: 1 };
const UDP = { name: 'udp', protocol: 17 };

const pairs = (host: Pair['a']): string[] =>
  host.host.query('quick-mode-sas').items.map(({ policy }) => policy);

/** Both kinds of traffic have their SAs. */
function up(): Pair {
  const both = pair({ both: windows(rules([ICMP, UDP])) });
  both.command(both.a, ping(both.b));
  both.command(both.a, echo(both.b));
  both.run(1000);
  expect(pairs(both.a).sort()).toEqual([flow('icmp'), flow('udp')]);
  return both;
}

test('a change of policy keeps the SAs that it does not touch, and the others go on both sides', () => {
  const both = up();
  const kept = both.a.host
    .query('quick-mode-sas')
    .items.find(({ policy }) => policy === flow('udp'));
  both.applyPolicy(both.a, rules([UDP]));
  both.run(1000);
  expect(pairs(both.a)).toEqual([flow('udp')]);
  expect(both.b.host.query('quick-mode-sas').items).toHaveLength(1);
  expect(both.a.host.query('main-mode-sas').items).toHaveLength(1);
  const since = both.now;
  both.command(both.a, echo(both.b, 3));
  both.run(1000);
  expect(kinds(passed(both, since))).toEqual(['ESP']);
  const still = both.a.host.query('quick-mode-sas').items[0]!;
  expect([still.id, still.outbound?.spi]).toEqual([kept?.id, kept?.outbound?.spi]);
});

test('what is negotiated next is negotiated by the new policy', () => {
  const both = up();
  for (const host of [both.a, both.b]) both.applyPolicy(host, rules([UDP], [esp('DES', 'MD5')]));
  both.run(1000);
  expect(pairs(both.a)).toEqual([]);
  both.command(both.a, echo(both.b));
  both.run(1000);
  expect(both.events(both.a, 'quick-mode-established').at(-1)?.suite).toMatch(/^DES/);
});

test('without any policy everything ends, and traffic goes in clear', () => {
  const both = up();
  for (const host of [both.a, both.b]) both.applyPolicy(host, NO_POLICY);
  both.run(60_000);
  for (const host of [both.a, both.b]) {
    expect(pairs(host)).toEqual([]);
    expect(host.host.query('main-mode-sas').items).toEqual([]);
  }
  const since = both.now;
  expect(both.command(both.a, ping(both.b))).toMatchObject({ value: { received: 1 } });
  expect(kinds(passed(both, since))).toEqual(['ICMP']);
});

test('held packets of a filter that is gone are dropped, and who waits for it is told', () => {
  const both = pair({ both: windows(rules([ICMP, UDP])) });
  both.link.drop(({ path }) => path.carrier === 'udp', Number.POSITIVE_INFINITY);
  const waiting = both.begin(both.a, { kind: 'up', policy: flow('udp') });
  both.command(both.a, echo(both.b, 2));
  both.run(100);
  both.applyPolicy(both.a, rules([ICMP]));
  both.run(0);
  expect(both.result(waiting)).toMatchObject({ ok: false, failure: { code: 'policy-changed' } });
  expect(both.events(both.a, 'packet-dropped')).toHaveLength(2);
  expect(statistic(both.a, 'active-acquire')).toBe(0);
});

test('the clear packets of a permitted flow are protected from the change on', () => {
  const both = pair({ both: windows(NO_POLICY) });
  both.command(both.a, ping(both.b));
  for (const host of [both.a, both.b]) both.applyPolicy(host, rules([{ name: 'all' }]));
  const since = both.now;
  expect(both.command(both.a, ping(both.b))).toMatchObject({ value: { received: 1 } });
  expect(kinds(passed(both, since))).toEqual(['ESP', 'IKE']);
});

test('a change of one of two computers leaves the other one alone', () => {
  const both = pair({
    both: windows(rules([{ name: 'all' }])),
  });
  both.command(both.a, ping(both.b));
  const ends = parseAddress('198.51.100.7');
  both.applyPolicy(
    both.a,
    rules([{ name: 'all' }, { name: 'far', destination: { kind: 'address', address: ends } }]),
  );
  expect(pairs(both.a)).toEqual([flow('all')]);
  expect(both.events(both.a, 'quick-mode-ended')).toEqual([]);
});
