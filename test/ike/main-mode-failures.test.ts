import { describe, expect, test } from 'vitest';
import type { Failure } from '../../src/ike/failure.ts';
import type { MainModeProposal } from '../../src/ike/policy.ts';
import type { Flight } from '../../src/sim/link.ts';
import type { Pair, PairOptions } from '../../src/sim/pair.ts';
import { labPair } from '../host/pairs.ts';

/** Both sides' last failures after the tunnel was asked for and all timers have run out. */
function failed(options: PairOptions, prepare: (subject: Pair) => void = () => undefined) {
  const subject = labPair(options);
  prepare(subject);
  const result = subject.command(subject.a, { kind: 'up', policy: 'tunnel' });
  expect(result.ok).toBe(false);
  subject.run(10_000);
  for (const side of [subject.a, subject.b]) {
    expect(side.host.query('quick-mode-sas').items).toEqual([]);
    expect(side.host.query('main-mode-sas').items).toEqual([]);
  }
  return { subject, a: subject.lastFailure(subject.a)!, b: subject.lastFailure(subject.b) };
}

const differing = (failure: Failure): string[] =>
  failure.comparison.filter(({ differs }) => differs).map(({ what }) => what);

const aes = (keyBits: number, changes: Partial<MainModeProposal> = {}): MainModeProposal => ({
  encryption: 'aes-cbc',
  keyBits,
  hash: 'sha1',
  group: 19,
  ...changes,
});

describe('pre-shared keys that differ', () => {
  test('are named by the responder from nothing but nonsense, and only likely by the initiator', () => {
    const { subject, a, b } = failed({ b: { presharedKey: 'another' } });
    expect(b).toMatchObject({
      code: 'preshared-keys-differ',
      certainty: 'certain',
      where: 'main mode, message 5',
      notify: 16,
      windowsError: { code: 13870, name: 'INVALID_HASH' },
      auditEvent: 545,
      failurePoint: 'Peer',
    });
    expect(b!.title).toBe('The pre-shared keys of this host and a differ.');
    expect(a).toMatchObject({
      code: 'preshared-keys-likely-differ',
      certainty: 'likely',
      where: 'main mode, message 5',
      notify: undefined,
      windowsError: { code: 13805, name: 'TIMED_OUT' },
      auditEvent: 547,
      failurePoint: 'Me',
    });
    expect(a.detail).toContain('sent 3 times');
    expect(a.detail).toContain('It sent PAYLOAD-MALFORMED in clear');
    const [heard] = subject.events(subject.a, 'notify-received');
    expect(heard).toMatchObject({ name: 'PAYLOAD-MALFORMED', authenticated: false });
    // The clear notify ended nothing: message 5 went out for as long as it would have without it.
    const [end] = subject.events(subject.a, 'main-mode-failed');
    expect(end!.at).toBe(4 + 300 + 600 + 1200);
  });

  test('are likely to the initiator also where the responder says nothing', () => {
    const silent = (subject: Pair) =>
      subject.link.drop(({ bytes }: Flight) => bytes[18] === 5, Number.POSITIVE_INFINITY);
    const { a, b } = failed({ b: { presharedKey: 'another' } }, silent);
    expect(a.code).toBe('preshared-keys-likely-differ');
    expect(a.detail).toContain('often says nothing');
    expect(b?.code).toBe('preshared-keys-differ');
  });

  test('show to the responder although the initiator repeats its nonsense, and are told once', () => {
    const { subject } = failed({ b: { presharedKey: 'another' } });
    expect(subject.events(subject.b, 'main-mode-failed')).toHaveLength(1);
    const informational = subject
      .events(subject.b, 'isakmp-sent')
      .filter(({ exchange }) => exchange === 'informational');
    expect(informational).toHaveLength(1);
  });

  test('of other lengths and octets are all the same', () => {
    for (const presharedKey of ['', 'a key that both know ', 'A key that both know']) {
      expect(failed({ b: { presharedKey } }).b?.code).toBe('preshared-keys-differ');
    }
  });
});

