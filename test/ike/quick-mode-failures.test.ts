import { describe, expect, test } from 'vitest';
import { parseRange } from '../../src/base/address.ts';
import type { EspSuite } from '../../src/crypto/provider.ts';
import type { Failure } from '../../src/ike/failure.ts';
import type { QuickModeProposal } from '../../src/ike/policy.ts';
import type { Flight } from '../../src/sim/link.ts';
import type { Pair, PairOptions } from '../../src/sim/pair.ts';
import { pairConfig } from '../../src/sim/pair-config.ts';
import { labPair, up } from '../host/pairs.ts';

const offer = (suite: EspSuite): QuickModeProposal & { readonly suite: EspSuite } => ({
  protocol: 'esp',
  suite,
});
const AES_128 = offer({ encryption: 'aes-cbc', keyBits: 128, integrity: 'hmac-sha1-96' });
const AES_256 = offer({ encryption: 'aes-cbc', keyBits: 256, integrity: 'hmac-sha1-96' });
const GCM = offer({ encryption: 'aes-gcm-16', keyBits: 128, integrity: 'none' });

/** Both sides' failures after the tunnel was asked for; main mode survives. */
function refused(options: PairOptions): { subject: Pair; a: Failure; b: Failure } {
  const subject = labPair(options);
  expect(subject.command(subject.a, { kind: 'up', policy: 'tunnel' }).ok).toBe(false);
  // The refusal is protected, so one round trip tells it.
  expect(subject.now).toBe(8);
  subject.run(10_000);
  for (const side of [subject.a, subject.b]) {
    expect(side.host.query('quick-mode-sas').items).toEqual([]);
    expect(side.host.query('main-mode-sas').items).toHaveLength(1);
    expect(subject.events(side, 'quick-mode-failed')).toHaveLength(1);
  }
  return { subject, a: subject.lastFailure(subject.a)!, b: subject.lastFailure(subject.b)! };
}

const differing = (failure: Failure): string[] =>
  failure.comparison.filter(({ differs }) => differs).map(({ what }) => what);

describe('no common quick-mode proposal', () => {
  test('shows both sides offers, and the first attribute of the nearest pair that differs', () => {
    const { a, b } = refused({
      a: { child: { proposals: [GCM, AES_128] } },
      b: { child: { proposals: [AES_256] } },
    });
    expect(b).toMatchObject({
      code: 'no-common-quick-mode-proposal',
      certainty: 'certain',
      where: 'quick mode, message 1',
      notify: 14,
      windowsError: { code: 13868, name: 'POLICY_MATCH' },
      auditEvent: 546,
      failurePoint: 'Me',
    });
    expect(b.comparison.map(({ local, peer }) => `${local} | ${peer}`).slice(0, 2)).toEqual([
      'ESP_AES-CBC-256, HMAC-SHA, tunnel, none | ESP_AES-GCM_16-128, none, tunnel, none',
      '- | ESP_AES-CBC-128, HMAC-SHA, tunnel, none',
    ]);
    expect(differing(b)).toEqual(['transform']);
    expect(b.detail).toContain('policy "tunnel"');
    expect(a).toMatchObject({
      code: 'no-common-quick-mode-proposal',
      certainty: 'certain',
      where: 'quick mode, message 1',
      windowsError: { code: 13868, name: 'POLICY_MATCH' },
      failurePoint: 'Peer',
    });
    expect(a.comparison.map(({ local }) => local)).toEqual([
      'AES-GCM-128, tunnel, PFS none',
      'AES-CBC-128 with HMAC-SHA1-96, tunnel, PFS none',
    ]);
  });

  test('names the integrity algorithm', () => {
    const sha256 = offer({ ...AES_128.suite, integrity: 'hmac-sha256-128' });
    const { b } = refused({ b: { child: { proposals: [sha256] } } });
    expect(differing(b)).toEqual(['integrity']);
  });
});

describe('perfect forward secrecy that differs', () => {
  test.each([
    [undefined, 19, 'none', 'group 19'],
    [19, undefined, 'group 19', 'none'],
    [14, 19, 'group 14', 'group 19'],
  ] as const)('responder %s, initiator %s', (own, theirs, local, peer) => {
    const { b, a } = refused({
      a: { child: { pfsGroup: theirs } },
      b: { child: { pfsGroup: own } },
    });
    expect(b).toMatchObject({ code: 'pfs-differs', certainty: 'certain', notify: 14 });
    expect(b.windowsError.code).toBe(13868);
    expect(b.comparison.find(({ differs }) => differs)).toMatchObject({
      what: 'PFS group',
      local,
      peer,
    });
    expect(a.code).toBe('no-common-quick-mode-proposal');
    expect(a.comparison[0]!.local).toContain(`PFS ${peer}`);
  });
});

