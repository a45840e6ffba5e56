import { expect, test } from 'vitest';
import { parseAddress } from '../../../src/base/address.ts';
import { pair } from '../../../src/sim/pair.ts';
import { PAIR_ADDRESSES } from '../../../src/sim/pair-config.ts';
import { ping } from './commands.ts';
import { psk, rules, subnet, windows } from './policies.ts';
import { kinds, passed } from './realm.ts';

const A = { net: subnet('10.1.0.0', 24), end: parseAddress('192.0.2.1') };
const B = { net: subnet('10.2.0.0', 24), end: parseAddress('192.0.2.2') };

/** The two rules of a tunnel, one a direction, as Windows wants them. */
const tunnel = (here: typeof A, there: typeof A) =>
  rules([
    { name: 'out', source: here.net, destination: there.net, mirrored: false, tunnel: there.end },
    { name: 'in', source: there.net, destination: here.net, mirrored: false, tunnel: here.end },
  ]);

const inner = { from: PAIR_ADDRESSES.a.inner, to: PAIR_ADDRESSES.b.inner };

test('two computers have a tunnel between their subnets, each by two rules', () => {
  const both = pair({ a: windows(tunnel(A, B)), b: windows(tunnel(B, A)) });
  expect(both.command(both.a, { ...ping(both.b, 3), ...inner })).toMatchObject({
    value: { received: 3 },
  });
  expect(kinds(passed(both))).toEqual(['ESP', 'IKE']);
  for (const host of [both.a, both.b]) {
    expect(both.events(host, 'quick-mode-established')).toMatchObject([
      { policy: 'out', mode: 'tunnel' },
    ]);
  }
  const back = { from: PAIR_ADDRESSES.b.inner, to: PAIR_ADDRESSES.a.inner };
  expect(both.command(both.b, { ...ping(both.a), ...back })).toMatchObject({
    value: { received: 1 },
  });
  expect(both.a.host.query('quick-mode-sas').items).toHaveLength(1);
});

test('the source of a ping into the tunnel is the address that its filter names', () => {
  const both = pair({ a: windows(tunnel(A, B)), b: windows(tunnel(B, A)) });
  const answer = both.command(both.a, { ...ping(both.b), to: PAIR_ADDRESSES.b.inner });
  expect(answer).toMatchObject({ value: { received: 1 } });
});

test('clear packets for the tunnel are dropped, others pass', () => {
  const both = pair({ a: windows(tunnel(A, B)), b: windows(rules([])) });
  both.command(both.b, {
    ...ping(both.a),
    from: PAIR_ADDRESSES.b.inner,
    to: PAIR_ADDRESSES.a.inner,
  });
  expect(both.events(both.a, 'packet-dropped')).toMatchObject([
    { direction: 'inbound', reason: 'clear-text-required-protection' },
  ]);
  expect(both.command(both.b, ping(both.a))).toMatchObject({ value: { received: 1 } });
});

test('commands name it by its rule', () => {
  const both = pair({ a: windows(tunnel(A, B)), b: windows(tunnel(B, A)) });
  expect(both.command(both.a, { kind: 'up', policy: 'out' })).toMatchObject({ ok: true });
  expect(both.command(both.a, { kind: 'rekey', policy: 'out' })).toMatchObject({ ok: true });
  expect(both.command(both.a, { kind: 'down', policy: 'out' })).toMatchObject({
    value: { deleted: 2 },
  });
});

test('keys that differ end it in words', () => {
  const other = rules([
    {
      name: 'out',
      source: B.net,
      destination: A.net,
      mirrored: false,
      tunnel: A.end,
      authentication: [psk('x')],
    },
  ]);
  const both = pair({ a: windows(tunnel(A, B)), b: windows(other) });
  both.command(both.a, { kind: 'up', policy: 'out' });
  expect(both.lastFailure(both.a)?.code).toMatch(/preshared-keys/);
});