describe('no common main-mode proposal', () => {
  test('shows both sides offers, and the first attribute of the nearest pair that differs', () => {
    const { a, b } = failed({
      a: { peer: { proposals: [aes(128), aes(192, { hash: 'md5', group: 2 })] } },
      b: { peer: { proposals: [aes(256, { hash: 'md5', group: 14 }), aes(128, { group: 20 })] } },
    });
    expect(b).toMatchObject({
      code: 'no-common-main-mode-proposal',
      certainty: 'certain',
      where: 'main mode, message 1',
      notify: 14,
      windowsError: { code: 13868, name: 'POLICY_MATCH' },
      auditEvent: 546,
      failurePoint: 'Me',
    });
    expect(b!.comparison.slice(0, 2)).toEqual([
      {
        what: 'offer 1',
        local: 'AES-CBC-256, MD5, pre-shared key, MODP-2048 (group 14)',
        peer: 'AES-CBC-128, SHA1, pre-shared key, ECP-256 (group 19)',
        differs: false,
      },
      {
        what: 'offer 2',
        local: 'AES-CBC-128, SHA1, pre-shared key, ECP-384 (group 20)',
        peer: 'AES-CBC-192, MD5, pre-shared key, MODP-1024 (group 2)',
        differs: false,
      },
    ]);
    expect(differing(b!)).toEqual(['group']);
    expect(b!.detail).toContain(
      'differs first in group: ECP-384 (group 20) here, ECP-256 (group 19) there',
    );
    expect(a).toMatchObject({
      code: 'no-common-main-mode-proposal',
      certainty: 'likely',
      where: 'main mode, message 1',
      windowsError: { code: 13868, name: 'POLICY_MATCH' },
      auditEvent: 547,
      failurePoint: 'Peer',
    });
    expect(a.comparison.map(({ local, peer }) => [local, peer])).toEqual([
      ['AES-CBC-128, SHA1, pre-shared key, ECP-256 (group 19)', 'not told'],
      ['AES-CBC-192, MD5, pre-shared key, MODP-1024 (group 2)', 'not told'],
    ]);
  });

  test.each([
    ['encryption', aes(64, { encryption: 'des-cbc' })],
    ['hash', aes(128, { hash: 'sha256' })],
    ['group', aes(128, { group: 14 })],
  ])('names %s', (what, proposal) => {
    const { b } = failed({ b: { peer: { proposals: [proposal] } } });
    expect(differing(b!)).toEqual([what]);
  });

  test('leaves nothing at the responder, for which a repetition is no other failure', () => {
    const { subject } = failed({ b: { peer: { proposals: [aes(256)] } } });
    const dropped = subject.events(subject.b, 'isakmp-dropped');
    expect(dropped.map(({ reason }) => reason)).toEqual(Array(3).fill('not-acceptable'));
    expect(subject.events(subject.b, 'main-mode-failed')).toHaveLength(1);
    expect(subject.events(subject.b, 'main-mode-started')).toHaveLength(0);
  });
});

