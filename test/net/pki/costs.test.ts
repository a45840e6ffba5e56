import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../../src/base/limits.ts';
import { makeCertificate } from '../../../src/lab/pki/certificate.ts';
import { makeKey } from '../../../src/lab/pki/key.ts';
import { parseSubject } from '../../../src/lab/pki/subject.ts';
import { answerPki } from '../../../src/net/pki/answer.ts';
import { type Certificate, readCertificate } from '../../../src/net/pki/certificate.ts';
import { oidOfContents } from '../../../src/net/pki/der.ts';
import { brokenConstraint } from '../../../src/net/pki/name-constraints.ts';
import { SignatureChecks } from '../../../src/net/pki/signature-checks.ts';
import { certificate, NOW, shown } from './lab.ts';

const DAY = 86_400_000;

describe('the signatures of one check', () => {
  it('are bounded over all paths and candidates, and each is checked once', () => {
    const issuer = readCertificate(certificate('root'));
    const direct = readCertificate(certificate('direct'));
    const checks = new SignatureChecks();
    for (let i = 0; i < 2 * LIMITS.certificatePathSignatures; i++)
      expect(checks.isSignedBy(direct, issuer)).toBe(true);
    const copies = Array.from({ length: LIMITS.certificatePathSignatures }, () => ({ ...direct }));
    expect(copies.map((copy) => checks.isSignedBy(copy, issuer))).toEqual(
      copies.map((_, i) => i < LIMITS.certificatePathSignatures - 1),
    );
  });
});

describe('what a stranger writes into a certificate', () => {
  it('makes no long serial number for a log', async () => {
    const key = await makeKey('ec256');
    const subject = parseSubject('CN=alpha');
    const serial = new Uint8Array(LIMITS.serialOctets + 1).fill(0x11);
    const made = await makeCertificate(
      {
        subject,
        key,
        serial,
        notBefore: NOW - DAY,
        notAfter: NOW + DAY,
        names: ['alpha.lab.example'],
        keyUsages: [],
        extendedUsages: [],
      },
      { subject, key, hash: 'sha256' },
    );
    const result = answerPki({ ...shown({}), certificates: [made] }, NOW);
    expect(result).toMatchObject({ kind: 'problem', problem: { code: 'certificate-malformed' } });
    expect(JSON.stringify(result).length).toBeLessThan(1000);
  });

  it('makes no long object identifier', () => {
    expect(oidOfContents(new Uint8Array(LIMITS.oidOctets).fill(1))).toMatch(/^0\.1\.1\./);
    expect(() => oidOfContents(new Uint8Array(LIMITS.oidOctets + 1).fill(1))).toThrow(/too large/);
  });
});

describe('names and constraints', () => {
  const dns = (text: string) => ({ kind: 'dns', text, raw: new Uint8Array(0) }) as const;
  const broken = (names: number, trees: number) => {
    const direct = readCertificate(certificate('direct'));
    const alternativeNames = Array.from({ length: names - 1 }, (_, i) => dns(`host${i}.example`));
    const one: Certificate = { ...direct, extensions: { ...direct.extensions, alternativeNames } };
    const excluded = Array.from({ length: trees }, (_, i) => dns(`tree${i}.example`));
    return brokenConstraint({ permitted: [], excluded }, one)?.why;
  };

  it('are compared as long as they are not too many', () => {
    const trees = 64;
    const names = LIMITS.constraintComparisons / trees;
    expect(broken(names, trees)).toBeUndefined();
    expect(broken(names + 1, trees)).toContain('too many');
  });
});
