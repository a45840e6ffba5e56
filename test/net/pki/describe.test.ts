import { createHash, X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readCertificate } from '../../../src/net/pki/certificate.ts';
import { describeCertificate } from '../../../src/net/pki/describe.ts';
import { certificate, names } from './lab.ts';

describe('a certificate described', () => {
  it('says who, by whom, when and for what', () => {
    expect(describeCertificate(certificate('alpha-rsa'))).toEqual({
      subject: 'C=XX, O=Lab, CN=alpha',
      issuer: 'C=XX, O=Lab, CN=Lab Authority 2',
      serial: expect.stringMatching(/^[0-9a-f]+$/),
      notBefore: '2026-01-01 00:00:00 UTC',
      notAfter: '2035-01-01 00:00:00 UTC',
      key: 'RSA 2048 bits',
      signature: 'ecdsa-with-SHA256',
      authority: 'no',
      keyUsage: ['digitalSignature'],
      extendedKeyUsage: [],
      alternativeNames: [
        'DNS:alpha.lab.example',
        'IP:192.0.2.1',
        'IP:2001:db8::1',
        'email:alpha@lab.example',
        "DN:C=XX, O=Lab, CN=alpha's other name",
      ],
      revocationLists: ['http://crl.lab.example/inter2.crl'],
      thumbprint: createHash('sha1').update(certificate('alpha-rsa')).digest('hex'),
    });
    expect(describeCertificate(certificate('inter1')).authority).toBe('yes, path length 1');
  });

  it.each(names('certificates'))('agrees with OpenSSL about %s', (name) => {
    const der = certificate(name);
    const theirs = new X509Certificate(der);
    const own = readCertificate(der);
    expect(own.serial.replace(/^(00)+/, '').toUpperCase()).toBe(theirs.serialNumber);
    expect(own.notBefore).toBe(Date.parse(theirs.validFrom));
    expect(own.notAfter).toBe(Date.parse(theirs.validTo));
    const { basicConstraints, keyUsage } = own.extensions;
    // OpenSSL wants both.
    expect(basicConstraints?.ca === true && keyUsage?.includes('keyCertSign') !== false).toBe(
      theirs.ca,
    );
    expect(Buffer.from(own.keyInfo)).toEqual(
      theirs.publicKey.export({ format: 'der', type: 'spki' }),
    );
    expect(own.thumbprint).toBe(theirs.fingerprint.replaceAll(':', '').toLowerCase());
    const parts = (text: string) => text.split('\n').sort();
    // OpenSSL escapes in another way.
    if (!name.includes('unicode'))
      expect(parts(own.subjectText.replaceAll(', ', '\n').replace('(empty name)', ''))).toEqual(
        parts(theirs.subject ?? ''),
      );
  });
});
