import { describe, expect, test } from 'vitest';
import { AH_INTEGRITIES, protectionLabel } from '../../src/crypto/protection.ts';
import { parseProtection } from '../../src/crypto/protection-names.ts';
import { DEFAULT_ESP_EXTRAS, type QuickModeProposal } from '../../src/ike/policy.ts';
import type { Pair } from '../../src/sim/pair.ts';
import type { SideOptions } from '../../src/sim/pair-config.ts';
import { labPair, must, pingTo, up } from '../host/pairs.ts';

const methods = (...names: readonly string[]): Required<Pick<SideOptions, 'child'>> => ({
  child: { proposals: names.map((name): QuickModeProposal => parseProtection(name)) },
});

/** What both sides say that they agreed on. */
function agreed(subject: Pair, policy: string) {
  const [left, right] = [subject.a, subject.b].map(
    (side) =>
      subject.events(side, 'quick-mode-established').find((event) => event.policy === policy)!,
  );
  expect(left!.inboundSpi).toBe(right!.outboundSpi);
  expect(left!.outboundSpi).toBe(right!.inboundSpi);
  expect(left!.suite).toBe(right!.suite);
  return left!;
}

const pendingSpis = (subject: Pair) =>
  subject.a.host.query('statistics').items.ipsec.find(({ id }) => id === 'pending-key-operations')
    ?.value;

const failureOf = (subject: Pair, side: 'a' | 'b') =>
  subject.events(subject[side], 'quick-mode-failed').at(-1)?.failure;

describe('quick mode agrees', () => {
  test.each([...AH_INTEGRITIES.map((ah) => protectionLabel({ ah }))])('on %s', (label) => {
    const ah = AH_INTEGRITIES.find((one) => protectionLabel({ ah: one }) === label)!;
    carries({ child: { proposals: [{ protocol: 'ah', ah }] } }, label);
  });

  test.each(['ah-sha1+aes128-sha1', 'ah-md5+3des-none', 'ah-sha256+aes256gcm16'])(
    'on the bundle %s',
    (name) => carries(methods(name), protectionLabel(parseProtection(name))),
  );

  test('on AH with 64-bit sequence numbers and perfect forward secrecy', () => {
    const { child } = methods('ah-sha1+aes128-sha1');
    const extras = { ...DEFAULT_ESP_EXTRAS, esn: 'require' } as const;
    const both = { child: { ...child, pfsGroup: 19, extras } } as const;
    const subject = labPair({ both });
    up(subject, subject.a, 'transport');
    subject.run(10);
    expect(agreed(subject, 'transport')).toMatchObject({ esn: true, pfsGroup: 19 });
    const ping = subject.command(subject.a, pingTo('192.0.2.2', { count: 1 }));
    expect(must(ping, 'ping').received).toBe(1);
  });

  test.each([
    [['ah-sha1', 'aes128-sha1'], ['aes128-sha1', 'ah-sha1'], 'ah'],
    [['aes256-sha1', 'ah-sha1+aes128-sha1', 'ah-md5'], ['ah-md5', 'ah-sha1+aes128-sha1'], 'ah+esp'],
    [['ah-sha256', 'ah-sha1', 'aes128-sha1'], ['ah-sha1', 'aes128-sha1'], 'ah'],
    [['ah-sha1+aes128-sha1', 'ah-sha1+3des-sha1'], ['ah-sha1+3des-sha1'], 'ah+esp'],
  ] as const)('on the first offer that both have: %j, %j', (a, b, protocol) => {
    const subject = labPair({ a: methods(...a), b: methods(...b) });
    up(subject, subject.a, 'transport');
    subject.run(10);
    expect(agreed(subject, 'transport').protocol).toBe(protocol);
    const ping = subject.command(subject.a, pingTo('192.0.2.2', { count: 1 }));
    expect(must(ping, 'ping').received).toBe(1);
  });

  test('on the lifetime of the method that is chosen', () => {
    const proposals: QuickModeProposal[] = [
      { ...parseProtection('aes256-sha1'), lifetime: { seconds: 900, kilobytes: 0 } },
      { ...parseProtection('ah-sha1'), lifetime: { seconds: 300, kilobytes: 5000 } },
    ];
    const subject = labPair({ a: { child: { proposals } }, b: methods('ah-sha1') });
    up(subject, subject.a, 'transport');
    subject.run(10);
    expect(agreed(subject, 'transport')).toMatchObject({
      lifetimeSeconds: 300,
      lifetimeKilobytes: 5000,
    });
  });

  test('and ends both SAs of a bundle with one message', () => {
    const subject = labPair({ both: methods('ah-sha1+aes128-sha1') });
    up(subject, subject.a, 'transport');
    subject.run(10);
    subject.command(subject.a, { kind: 'down', policy: 'transport' });
    subject.run(100);
    expect(subject.events(subject.b, 'quick-mode-ended')).toMatchObject([
      { reason: 'deleted-by-peer' },
    ]);
    expect(subject.events(subject.b, 'delete-ignored')).toEqual([]);
    const removed = subject.events(subject.b, 'sa-removed').map(({ protocol }) => protocol);
    expect(removed).toEqual(['esp', 'ah', 'esp', 'ah']);
  });

  test('and gives back the SPI of the protocol that is not taken', () => {
    const subject = labPair({ a: methods('ah-sha1', 'aes128-sha1'), b: methods('aes128-sha1') });
    up(subject, subject.a, 'transport');
    subject.run(10);
    expect(agreed(subject, 'transport').protocol).toBe('esp');
    expect(pendingSpis(subject)).toBe(0);
  });
});

