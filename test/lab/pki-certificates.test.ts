/** Certificates of a laboratory, as node:crypto sees them. */

import { createPrivateKey, X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { flawOf } from '../../src/lab/pki/flaws.ts';
import { KEY_KINDS, KeyPool, SIGNATURE_HASHES } from '../../src/lab/pki/key.ts';
import { makeLab } from '../../src/lab/pki/lab.ts';
import { describeCertificate } from '../../src/net/pki/describe.ts';

const NOW = Date.UTC(2026, 5, 1, 12);
const DAY = 86_400_000;
const keys = new KeyPool();

describe('the certificates of a laboratory', () => {
  it.each([0, 1, 3])('make a chain through %i intermediates', async (intermediates) => {
    const lab = await makeLab({ now: NOW, intermediates, keys });
    const alpha = lab.peer('alpha');
    expect(alpha.chain).toHaveLength(intermediates);
    const path = [alpha.certificate, ...alpha.chain, lab.root.certificate].map(
      (der) => new X509Certificate(der),
    );
    for (const [at, certificate] of path.entries()) {
      const issuer = path[at + 1] ?? certificate;
      expect(certificate.checkIssued(issuer)).toBe(true);
      expect(certificate.verify(issuer.publicKey)).toBe(true);
      expect(certificate.ca).toBe(at > 0);
    }
    const constraints = [...alpha.chain, lab.root.certificate].map(
      (der) => describeCertificate(der).authority,
    );
    const counted = alpha.chain.map((_, at) => `yes, path length ${at}`);
    expect(constraints).toEqual([...counted, 'yes']);
  });

  it('hold the names asked for, and no others', async () => {
    const peers = [
      { name: 'gate', names: ['10.1.2.3', '2001:db8::7', 'gate.example', 'admin@gate.example'] },
      { name: 'bare', names: [] },
    ];
    const lab = await makeLab({ now: NOW, peers, keys });
    const gate = new X509Certificate(lab.peer('gate').certificate);
    expect(gate.checkIP('10.1.2.3')).toBe('10.1.2.3');
    expect(gate.checkIP('2001:db8::7')).toBe('2001:db8::7');
    expect(gate.checkIP('10.1.2.4')).toBeUndefined();
    expect(gate.checkHost('gate.example')).toBe('gate.example');
    expect(gate.checkHost('gate')).toBeUndefined();
    expect(gate.checkEmail('admin@gate.example')).toBe('admin@gate.example');
    expect(gate.subject).toBe('O=Espial Lab\nCN=gate');
    expect(new X509Certificate(lab.peer('bare').certificate).subjectAltName).toBeUndefined();
  });

  it('are valid around the now that is given, and flaws before and after it', async () => {
    const flaws = ['expired', 'not-yet-valid'] as const;
    const lab = await makeLab({ now: NOW + 500, days: 10, flaws, keys });
    const span = (name: string) => {
      const { validFrom, validTo } = new X509Certificate(lab.peer(name).certificate);
      return [Date.parse(validFrom) - NOW, Date.parse(validTo) - NOW].map((time) => time / DAY);
    };
    expect(span('alpha')).toEqual([-1, 10]);
    expect(span('expired')).toEqual([-60, -1]);
    expect(span('not-yet-valid')).toEqual([1, 60]);
  });

  it('outlast 2050, where the form of times changes', async () => {
    const lab = await makeLab({ now: Date.UTC(2049, 11, 1), days: 60, keys });
    const { validFrom, validTo } = new X509Certificate(lab.peer('alpha').certificate);
    expect(new Date(validFrom).toISOString()).toBe('2049-11-30T00:00:00.000Z');
    expect(new Date(validTo).toISOString()).toBe('2050-01-30T00:00:00.000Z');
  });

  it('have positive serial numbers of 16 octets, no two the same', async () => {
    const lab = await makeLab({ now: NOW, flaws: ['revoked', 'large'], keys });
    const all = [
      ...lab.authorities.map(({ authority }) => authority.certificate),
      ...lab.peers.map(({ certificate }) => certificate),
    ].map((der) => new X509Certificate(der).serialNumber);
    for (const serial of all) expect(serial).toMatch(/^[4-7][0-9A-F]{31}$/);
    expect(new Set(all).size).toBe(all.length);
    expect(lab.peer('alpha').serial).toBe(
      new X509Certificate(lab.peer('alpha').certificate).serialNumber.toLowerCase(),
    );
  });

  it('say where lists are only if an address is given', async () => {
    const at = async (crlUrl: string | undefined) => {
      const lab = await makeLab({ now: NOW, keys, ...(crlUrl === undefined ? {} : { crlUrl }) });
      const all = [lab.root, lab.issuer, lab.peer('alpha')];
      return all.map(({ certificate }) => describeCertificate(certificate).revocationLists);
    };
    expect(await at(undefined)).toEqual([[], [], []]);
    const list = (name: string) => [`http://192.0.2.80/pki/${name}.crl`];
    expect(await at('http://192.0.2.80/pki')).toEqual([[], list('ca'), list('intermediate')]);
  });

  it('are critical where RFC 5280 wants it, and name no extended usage (RFC 4945 5.1.3.12)', async () => {
    const lab = await makeLab({ now: NOW, keys });
    const { extendedKeyUsage, keyUsage } = describeCertificate(lab.peer('alpha').certificate);
    expect([keyUsage, extendedKeyUsage]).toEqual([['digitalSignature'], []]);
    const usage = describeCertificate(lab.root.certificate).keyUsage;
    expect(usage.map((name) => name.toLowerCase()).sort()).toEqual(['crlsign', 'keycertsign']);
    // basicConstraints and keyUsage: OID, then BOOLEAN true.
    for (const { certificate } of [lab.root, lab.peer('alpha')]) {
      const hex = Buffer.from(certificate).toString('hex');
      expect(hex).toContain('0603551d130101ff');
      expect(hex).toContain('0603551d0f0101ff');
    }
  });

  it.each(SIGNATURE_HASHES)('are signed with %s where asked', async (hash) => {
    const lab = await makeLab({ now: NOW, key: 'rsa1024', hash, keys });
    const { signature } = describeCertificate(lab.peer('alpha').certificate);
    expect(signature).toBe(`${hash}WithRSAEncryption`);
    const certificate = new X509Certificate(lab.peer('alpha').certificate);
    expect(certificate.verify(new X509Certificate(lab.issuer.certificate).publicKey)).toBe(true);
  });

  it.each(KEY_KINDS.filter((kind) => !/rsa[34]/.test(kind)))('have keys of %s', async (kind) => {
    const lab = await makeLab({ now: NOW, key: kind, intermediates: 0, keys });
    const alpha = lab.peer('alpha');
    const key = createPrivateKey({
      key: Buffer.from(alpha.key!.pkcs8.reveal()),
      format: 'der',
      type: 'pkcs8',
    });
    const certificate = new X509Certificate(alpha.certificate);
    expect(certificate.checkPrivateKey(key)).toBe(true);
    expect(certificate.verify(new X509Certificate(lab.root.certificate).publicKey)).toBe(true);
    const bits = Number(kind.slice(kind.startsWith('rsa') ? 3 : 2));
    const { modulusLength, namedCurve } = key.asymmetricKeyDetails ?? {};
    const curve = { 256: 'prime256v1', 384: 'secp384r1', 521: 'secp521r1' }[bits];
    expect(modulusLength ?? namedCurve).toBe(kind.startsWith('rsa') ? bits : curve);
  });

  it('share no key within a laboratory, and all keys with the next of the same pool', async () => {
    const pool = new KeyPool();
    const spki = async (): Promise<string[]> => {
      const lab = await makeLab({ now: NOW, keys: pool });
      return [lab.root, lab.issuer, ...lab.peers].map(({ key }) =>
        Buffer.from(key!.spki).toString('hex'),
      );
    };
    const first = await spki();
    expect(new Set(first).size).toBe(4);
    expect(await spki()).toEqual(first);
  });

  it('are large where they shall need IKE fragments', async () => {
    const lab = await makeLab({ now: NOW, flaws: ['large'], keys });
    expect(lab.peer('large').certificate.length).toBeGreaterThan(4000);
    expect(flawOf('large').problem).toBeUndefined();
  });

  it('keep keys out of JSON', async () => {
    const lab = await makeLab({ now: NOW, keys });
    expect(JSON.stringify(lab.peer('alpha').key)).toContain('"pkcs8":"[redacted]"');
    expect(() => lab.peer('nobody')).toThrow('the laboratory has no peer "nobody"');
  });
});
