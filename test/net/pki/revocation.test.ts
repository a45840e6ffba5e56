import { describe, expect, it } from 'vitest';
import { problemOf, signature, verdict } from './lab.ts';

const SENT = ['alpha-p256', 'inter2', 'inter1'];
const GOOD = ['root', 'inter1', 'inter2'];
const FOR_ITS_ISSUERS = ['root', 'inter1'];

/** The list of the peer's issuer: what each strength makes of it. */
const LISTS: readonly (readonly [string, string, string])[] = [
  ['inter2', 'verified', 'verified'],
  ['inter2-revoked', 'certificate-revoked', 'certificate-revoked'],
  ['inter2-revoked-stale', 'certificate-revoked', 'certificate-revoked'],
  ['inter2-stale', 'verified', 'crl-out-of-date'],
  ['inter2-future', 'verified', 'crl-unusable'],
  ['inter2-other-key', 'verified', 'crl-unusable'],
  ['inter2-delta', 'verified', 'crl-unusable'],
  ['inter2-critical', 'verified', 'crl-unusable'],
  ['inter2-entry-critical', 'verified', 'crl-unusable'],
  ['inter2-indirect', 'verified', 'crl-unusable'],
  ['inter2-point', 'verified', 'verified'],
  ['inter2-other-point', 'verified', 'crl-missing'],
  ['inter2-users', 'verified', 'verified'],
  ['inter2-authorities', 'verified', 'crl-missing'],
];

describe('revocation', () => {
  it.each(LISTS)('with the list %s', (name, weak, strong) => {
    const lists = [...FOR_ITS_ISSUERS, name];
    expect(verdict({ sent: SENT, lists, revocation: 0 })).toBe('verified');
    expect(verdict({ sent: SENT, lists, revocation: 1 })).toBe(weak);
    expect(verdict({ sent: SENT, lists, revocation: 2 })).toBe(strong);
  });

  it('fails in strength 2 without any list, and only there', () => {
    expect(verdict({ sent: SENT, revocation: 2 })).toBe('crl-missing');
    expect(verdict({ sent: SENT, revocation: 1 })).toBe('verified');
  });

  it('wants a list for every certificate below the root', () => {
    for (const left of ['root', 'inter1', 'inter2']) {
      const lists = GOOD.filter((name) => name !== left);
      expect(verdict({ sent: SENT, lists, revocation: 2 })).toBe('crl-missing');
    }
  });

  it('finds a revoked authority, whatever else is missing', () => {
    const found = problemOf({ sent: SENT, lists: ['inter1-revoked'], revocation: 2 });
    expect(found.code).toBe('certificate-revoked');
    expect(found.subject).toContain('Lab Authority 2');
    expect(found.detail).toContain('compromise of the authority');
  });

  it('uses lists that the peer sends', () => {
    expect(verdict({ sent: SENT, sentLists: GOOD, revocation: 2 })).toBe('verified');
    const sentLists = [...FOR_ITS_ISSUERS, 'inter2-revoked'];
    expect(verdict({ sent: SENT, sentLists, revocation: 1 })).toBe('certificate-revoked');
  });

  it('believes the newest list: who was on hold may be off it', () => {
    const lists = [...GOOD, 'inter2-revoked-stale'];
    expect(verdict({ sent: SENT, lists, revocation: 2 })).toBe('verified');
  });

  it('does not take a list by a root of the same name', () => {
    expect(verdict({ sent: ['direct'], lists: ['twin'], revocation: 2 })).toBe('crl-unusable');
  });

  it('does not take a list of an authority that may not sign lists', () => {
    const sent = ['below-no-crl-sign', 'no-crl-sign'];
    expect(verdict({ sent, lists: ['root', 'no-crl-sign'], revocation: 2 })).toBe('crl-unusable');
  });

  it('says when and why', () => {
    const found = problemOf({ sent: SENT, lists: [...GOOD, 'inter2-revoked'], revocation: 1 });
    expect(found.detail).toContain('revoked at 2027-05-30 12:00:00 UTC (key compromise)');
  });

  it('reads the list that strongSwan made', () => {
    const strongSwan = {
      sent: ['strongswan-moon', 'strongswan-ca'],
      roots: ['strongswan-root'],
      lists: ['strongswan-root', 'strongswan-ca-revoked'],
      identity: { idType: 1, data: Uint8Array.of(192, 0, 2, 7) },
      revocation: 1,
      algorithm: 'rsa',
      signature: signature('strongswan-moon'),
    } as const;
    expect(verdict(strongSwan)).toBe('certificate-revoked');
  });
});