describe('quick mode refuses, and says why', () => {
  test.each([
    [['ah-sha1'], ['aes128-sha1'], 'AH', 'ESP'],
    [['aes128-sha1'], ['ah-sha1+aes128-sha1'], 'ESP', 'AH and ESP'],
    [['ah-sha1+aes128-sha1'], ['ah-sha1'], 'AH and ESP', 'AH'],
  ] as const)('%j against %j', (a, b, theirs, own) => {
    const subject = labPair({ a: methods(...a), b: methods(...b) });
    subject.command(subject.a, { kind: 'up', policy: 'transport' });
    subject.run(10);
    const failure = failureOf(subject, 'b')!;
    expect(failure.code).toBe('protocols-differ');
    expect(failure.comparison).toContainEqual(
      expect.objectContaining({ what: 'protocols', local: own, peer: theirs, differs: true }),
    );
    expect(failureOf(subject, 'a')?.code).toBe('no-common-quick-mode-proposal');
  });

  test('another algorithm of AH', () => {
    const subject = labPair({ a: methods('ah-sha1'), b: methods('ah-sha256') });
    subject.command(subject.a, { kind: 'up', policy: 'transport' });
    subject.run(10);
    const failure = failureOf(subject, 'b')!;
    expect(failure.code).toBe('no-common-quick-mode-proposal');
    expect(failure.comparison.filter(({ differs }) => differs)).toMatchObject([
      { what: 'AH integrity', local: 'AH_SHA2-256, HMAC-SHA2-256', peer: 'AH_SHA, HMAC-SHA' },
    ]);
  });
});

function carries(both: Required<Pick<SideOptions, 'child'>>, label: string): void {
  const subject = labPair({ both });
  up(subject, subject.a, 'transport');
  up(subject, subject.b, 'tunnel');
  subject.run(10);
  for (const policy of ['transport', 'tunnel']) {
    expect(agreed(subject, policy)).toMatchObject({ suite: label, mode: policy });
  }
  for (const to of ['10.2.0.1', '192.0.2.2']) {
    const ping = subject.command(subject.a, pingTo(to, { count: 1 }));
    expect(must(ping, 'ping').received).toBe(1);
  }
}
