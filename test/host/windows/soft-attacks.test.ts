/** What ends clear traffic that a soft SA lets through, and what somebody on the way cannot bring about. */

import { expect, test } from 'vitest';
import { NO_POLICY } from '../../../src/policy/compiled.ts';
import { type Pair, pair } from '../../../src/sim/pair.ts';
import { echo } from './commands.ts';
import { flow, flowBack } from './engines.ts';
import { esp, rules, windows } from './policies.ts';
import { kinds, passed } from './realm.ts';

const METHODS = [esp('3DES', 'SHA1')];
const WEB = { name: 'web', protocol: 6, destinationPort: 80 };
const requesting = rules([WEB, { name: 'all' }], METHODS, { soft: true });

/** Nothing of IKE arrives, either way; answers what ends that. */
const deafen = ({ link }: Pair): (() => void) =>
  link.drop(({ path }) => path.carrier === 'udp', Number.POSITIVE_INFINITY);

function inClear(other = NO_POLICY): { both: Pair; hear: () => void } {
  const both = pair({ a: windows(requesting), b: windows(other) });
  const hear = deafen(both);
  both.command(both.a, echo(both.b));
  both.run(5000);
  expect(both.events(both.a, 'soft-sa-added')).toMatchObject([{ policy: flow('all') }]);
  return { both, hear };
}

test('a policy that asks for security of the same filter ends the soft SA', () => {
  const { both } = inClear();
  both.applyPolicy(both.a, rules([WEB, { name: 'all' }], METHODS, { soft: false }));
  expect(both.events(both.a, 'soft-sa-removed')).toMatchObject([{ reason: 'policy-change' }]);
  const since = both.now;
  both.command(both.a, echo(both.b, 3));
  both.command(both.b, echo(both.a));
  both.run(5000);
  expect(kinds(passed(both, since).filter((one) => one !== 'UDP'))).toEqual(['IKE']);
  expect(passed(both, since).filter((one) => one === 'UDP')).toHaveLength(1);
  expect(both.events(both.a, 'udp-received')).toHaveLength(1);
});

test('a policy that says the same of the filter lets it go on', () => {
  const { both } = inClear();
  both.applyPolicy(both.a, rules([{ name: 'all' }], METHODS, { soft: true }));
  expect(both.events(both.a, 'soft-sa-removed')).toEqual([]);
});

test('whoever completes main mode knows IPsec: soft SAs of other filters end too', () => {
  const { both, hear } = inClear(rules([{ name: 'answers', protocol: 6, sourcePort: 80 }]));
  hear();
  expect(both.command(both.b, { kind: 'up', policy: flowBack('answers') })).toMatchObject({
    ok: true,
  });
  both.run(100);
  expect(both.events(both.a, 'soft-sa-removed')).toMatchObject([{ reason: 'negotiated' }]);
  const since = both.now;
  both.command(both.a, echo(both.b, 3));
  both.run(5000);
  expect(passed(both, since)).not.toContain('UDP');
});

test('while something stands that the peer negotiated, its silence brings no clear text', () => {
  const both = pair({
    a: windows(rules([WEB, { name: 'all' }], METHODS, { soft: true, pfs: 'main-mode' })),
    b: windows(rules([{ name: 'answers', protocol: 6, sourcePort: 80 }])),
  });
  const limited = rules([WEB, { name: 'all' }], METHODS, { soft: true });
  const oneEach = limited.mainModePolicies.map((one) => ({ ...one, quickModeLimit: 1 }));
  both.applyPolicy(both.a, { ...limited, mainModePolicies: oneEach });
  expect(both.command(both.a, { kind: 'up', policy: flow('web') })).toMatchObject({ ok: true });
  deafen(both);
  const since = both.now;
  both.command(both.a, echo(both.b, 3));
  both.run(120_000);
  expect(kinds(passed(both, since))).toEqual(['IKE']);
  expect(both.lastFailure(both.a)).toMatchObject({ code: 'no-response' });
});

test('a forged refusal in clear does less than silence: nothing falls back', () => {
  const both = pair({ a: windows(requesting), b: windows(NO_POLICY) });
  both.link.drop(({ path }) => path.carrier === 'udp', Number.POSITIVE_INFINITY);
  both.command(both.a, echo(both.b));
  const first = both.log.find(({ what, path }) => what === 'sent' && path.carrier === 'udp')!;
  both.inject(
    { carrier: 'udp', local: first.path.remote, remote: first.path.local },
    refusalOf(first.bytes),
  );
  both.run(120_000);
  expect(both.events(both.a, 'soft-sa-added')).toEqual([]);
  expect(kinds(passed(both))).toEqual(['IKE']);
});

/** NO-PROPOSAL-CHOSEN in clear about a message 1: a header and a notify, as anybody can write them. */
function refusalOf(message: Uint8Array): Uint8Array {
  const out = new Uint8Array(28 + 12);
  out.set(message.subarray(0, 8));
  out.set([1, 2, 3, 4, 5, 6, 7, 8], 8);
  out.set([11, 0x10, 5, 0, 0, 0, 0, 1, 0, 0, 0, out.length], 16);
  out.set([0, 0, 0, 12, 0, 0, 0, 1, 1, 0, 0, 14], 28);
  return out;
}
