import { describe, expect, it } from 'vitest';
import { EMPTY, utf8 } from '../../src/base/bytes.ts';
import type { AuthProblem, EffectKind } from '../../src/ike/effects.ts';
import type { Failure, FailureCode } from '../../src/ike/failure.ts';
import {
  authenticationFailure,
  PROBLEM_CODES,
  possibleWhose,
  whoseProblem,
} from '../../src/ike/failures/authentication.ts';
import { methodMisunderstood, noUsableMethod } from '../../src/ike/failures/methods.ts';
import { REFUSALS, refusalDataOf } from '../../src/ike/failures/refusal-data.ts';
import { refusedMainMode } from '../../src/ike/failures/refused.ts';
import { endedUnused, notifiesWithWords } from '../../src/ike/failures/refused-by-notify.ts';
import {
  kerberosHashWrong,
  proofUnanswered,
  provedIdentityNotAccepted,
  undecodableProof,
} from '../../src/ike/failures/signatures.ts';
import { effectTimedOut } from '../../src/ike/failures/time-outs.ts';
import { failureText } from '../../src/observe/failure-text.ts';
import { FAILURE_CODES } from '../../src/scenario/schema/event-fields.ts';
import { NOTIFY } from '../../src/wire/numbers/isakmp.ts';

const PLACE = { where: 'main mode, message 5', peer: 'beta' };
const EFFECTS: readonly EffectKind[] = [
  'sign',
  'verify',
  'gss-initiate',
  'gss-accept',
  'gss-finish',
  'gss-wrap',
  'gss-unwrap',
];

/** The same facts for all, so that the words alone must tell them apart. */
const problem = (code: AuthProblem['code']): AuthProblem => ({
  code,
  subject: 'C=XX, O=Lab, CN=beta',
  detail: 'C=XX, O=Lab, CN=beta is what it is about.',
  facts: [{ what: 'valid until', expected: 'after 2026-11-21', found: '2026-01-01' }],
});

const seen = PROBLEM_CODES.flatMap((code) =>
  possibleWhose(code).map((whose) => authenticationFailure(PLACE, problem(code), whose)),
);

const timedOut = EFFECTS.map((effect) => effectTimedOut(PLACE, effect, 30));

const refused = (
  notify: number,
  data: Uint8Array,
  method: 'certificate' | 'kerberos' | 'pre-shared-key',
): Failure =>
  refusedMainMode(PLACE, { notify, data, method, identity: '192.0.2.1 (ID_IPV4_ADDR)' });

const told = REFUSALS.map(({ code, whose }) =>
  refused(
    NOTIFY['AUTHENTICATION-FAILED'],
    utf8(`espial:${whose === 'own' ? 'own:' : ''}${code}`),
    'certificate',
  ),
);

const byNotify = (['certificate', 'kerberos'] as const).flatMap((method) =>
  [...notifiesWithWords(method), NOTIFY['PAYLOAD-MALFORMED'], NOTIFY['INVALID-COOKIE']].map(
    (notify) => refused(notify, EMPTY, method),
  ),
);

/** What is older than certificates and Kerberos here, and has tests of its own. */
const OLDER: ReadonlySet<FailureCode> = new Set<FailureCode>([
  'no-response',
  'preshared-keys-differ',
  'preshared-keys-likely-differ',
  'no-common-main-mode-proposal',
  'no-common-quick-mode-proposal',
  'selectors-differ',
  'pfs-differs',
  'encapsulation-differs',
  'sequence-numbers-differ',
  'attribute-not-supported',
  'protocols-differ',
  'ah-behind-nat',
  'weak-key',
  'bad-public-value',
  'malformed-message',
  'lifetime-too-long',
  'responder-lifetime-invalid',
  'deleted-by-peer',
  'peer-does-not-answer',
  'peer-restarted',
  'weak-refused',
  'aggressive-mode-off',
  'limit-reached',
  'policy-changed',
  'no-policy',
  'cancelled',
]);

const others = [
  noUsableMethod(PLACE, ['Kerberos: this computer is in no domain']),
  kerberosHashWrong(PLACE, 'HASH_I'),
  endedUnused(PLACE, 'certificate', 40),
  methodMisunderstood(PLACE),
  refused(NOTIFY['AUTHENTICATION-FAILED'], EMPTY, 'pre-shared-key'),
  ...(['certificate', 'kerberos'] as const).flatMap((method) => [
    undecodableProof(PLACE, method, 'first payload 77'),
    proofUnanswered(PLACE, method, 3, undefined),
    provedIdentityNotAccepted(PLACE, method, 'CN=beta', 'CN=gamma', undefined),
  ]),
];

