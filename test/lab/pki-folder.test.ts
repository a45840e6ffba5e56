/** A laboratory in a folder: what is written, how, and what is added to it later. */

import { X509Certificate } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FLAW_NAMES, type FlawName } from '../../src/lab/pki/flaws.ts';
import { issueInto } from '../../src/lab/pki/issue.ts';
import { KeyPool } from '../../src/lab/pki/key.ts';
import { makeLab } from '../../src/lab/pki/lab.ts';
import { writeLab } from '../../src/lab/pki/lab-folder.ts';
import { readIndex } from '../../src/lab/pki/lab-index.ts';
import { renewLists, revokeIn } from '../../src/lab/pki/revoke.ts';
import { certificatesOfFile, revocationListsOfFile } from '../../src/net/pki/pem.ts';
import { type RevocationList, readRevocationList } from '../../src/net/pki/revocation-list.ts';

const NOW = Date.UTC(2026, 5, 1);
const DAY = 86_400_000;
const keys = new KeyPool();
const ISSUE = { now: NOW, force: false };
let above: string;
let folder: string;

beforeEach(() => {
  above = mkdtempSync(join(tmpdir(), 'espial-pki-'));
  folder = join(above, 'lab');
});

afterEach(() => rmSync(above, { recursive: true, force: true }));

async function written(flaws: readonly FlawName[] = [], force = false): Promise<void> {
  const options = { now: NOW, keys, flaws };
  writeLab(folder, await makeLab(options), { ...options, force });
}

function certificate(name: string): X509Certificate {
  return new X509Certificate(readFileSync(join(folder, `${name}.crt`)));
}

function list(name: string): RevocationList {
  const file = join(folder, `${name}.crl`);
  return readRevocationList(revocationListsOfFile(readFileSync(file), file)[0]!);
}

const mode = (path: string): number => statSync(path).mode & 0o777;

