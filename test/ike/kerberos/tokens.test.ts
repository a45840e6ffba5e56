import { describe, expect, test } from 'vitest';
import { LIMITS } from '../../../src/base/limits.ts';
import type { Payload } from '../../../src/wire/isakmp/payload.ts';
import { Bench } from '../bench.ts';
import { Duo, established } from '../duo.ts';
import { data, MAIN_MODE_ROWS, mainModeSa } from '../payloads.ts';
import { Puppet } from '../puppet.ts';
import { ALPHA, BRAVO, domain, member, REALM, realm } from './domain.ts';

const name = Uint8Array.from(Buffer.from(`${ALPHA}@${REALM}`, 'utf16le'));
const offer = mainModeSa([
  ...MAIN_MODE_ROWS.filter(([type]) => type !== 3),
  [3, 65001],
  [16384, name],
]);
const token = (octets: number): Payload => ({
  kind: 'gss',
  type: 129,
  data: new Uint8Array(octets).fill(7),
});

describe('a message 3', () => {
  /** What the responder makes of it. */
  const given = (...tokens: readonly Payload[]): Bench => {
    const bench = new Bench(member(realm(), BRAVO));
    const puppet = new Puppet(bench, { role: 'initiator' });
    puppet.offer(offer);
    const keys = [data('ke', puppet.pair.publicValue), data('nonce', puppet.ni)];
    puppet.give(puppet.clear([...keys, ...tokens]));
    return bench;
  };

  test.each([
    ['without a token', [], /GSS_I is missing/],
    ['with two', [token(8), token(8)], /1 gss payload\(s\) too many/],
    ['with an empty one', [token(0)], /It has 0 octets, and this host takes 1 to 16384/],
    ['with one that is too long', [token(LIMITS.gssTokenOctets + 1)], /It has 16385 octets/],
  ])('%s is dropped without a question to anybody', (_name, tokens, drop) => {
    const bench = given(...tokens);
    expect(bench.drops.at(-1)).toMatch(drop);
    expect(bench.of('effect-asked')).toEqual([]);
  });

  test('with the longest one is looked at', () => {
    expect(given(token(LIMITS.gssTokenOctets)).of('effect-asked')).toHaveLength(1);
  });

  test('with a public value of a wrong length uses no token up', () => {
    const bench = new Bench(member(realm(), BRAVO));
    const puppet = new Puppet(bench, { role: 'initiator' });
    puppet.offer(offer);
    puppet.give(puppet.clear([data('ke', new Uint8Array(63)), data('nonce', puppet.ni), token(8)]));
    expect(bench.of('effect-asked')).toEqual([]);
  });

  test('with a bad token costs no key pair', () => {
    const { a, b } = domain();
    const duo = new Duo({ a, b });
    duo.initiate();
    duo.pass(2);
    const three = duo.take()!;
    const changed = Uint8Array.from(three.message);
    changed[changed.length - 60]! ^= 1;
    duo.deliver(three, changed);
    expect(duo.b.of('isakmp-keys')).toEqual([]);
    duo.deliver(three);
    duo.settle();
    expect(established(duo)).toBe('1 1 1 1');
  });
});

test('keys and contexts are in no event', () => {
  const duo = new Duo(domain());
  duo.complete();
  const text = JSON.stringify([duo.a.events, duo.b.events]);
  for (const { key } of realm().principals)
    expect(text).not.toContain(Buffer.from(key.reveal()).toString('hex'));
  expect(text).not.toContain('gss-context');
});
