import { describe, expect, it } from 'vitest';
import type { HostEvent } from '../../../src/host/events.ts';
import type { Failure } from '../../../src/ike/failure.ts';
import { WINDOWS } from '../../../src/ike/failures/windows-errors.ts';
import { IKE_ERRORS } from '../../../src/observe/windows-events/ike-errors.ts';
import { AUDIT_ALL, windowsEvents } from '../../../src/observe/windows-events/render.ts';
import { FAILURE_CODES } from '../../../src/scenario/schema/event-fields.ts';
import { SAMPLES } from '../sample-events.ts';
import { EVERY_FAILURE } from './every-failure.ts';

/** What a reading of Microsoft's list of error codes gives for each failure. */
const ERRORS: Readonly<Record<number, readonly string[]>> = {
  13801: [
    'no-usable-method',
    'peer-identity-not-accepted',
    'proof-likely-refused',
    'authority-refused',
    'certificate-refused',
    'certificate-proof-refused',
    'untrusted-root',
    'certificate-expired',
    'certificate-not-yet-valid',
  ],
  13802: ['attribute-not-supported'],
  13804: ['weak-key', 'refused-by-peer'],
  13805: [
    'no-response',
    'peer-does-not-answer',
    'preshared-keys-likely-differ',
    'proof-unanswered',
  ],
  13806: ['certificate-wanted', 'no-certificate-for-request'],
  13807: ['deleted-by-peer', 'peer-restarted'],
  13808: ['cancelled'],
  13813: ['no-response', 'aggressive-mode-off'],
  13814: ['signing-timed-out', 'check-timed-out', 'kerberos-timed-out'],
  13817: ['crl-missing', 'crl-out-of-date', 'crl-unusable'],
  13818: ['certificate-wrong-usage'],
  13819: ['certificate-type-refused', 'not-an-authority'],
  13820: ['no-private-key'],
  13825: ['no-policy', 'selectors-differ'],
  13826: ['signature-wrong'],
  13827: [
    'method-misunderstood',
    'kerberos-refused',
    'clock-skew',
    'wrong-realm',
    'ticket-expired',
    'wrong-service-key',
    'ticket-service-silent',
    'ticket-replayed',
    'ticket-for-another-host',
    'ticket-altered',
    'peer-not-mutual',
    'principal-differs',
  ],
  13833: ['bad-public-value'],
  13834: ['peer-identity-not-accepted', 'identity-not-in-certificate', 'principal-not-accepted'],
  13835: ['certificate-not-read', 'missing-intermediate', 'certificate-malformed'],
  13843: ['malformed-message', 'keys-differ', 'token-malformed'],
  13847: ['no-certificate-from-peer'],
  13848: ['certificate-revoked'],
  13849: ['policy-changed'],
  13850: ['no-policy'],
  13855: ['not-in-domain', 'no-peer-principal'],
  13856: ['unknown-principal'],
  13868: [
    'no-common-main-mode-proposal',
    'no-common-quick-mode-proposal',
    'protocols-differ',
    'ah-behind-nat',
    'pfs-differs',
    'encapsulation-differs',
    'sequence-numbers-differ',
    'weak-refused',
    'lifetime-too-long',
    'aggressive-mode-off',
  ],
  13870: ['preshared-keys-differ', 'preshared-keys-likely-differ', 'hash-wrong'],
  13875: ['signature-refused'],
  13879: ['responder-lifetime-invalid'],
  13881: ['certificate-key-refused', 'certificate-wrong-key'],
  13882: ['limit-reached'],
};

const eventOf = (failure: Failure): HostEvent =>
  failure.where.startsWith('quick mode')
    ? { ...SAMPLES['quick-mode-failed'], failure }
    : { ...SAMPLES['main-mode-failed'], failure };

describe('every failure', () => {
  it('is made at least once here', () => {
    const made = new Set<string>(EVERY_FAILURE.map(({ code }) => code));
    expect(FAILURE_CODES.filter((code) => !made.has(code))).toEqual([]);
  });

  it('has an error code whose meaning is its own', () => {
    for (const { code, windowsError } of EVERY_FAILURE) {
      const allowed = ERRORS[windowsError.code] ?? [];
      expect(allowed, `${code} is ${windowsError.code}`).toContain(code.replace('peer-says-', ''));
      expect(windowsError.name, code).toBe(IKE_ERRORS.get(windowsError.code)?.name);
    }
  });

  it('is audited: 544 and 545 judge the peer, 546 its proposal, 547 all else', () => {
    for (const failure of EVERY_FAILURE) {
      const { code, auditEvent, failurePoint, comparison } = failure;
      if (/^peer-says-|-refused$/.test(code) && code !== 'weak-refused') {
        expect(auditEvent, code).toBe(547);
      }
      if (auditEvent === 544) expect(code).toMatch(/certificate|crl|root|intermediate|authority/);
      if (auditEvent <= 545 && failurePoint === 'Me') {
        expect(code).toMatch('peer-identity-not-accepted');
      }
      if (auditEvent === 546 && code !== 'attribute-not-supported') {
        expect(comparison.length, code).toBeGreaterThan(0);
      }
    }
  });

  it('becomes one event with Failure Point, Failure Reason and words', () => {
    for (const failure of EVERY_FAILURE) {
      const made = windowsEvents(eventOf(failure), AUDIT_ALL);
      expect(made, failure.code).toHaveLength(1);
      expect(made[0]).toMatchObject({
        log: 'security',
        type: 'failure',
        id: failure.auditEvent,
        error: failure.windowsError.code,
        failure: failure.code,
      });
      const lines = (heading: string) =>
        made[0]!.blocks.find((block) => block.heading === heading)?.lines;
      expect(lines('Failure Point')).toEqual([failure.failurePoint]);
      expect(lines('Failure Reason')?.[0]).toMatch(
        new RegExp(`^\\S.+ \\(${failure.windowsError.code}\\)$`),
      );
      expect(lines('In Other Words')).toEqual([failure.title, failure.detail]);
    }
  });
});

describe("the table of Windows' errors", () => {
  it('holds 13800 to 13883, each once, with a name and words', () => {
    expect([...IKE_ERRORS.keys()]).toEqual(Array.from({ length: 84 }, (_, i) => 13_800 + i));
    expect(new Set([...IKE_ERRORS.values()].map(({ name }) => name)).size).toBe(84);
    for (const { text } of IKE_ERRORS.values()) expect(text).toMatch(/^[A-Z].*[^.]$/);
  });

  it('has every error that a failure may name, under the same name', () => {
    for (const { code, name } of Object.values(WINDOWS))
      expect(IKE_ERRORS.get(code)?.name).toBe(name);
  });
});