describe('a laboratory that is written', () => {
  it('has its files, keys for nobody else, and nothing half written', async () => {
    await written();
    expect(readdirSync(folder).sort()).toEqual(
      [
        ...['alpha', 'beta'].flatMap((one) => [`${one}-chain.pem`, `${one}.crt`, `${one}.key`]),
        ...['ca', 'intermediate'].flatMap((one) => [`${one}.crl`, `${one}.crt`, `${one}.key`]),
        'lab.json',
      ].sort(),
    );
    expect(mode(folder)).toBe(0o700);
    for (const file of readdirSync(folder))
      expect([file, mode(join(folder, file))]).toEqual([
        file,
        /\.(crt|crl|pem)$/.test(file) ? 0o644 : 0o600,
      ]);
    const chain = certificatesOfFile(readFileSync(join(folder, 'alpha-chain.pem')), 'chain');
    expect(chain.map((der) => new X509Certificate(der).serialNumber)).toEqual([
      certificate('alpha').serialNumber,
      certificate('intermediate').serialNumber,
    ]);
  });

  it('has certificates without keys and authorities without lists where that is the flaw', async () => {
    await written(FLAW_NAMES);
    expect(existsSync(join(folder, 'no-key.crt'))).toBe(true);
    for (const file of ['no-key.key', 'silent-ca.crl', 'no-ca.crl'])
      expect([file, existsSync(join(folder, file))]).toEqual([file, false]);
    // Names of flaws and of their authorities are files beside each other.
    const index = readIndex(folder);
    const names = [...index.authorities, ...index.certificates].map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  it('is not overwritten, nor is any file that was there, without force', async () => {
    await written();
    const before = certificate('ca').serialNumber;
    await expect(written()).rejects.toThrow(`${folder} holds a lab already. Choose another`);
    expect(certificate('ca').serialNumber).toBe(before);
    await written([], true);
    expect(certificate('ca').serialNumber).not.toBe(before);

    rmSync(join(folder, 'lab.json'));
    await expect(written()).rejects.toThrow(/ca\.crt is there already. Choose another folder/);
  });

  it('takes the files of the one before it with force, and leaves others alone', async () => {
    await written(['expired']);
    writeFileSync(join(folder, 'notes.txt'), 'mine');
    await written([], true);
    expect(existsSync(join(folder, 'expired.crt'))).toBe(false);
    expect(readFileSync(join(folder, 'notes.txt'), 'utf8')).toBe('mine');
  });

  it('goes into an empty folder, whose mode stays', async () => {
    mkdirSync(folder);
    chmodSync(folder, 0o755);
    await written();
    expect([mode(folder), mode(join(folder, 'ca.key'))]).toEqual([0o755, 0o600]);
  });

  it('says what stands in the way', async () => {
    writeFileSync(folder, 'a file');
    await expect(written()).rejects.toThrow(`${folder} is not a folder`);
  });
});

describe('one more certificate', () => {
  it('is issued by who issued the others, and known from then on', async () => {
    await written();
    const names = ['192.0.2.9', 'nine.example'];
    const { files, issuer } = await issueInto(folder, { name: 'nine', names }, ISSUE);
    expect([issuer, files]).toEqual(['intermediate', ['nine.crt', 'nine.key', 'nine-chain.pem']]);
    expect(certificate('nine').verify(certificate('intermediate').publicKey)).toBe(true);
    expect(certificate('nine').checkIP('192.0.2.9')).toBe('192.0.2.9');
    expect(mode(join(folder, 'nine.key'))).toBe(0o600);
    expect(readIndex(folder).certificates.at(-1)).toEqual({
      name: 'nine',
      issuer: 'intermediate',
      serial: certificate('nine').serialNumber.toLowerCase(),
      chain: ['intermediate'],
      names,
      hasKey: true,
    });
  });

  it('has the subject, times, key and usages asked for', async () => {
    await written();
    const request = {
      name: 'odd',
      names: [],
      subject: 'C=XX, CN=odd one',
      issuer: 'ca',
      keyOf: 'alpha',
      notBefore: NOW - 9 * DAY,
      notAfter: NOW - 2 * DAY,
      keyUsages: ['keyEncipherment'],
      extendedUsages: ['serverAuth', '1.2.3.4'],
    } as const;
    await issueInto(folder, request, ISSUE);
    const odd = certificate('odd');
    expect(odd.subject).toBe('C=XX\nCN=odd one');
    expect(odd.verify(certificate('ca').publicKey)).toBe(true);
    expect(odd.publicKey.equals(certificate('alpha').publicKey)).toBe(true);
    expect(Date.parse(odd.validTo)).toBe(NOW - 2 * DAY);
    expect(odd.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1', '1.2.3.4']);
    expect(readFileSync(join(folder, 'odd-chain.pem'), 'utf8').match(/BEGIN/g)).toHaveLength(1);
  });

  it('is an authority where asked, which issues in its turn', async () => {
    await written();
    const authority = { pathLength: 0 };
    await issueInto(folder, { name: 'sub', names: [], authority }, ISSUE);
    expect(list('sub').revoked.size).toBe(0);
    await issueInto(folder, { name: 'low', names: [], issuer: 'sub' }, ISSUE);
    expect(certificate('low').verify(certificate('sub').publicKey)).toBe(true);
    expect(readIndex(folder).certificates.at(-1)?.chain).toEqual(['sub', 'intermediate']);
  });

  it('takes no name that is taken, unless a peer is issued anew with force', async () => {
    await written();
    const again = (name: string, force: boolean) =>
      issueInto(folder, { name, names: [] }, { now: NOW, force });
    await expect(again('ALPHA', false)).rejects.toThrow('has a certificate "ALPHA" already');
    await expect(again('ca', true)).rejects.toThrow('"ca" is an authority');
    await expect(again('../x', true)).rejects.toThrow("cannot be a certificate's name");
    const before = certificate('alpha').serialNumber;
    await again('alpha', true);
    expect(certificate('alpha').serialNumber).not.toBe(before);
    const alphas = readIndex(folder).certificates.filter(({ name }) => name === 'alpha');
    expect(alphas).toHaveLength(1);
  });

  it('needs an authority that is there, with its key', async () => {
    await written();
    const from = (issuer: string) => issueInto(folder, { name: 'x', names: [], issuer }, ISSUE);
    await expect(from('nobody')).rejects.toThrow(
      'the lab has no authority "nobody"; it has ca, intermediate.',
    );
    rmSync(join(folder, 'ca.key'));
    await expect(from('ca')).rejects.toThrow(`${join(folder, 'ca.key')} does not exist.`);
    writeFileSync(join(folder, 'ca.key'), 'nothing');
    await expect(from('ca')).rejects.toThrow(`${join(folder, 'ca.key')} holds no private key.`);
    expect(existsSync(join(folder, 'x.crt'))).toBe(false);
  });
});

describe('revocation', () => {
  const revoke = (name: string, undo = false) =>
    revokeIn(folder, name, { now: NOW + DAY, reason: 'superseded', undo });

  it("writes the issuer's list anew with its number raised", async () => {
    await written();
    const { number, revoked, file } = await revoke('beta');
    expect([file, number, revoked]).toEqual(['intermediate.crl', 2, 1]);
    const serial = certificate('beta').serialNumber.toLowerCase();
    expect([...list('intermediate').revoked]).toEqual([
      [serial, { date: NOW + DAY, reason: 'superseded' }],
    ]);
    expect((await revoke('alpha')).number).toBe(3);
    expect(list('intermediate').revoked.size).toBe(2);
    await revoke('intermediate');
    expect(list('ca').revoked.size).toBe(1);
  });

  it('can be undone, and is not done twice', async () => {
    await written();
    await revoke('beta');
    await expect(revoke('beta')).rejects.toThrow('"beta" is revoked already. Take it off');
    await revoke('beta', true);
    expect(list('intermediate').revoked.size).toBe(0);
    await expect(revoke('beta', true)).rejects.toThrow('"beta" is not revoked.');
  });

  it('is of what is there, and of no root', async () => {
    await written();
    await expect(revoke('gamma')).rejects.toThrow('has no certificate "gamma". See them all with');
    await expect(revoke('ca')).rejects.toThrow('"ca" is a root, and nobody can revoke a root');
  });
});

describe('lists written anew', () => {
  it('are those of good certificates, or those that are named', async () => {
    await written(FLAW_NAMES);
    const times = { now: NOW + DAY, days: 7, late: false };
    const names = (await renewLists(folder, [], times)).map(({ authority }) => authority);
    expect(names).toEqual(expect.arrayContaining(['ca', 'intermediate']));
    expect(names).not.toContain('late-ca');
    expect(list('late-ca').nextUpdate).toBe(NOW - DAY);
    expect(list('ca').nextUpdate).toBe(NOW + 8 * DAY);
    await renewLists(folder, ['late-ca'], times);
    expect(list('late-ca').nextUpdate).toBe(NOW + 8 * DAY);
  });

  it('are out of date where asked, and stay so when something is revoked', async () => {
    await written();
    await renewLists(folder, [], { now: NOW, days: 30, late: true });
    expect(list('intermediate').nextUpdate).toBe(NOW - DAY);
    await revokeIn(folder, 'beta', { now: NOW, reason: 'unspecified', undo: false });
    expect(list('intermediate').nextUpdate).toBe(NOW - DAY);
    expect(list('intermediate').revoked.size).toBe(1);
  });
});

describe('a folder that is no laboratory', () => {
  it('says so', () => {
    expect(() => readIndex(folder)).toThrow(`Make one with: espial pki make ${folder}`);
  });

  it.each(['{', '{"format":"espial-pki"}', '[]'])('with the index %s says where', (text) => {
    mkdirSync(folder);
    writeFileSync(join(folder, 'lab.json'), text);
    expect(() => readIndex(folder)).toThrow('is not what espial pki wrote');
  });

  it('whose index names files elsewhere is not read', async () => {
    await written();
    const index = { ...readIndex(folder), issuer: '../../etc/ca' };
    writeFileSync(join(folder, 'lab.json'), JSON.stringify(index));
    expect(() => readIndex(folder)).toThrow('wrote at issuer');
  });
});