describe('an encapsulation that differs', () => {
  test('transport here, tunnel there', () => {
    const { b } = refused({ b: { tunnel: { mode: 'transport' } } });
    expect(b).toMatchObject({ code: 'encapsulation-differs', certainty: 'certain', notify: 14 });
    expect(b.comparison.find(({ differs }) => differs)).toMatchObject({
      what: 'encapsulation mode',
      local: 'transport',
      peer: 'tunnel',
    });
  });
});

describe('selectors that differ', () => {
  const widened = (): PairOptions => {
    const config = pairConfig('a');
    const tunnel = config.policies[1]!;
    const selector = { ...tunnel.selector, remote: parseRange('10.0.0.0/8') };
    const protect = { ...tunnel.protect!, selector };
    return { a: { host: { policies: [{ ...tunnel, selector, protect }] } } };
  };

  test('show the traffic asked for against every policy entry', () => {
    const { a, b } = refused(widened());
    expect(b).toMatchObject({
      code: 'selectors-differ',
      certainty: 'certain',
      where: 'quick mode, message 1',
      notify: 18,
      windowsError: { code: 13825, name: 'NO_POLICY' },
      auditEvent: 547,
      failurePoint: 'Me',
    });
    const asked = '10.0.0.0/8 <-> 10.1.0.0/24 any';
    expect(b.comparison).toEqual([
      {
        what: 'policy "transport"',
        local: '192.0.2.2 <-> 192.0.2.1 any',
        peer: asked,
        differs: true,
      },
      {
        what: 'policy "tunnel"',
        local: '10.2.0.0/24 <-> 10.1.0.0/24 any',
        peer: asked,
        differs: true,
      },
    ]);
    expect(a).toMatchObject({
      code: 'selectors-differ',
      certainty: 'certain',
      windowsError: { code: 13825, name: 'NO_POLICY' },
      failurePoint: 'Peer',
    });
    expect(a.detail).toContain('INVALID-ID-INFORMATION');
  });

  test('say that there is no policy at all', () => {
    const { b } = refused({ b: { host: { policies: [] } } });
    expect(b.code).toBe('selectors-differ');
    expect(b.comparison).toMatchObject([{ what: 'policy', local: 'none for this peer' }]);
  });
});

describe('a peer that falls silent in quick mode', () => {
  const silence = (subject: Pair, from: 'a' | 'b') =>
    subject.link.drop(({ sender }: Flight) => sender === from, Number.POSITIVE_INFINITY);

  test('after message 1', () => {
    const subject = labPair();
    up(subject, subject.a, 'transport');
    subject.run(100);
    silence(subject, 'b');
    const began = subject.now;
    expect(subject.command(subject.a, { kind: 'up', policy: 'tunnel' }).ok).toBe(false);
    expect(subject.now - began).toBe(300 + 600 + 1200);
    const failure = subject.lastFailure(subject.a);
    expect(failure).toMatchObject({
      code: 'no-response',
      certainty: 'certain',
      where: 'quick mode, message 1',
      windowsError: { code: 13805 },
    });
    expect(failure!.detail).toContain('sent 3 times');
  });

  test('after message 2, which leaves no half SA behind', () => {
    const subject = labPair();
    up(subject, subject.a, 'transport');
    subject.run(100);
    const sent = subject.link.capture(({ sender }) => sender === 'b');
    let seen = 0;
    const later = ({ sender }: Flight) => sender === 'a' && ++seen > 1;
    subject.link.drop(later, Number.POSITIVE_INFINITY);
    subject.command(subject.a, { kind: 'up', policy: 'tunnel' });
    subject.run(10_000);
    expect(subject.lastFailure(subject.b)).toMatchObject({
      code: 'no-response',
      where: 'quick mode, message 2',
    });
    // Three times message 2, then a delete: message 3 may have been sent, and a has a pair then.
    expect(sent).toHaveLength(4);
    expect(new Set(sent.slice(0, 3).map(({ bytes }) => bytes.join())).size).toBe(1);
    const [failure] = subject.events(subject.b, 'quick-mode-failed');
    expect(failure).toMatchObject({ policy: 'tunnel' });
    expect(subject.b.host.query('quick-mode-sas').items).toHaveLength(1);
  });
});