const all = [...seen, ...timedOut, ...told, ...byNotify, ...others];

describe('the failures of authentication', () => {
  it('are there for every problem that an effect can name', () => {
    expect(PROBLEM_CODES).toHaveLength(17 + 15);
    expect(new Set(all.map(({ code }) => code))).toEqual(
      new Set(FAILURE_CODES.filter((code) => !OLDER.has(code))),
    );
  });

  it.each([
    ['titles', ({ title }: Failure) => title],
    ['details', ({ detail }: Failure) => detail],
    ['advice', ({ advice }: Failure) => advice.join(' ')],
  ])('share no %s, on both sides', (_what, words) => {
    const owners = new Map<string, string>();
    for (const failure of all) {
      const text = words(failure);
      expect(text.length).toBeGreaterThan(10);
      expect(owners.get(text), text).toBeUndefined();
      owners.set(text, failure.code);
    }
  });

  it('have all an administrator looks for: error, event, and the notify of who refuses', () => {
    for (const failure of all) {
      expect(failure.windowsError.code).toBeGreaterThan(13_800);
      expect(failure.windowsError.code).toBeLessThan(13_884);
      expect([544, 545, 547]).toContain(failure.auditEvent);
      expect(failure.advice.length).toBeGreaterThan(0);
      expect(failure.title).toContain('beta');
    }
    for (const failure of [...seen, ...timedOut]) expect(failure.notify).toBeGreaterThan(0);
    for (const failure of [...told, ...byNotify]) expect(failure.notify).toBeUndefined();
  });

  it('are sentences, in 80 columns', () => {
    for (const failure of all) {
      for (const text of [failure.title, failure.detail, ...failure.advice])
        expect(text, failure.code).toMatch(/^\S.*[.)]$/);
      expect(`${failure.title}${failure.detail}`).not.toMatch(/undefined|\.\.(?!\.)|\s\s/);
      for (const line of failureText(failure, { host: 'alpha' }).split('\n'))
        expect(line.length).toBeLessThanOrEqual(80);
    }
  });

  it('log untrusted certificates as 544, wrong proofs and Kerberos as 545, what is no judgement of the peer as 547', () => {
    const events = (codes: readonly string[]) =>
      new Set(
        seen
          .filter(({ code, failurePoint }) => codes.includes(code) && failurePoint === 'Peer')
          .map(({ auditEvent }) => auditEvent),
      );
    expect(events(['untrusted-root', 'certificate-revoked', 'crl-missing'])).toEqual(
      new Set([544]),
    );
    expect(events(['signature-wrong', 'clock-skew', 'ticket-altered'])).toEqual(new Set([545]));
    expect(seen.some(({ failurePoint }) => failurePoint === 'Me')).toBe(true);
    for (const failure of seen)
      if (failure.failurePoint === 'Me') expect(failure.auditEvent, failure.code).toBe(547);
  });

  it('say whose they are', () => {
    for (const failure of seen) {
      const own = /^(This (host|computer)|A certificate or key of this host|.*ticket service)/;
      if (failure.failurePoint === 'Me') expect(failure.title).toMatch(own);
      else
        expect(failure.comparison).toEqual([
          { what: 'valid until', local: 'after 2026-11-21', peer: '2026-01-01', differs: true },
        ]);
    }
    expect(EFFECTS.filter((effect) => whoseProblem(effect) === 'own')).toEqual([
      'sign',
      'gss-initiate',
      'gss-wrap',
    ]);
  });
});

describe('what a refused host is told', () => {
  it('is the code of the failure, and only of a failure of this kind', () => {
    for (const [i, failure] of [...seen, ...timedOut].entries()) {
      const data = refusalDataOf(failure);
      const heard = refused(24, data, 'kerberos');
      expect(heard.code, `${i}`).toBe(`peer-says-${failure.code}`);
      expect(heard.failurePoint).toBe('Peer');
    }
    expect(refusalDataOf(others[0]!)).toEqual(EMPTY);
  });
});