describe('an identity that is not accepted', () => {
  const expected = { type: 'fqdn', value: 'gate.example.org' } as const;

  test('of the initiator is named on both sides, under protection of the keys', () => {
    const { subject, a, b } = failed({ b: { peer: { remoteIdentity: expected } } });
    expect(b).toMatchObject({
      code: 'peer-identity-not-accepted',
      certainty: 'certain',
      where: 'main mode, message 5',
      notify: 18,
      windowsError: { code: 13834, name: 'PROCESS_ERR_ID' },
      auditEvent: 545,
      comparison: [
        {
          what: 'peer identity',
          local: 'gate.example.org (ID_FQDN)',
          peer: '192.0.2.1 (ID_IPV4_ADDR)',
          differs: true,
        },
      ],
    });
    expect(a).toMatchObject({
      code: 'peer-identity-not-accepted',
      certainty: 'certain',
      where: 'main mode, message 5',
      windowsError: { code: 13801, name: 'AUTH_FAIL' },
      auditEvent: 547,
      failurePoint: 'Peer',
    });
    expect(a.comparison[0]).toMatchObject({ local: '192.0.2.1 (ID_IPV4_ADDR)', differs: true });
    expect(subject.events(subject.a, 'notify-received')).toMatchObject([
      { name: 'INVALID-ID-INFORMATION', authenticated: true },
    ]);
    // One round trip tells it: nothing waits for a time-out.
    expect(subject.events(subject.a, 'main-mode-failed')[0]!.at).toBe(6);
  });

  test('of the responder ends main mode on both sides, because it was complete there', () => {
    const { subject, a, b } = failed({ a: { peer: { remoteIdentity: expected } } });
    expect(a).toMatchObject({
      code: 'peer-identity-not-accepted',
      certainty: 'certain',
      where: 'main mode, message 6',
      notify: 18,
    });
    expect(a.comparison[0]).toMatchObject({ peer: '192.0.2.2 (ID_IPV4_ADDR)', differs: true });
    expect(subject.events(subject.b, 'notify-received')).toMatchObject([
      { name: 'INVALID-ID-INFORMATION', authenticated: true },
    ]);
    expect(b).toMatchObject({
      code: 'peer-identity-not-accepted',
      where: 'main mode, message 6',
      failurePoint: 'Peer',
    });
    expect(subject.events(subject.b, 'main-mode-ended')).toMatchObject([
      { reason: 'deleted-by-peer' },
    ]);
  });

  test('is one of another type, too', () => {
    for (const remoteIdentity of [
      { type: 'user-fqdn', value: 'gate.example.org' },
      { type: 'key-id', value: 'gate.example.org' },
      { type: 'address', value: '192.0.2.9' },
    ] as const) {
      const { b } = failed({
        a: { peer: { localIdentity: expected } },
        b: { peer: { remoteIdentity } },
      });
      expect(b?.code).toBe('peer-identity-not-accepted');
    }
  });
});

describe('a peer that falls silent', () => {
  const silence = (from: 'a' | 'b', nth: number) => (subject: Pair) => {
    let seen = 0;
    const predicate = ({ sender }: Flight): boolean => sender === from && ++seen >= nth;
    subject.link.drop(predicate, Number.POSITIVE_INFINITY);
  };

  test('from the beginning may be down, or no IKE at all', () => {
    const { a, b } = failed({}, silence('b', 1));
    expect(a).toMatchObject({
      code: 'no-response',
      certainty: 'certain',
      where: 'main mode, message 1',
      windowsError: { code: 13813 },
      auditEvent: 547,
    });
    expect(a.detail).toContain('Message 1 was sent 3 times');
    expect(a.detail).toContain('UDP 500');
    expect(b).toMatchObject({ code: 'no-response', where: 'main mode, message 2' });
  });

  test('at message 3 was there before', () => {
    const { a } = failed({}, silence('b', 2));
    expect(a).toMatchObject({
      code: 'no-response',
      where: 'main mode, message 3',
      windowsError: { code: 13805, name: 'TIMED_OUT' },
    });
    expect(a.detail).toContain('Message 3 was sent 3 times');
    expect(a.detail).toContain('The peer answered before');
  });

  test('at message 5 likely has another pre-shared key', () => {
    const subject = labPair();
    silence('b', 3)(subject);
    expect(subject.command(subject.a, { kind: 'up', policy: 'tunnel' }).ok).toBe(false);
    expect(subject.lastFailure(subject.a)).toMatchObject({
      code: 'preshared-keys-likely-differ',
      certainty: 'likely',
      where: 'main mode, message 5',
    });
    // To the responder main mode is complete: RFC 2409 gives it no way to know better.
    expect(subject.events(subject.b, 'main-mode-established')).toHaveLength(1);
  });

  test('as initiator after message 2 leaves the responder for no longer than its timers say', () => {
    const { subject, b } = failed({}, silence('a', 2));
    expect(b).toMatchObject({ code: 'no-response', where: 'main mode, message 2' });
    expect(b!.detail).toContain('Message 2 was sent');
    const [end] = subject.events(subject.b, 'main-mode-failed');
    expect(end!.at).toBe(1 + 4000);
  });
});
