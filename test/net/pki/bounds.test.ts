import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../../src/base/limits.ts';
import { makeCertificate } from '../../../src/lab/pki/certificate.ts';
import { makeKey } from '../../../src/lab/pki/key.ts';
import { parseSubject } from '../../../src/lab/pki/subject.ts';
import { answerPki } from '../../../src/net/pki/answer.ts';
import { certificate, NOW, shown, verdict, verdictOf } from './lab.ts';

const DAY = 86_400_000;

/** Authorities of one name, each of which certifies every other. */
async function tangle(): Promise<readonly Uint8Array[]> {
  const subject = parseSubject('C=XX, O=Lab, CN=Tangle');
  const keys = await Promise.all(Array.from({ length: 7 }, () => makeKey('ec256')));
  const of = (key: (typeof keys)[number], by: (typeof keys)[number], authority: boolean) =>
    makeCertificate(
      {
        subject,
        key,
        serial: Uint8Array.of(1),
        notBefore: NOW - DAY,
        notAfter: NOW + DAY,
        names: authority ? [] : ['alpha.lab.example'],
        authority: authority ? {} : undefined,
        keyUsages: [],
        extendedUsages: [],
      },
      { subject, key: by, hash: 'sha256' },
    );
  const [own, ...authorities] = keys;
  const pairs = authorities.flatMap((one) =>
    authorities.filter((other) => other !== one).map((other) => [one, other] as const),
  );
  return Promise.all([
    of(own!, authorities[0]!, false),
    ...pairs.map(([one, other]) => of(one, other, true)),
  ]);
}

describe('what a peer can make this host do', () => {
  it('is bounded, however its authorities certify each other', async () => {
    const certificates = await tangle();
    expect(certificates).toHaveLength(31);
    const before = process.cpuUsage();
    const result = answerPki({ ...shown({}), certificates }, NOW);
    const { user } = process.cpuUsage(before);
    expect(verdictOf(result)).toBe('untrusted-root');
    expect(user / 1000).toBeLessThan(1500);
  });

  it('is bounded in certificates, of which the first are looked at', () => {
    const nonsense = Array.from({ length: LIMITS.certificatesFromPeer }, () => 'other-root');
    expect(verdict({ sent: ['direct', ...nonsense] })).toBe('verified');
    expect(verdict({ sent: [...nonsense, 'direct'] })).not.toBe('verified');
  });

  it('is bounded in octets of a certificate', () => {
    const long = new Uint8Array(LIMITS.certificateOctets + 1);
    long.set(certificate('direct'));
    expect(verdict({ sentOctets: [long] })).toBe('certificate-malformed');
  });
});
