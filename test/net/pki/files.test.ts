import { describe, expect, it } from 'vitest';
import { concat, equal, utf8 } from '../../../src/base/bytes.ts';
import { answerPki } from '../../../src/net/pki/answer.ts';
import { certificateTrust, ownCertificate } from '../../../src/net/pki/credentials.ts';
import {
  certificatesOfFile,
  privateKeyOfFile,
  revocationListsOfFile,
} from '../../../src/net/pki/pem.ts';
import { certificate, file, HASHES, key, NOW, shown } from './lab.ts';

const RSA = file('rsa-chain.pem');
const p256 = { name: 'alpha.der', octets: certificate('alpha-p256') };

describe("a host's own certificate, of files", () => {
  it('has its chain in order, its algorithm and its names', () => {
    const own = ownCertificate({ certificate: RSA, chain: [], key: file('rsa-pkcs8.pem') });
    expect(own.algorithm).toBe('rsa');
    expect(own.certificate).toEqual(certificate('alpha-rsa'));
    // The file has them the other way round.
    expect(own.chain).toEqual([certificate('inter2'), certificate('inter1')]);
    expect(own.subjectText).toBe('C=XX, O=Lab, CN=alpha');
    expect(own.authorities).toHaveLength(3);
  });

  it('and trust of files, are what a peer checks', () => {
    const own = ownCertificate({ certificate: RSA, chain: [], key: file('rsa-pkcs1.der') });
    const trust = certificateTrust({
      roots: [file('roots.pem')],
      known: [],
      revocationLists: [file('inter2-crl.pem')],
      revocation: 1,
      fetch: false,
    });
    const hash = HASHES.rsa;
    const signed = answerPki({ kind: 'sign', algorithm: 'rsa', key: own.key!, hash }, NOW);
    const effect = {
      ...shown({ algorithm: 'rsa' }),
      certificates: [own.certificate, ...own.chain],
      signature: signed.kind === 'signed' ? signed.signature : new Uint8Array(0),
      trust,
    };
    expect(trust.roots).toHaveLength(2);
    expect(answerPki(effect, NOW).kind).toBe('verified');
  });

  it.each(['rsa-pkcs8.pem', 'rsa-pkcs1.pem', 'rsa-pkcs1.der'])('takes its key from %s', (name) => {
    const own = ownCertificate({ certificate: RSA, chain: [], key: file(name) });
    expect(equal(own.key!.reveal(), key('alpha-rsa').reveal())).toBe(true);
  });

  it.each(['p256-sec1.pem', 'p256-pkcs8.der'])('takes an EC key from %s', (name) => {
    const own = ownCertificate({ certificate: p256, chain: [], key: file(name) });
    expect(own.algorithm).toBe('ecdsa-256');
  });

  it('may be without its key', () => {
    const own = ownCertificate({ certificate: p256, chain: [], key: undefined });
    expect(own.key).toBeUndefined();
  });

  it('is refused with the key of another', () => {
    const of = () => ownCertificate({ certificate: p256, chain: [], key: file('rsa-pkcs8.pem') });
    expect(of).toThrow(
      'The private key in rsa-pkcs8.pem is not the key of the certificate of C=XX, O=Lab, CN=alpha in alpha.der.',
    );
  });

  it.each(['ed25519-root', 'other-curve'])('is refused with the key of %s', (name) => {
    const one = { name: 'x.der', octets: certificate(name) };
    expect(() => ownCertificate({ certificate: one, chain: [], key: undefined })).toThrow(
      /IKE signs with RSA, or with EC on P-256, P-384 or P-521/,
    );
  });

  it('is refused with a key that is too short', () => {
    const one = { name: 'x.der', octets: certificate('rsa-768') };
    expect(() => ownCertificate({ certificate: one, chain: [], key: file('rsa-768.key') })).toThrow(
      'Its RSA key has 768 bits, and less than 1024 are not safe.',
    );
  });
});

describe('files that cannot be used', () => {
  it.each(['rsa-pkcs8-encrypted.pem', 'rsa-pkcs8-encrypted.der', 'rsa-pkcs1-encrypted.pem'])(
    'are encrypted keys: %s',
    (name) => {
      const { octets } = file(name);
      expect(() => privateKeyOfFile(octets, name)).toThrow(/holds an encrypted private key/);
    },
  );

  it('are mixed up, and what they hold instead is said', () => {
    const key = file('rsa-pkcs8.pem').octets;
    const list = file('inter2-crl.pem').octets;
    const request = utf8(
      '-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----',
    );
    const words = (what: string, no: string): string => `x holds a ${what}, and no ${no}.`;
    const said = (read: () => unknown, text: string): void => expect(read).toThrow(text);
    said(() => privateKeyOfFile(RSA.octets, 'x'), words('certificate', 'private key'));
    said(() => privateKeyOfFile(list, 'x'), words('revocation list', 'private key'));
    said(() => certificatesOfFile(key, 'x'), words('private key', 'certificate'));
    said(() => certificatesOfFile(request, 'x'), words('certificate request', 'certificate'));
    said(() => revocationListsOfFile(RSA.octets, 'x'), words('certificate', 'revocation list'));
  });

  it('hold no key, no certificate, or nonsense', () => {
    const nonsense = utf8('what is this?');
    expect(() => privateKeyOfFile(nonsense, 'x')).toThrow('x holds no private key.');
    expect(() => privateKeyOfFile(certificate('root'), 'x')).toThrow('x holds no private key');
    expect(() => certificatesOfFile(nonsense, 'x')).toThrow('x holds no certificate.');
    expect(() => certificatesOfFile(new Uint8Array(0), 'x')).toThrow('x holds no certificate.');
    const cut = certificate('root').subarray(0, 200);
    expect(() => certificatesOfFile(cut, 'x')).toThrow(/^The certificate in x cannot be read: /);
    const longer = concat(certificate('root'), Uint8Array.of(10));
    expect(() => certificatesOfFile(longer, 'x')).toThrow('1 octets too many');
  });
});
