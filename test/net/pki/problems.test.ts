import { describe, expect, it } from 'vitest';
import { distinguishedName, NOW, problemOf, type Shown, signature, verdict } from './lab.ts';

/** One thing wrong with an otherwise good peer, and the code that names it. */
const CASES: readonly (readonly [string, Shown, string])[] = [
  ['expired', { sent: ['expired'] }, 'certificate-expired'],
  ['not yet valid', { sent: ['not-yet-valid'] }, 'certificate-not-yet-valid'],
  [
    'an authority out of date',
    { sent: ['below-expired-authority', 'expired-authority'] },
    'certificate-expired',
  ],
  ['a key that may not sign', { sent: ['encipher-only'] }, 'certificate-wrong-usage'],
  ['only for web servers', { sent: ['usage-server'] }, 'certificate-wrong-usage'],
  ['an unknown critical extension', { sent: ['critical-unknown'] }, 'certificate-wrong-usage'],
  [
    'issued by a peer',
    { sent: ['below-peer', 'direct'], identity: { idType: 9, data: distinguishedName('beta') } },
    'not-an-authority',
  ],
  [
    'issued by one without basic constraints',
    { sent: ['below-no-constraints', 'no-constraints'] },
    'not-an-authority',
  ],
  ['issued by one that may not certify', { sent: ['below-quiet', 'quiet'] }, 'not-an-authority'],
  ['below a path length', { sent: ['too-deep', 'inter3', 'inter2', 'inter1'] }, 'not-an-authority'],
  ['no certificate', { sent: [] }, 'no-certificate-from-peer'],
  ['nonsense', { sentOctets: [Uint8Array.of(0x30, 3, 2, 1, 1)] }, 'certificate-malformed'],
  ['an EC key for RSA', { algorithm: 'rsa' }, 'certificate-wrong-key'],
  ['P-256 for P-384', { algorithm: 'ecdsa-384' }, 'certificate-wrong-key'],
  [
    'a short RSA key',
    { sent: ['rsa-768'], algorithm: 'rsa', signature: signature('rsa-768') },
    'certificate-wrong-key',
  ],
  ['a curve that IKE has not', { sent: ['other-curve'] }, 'certificate-wrong-key'],
  ['a signature by another key', { sent: ['renewed'] }, 'signature-wrong'],
];

describe('what is wrong with a peer', () => {
  it.each(CASES)('%s', (_what, peer, code) => {
    expect(verdict(peer)).toBe(code);
  });

  it.each([
    'no-extensions',
    'non-repudiation',
    'usage-ike',
    'usage-any',
    'usage-intermediate',
    'unknown-not-critical',
  ])('is nothing with %s', (name) => {
    const identity = { idType: 9, data: distinguishedName('alpha') };
    expect(verdict({ sent: [name], identity })).toBe('verified');
  });

  it('is said with names, serial numbers and dates', () => {
    const found = problemOf({ sent: ['expired'] });
    expect(found.subject).toBe('C=XX, O=Lab, CN=alpha');
    expect(found.detail).toMatch(
      /^The certificate of C=XX, O=Lab, CN=alpha \(serial [0-9a-f]+\) is valid from 2026-01-01 00:00:00 UTC to 2027-05-01 00:00:00 UTC; this host's clock says 2027-06-01 12:00:00 UTC\.$/,
    );
    expect(found.facts).toEqual([
      {
        what: 'valid to',
        expected: 'after 2027-06-01 12:00:00 UTC',
        found: '2027-05-01 00:00:00 UTC',
      },
    ]);
  });

  it('depends on the clock that is given', () => {
    expect(verdict({ sent: ['expired'] }, NOW - 60 * 86_400_000)).toBe('verified');
    expect(verdict({ sent: ['not-yet-valid'] }, NOW + 60 * 86_400_000)).toBe('verified');
  });
});
