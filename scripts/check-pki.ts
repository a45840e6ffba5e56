/**
 * `npm run check:pki`: OpenSSL, strongSwan's pki and python3-cryptography judge laboratories of every kind of key:
 * what is good they accept, and what is broken they refuse for its flaw, as Espial's own verification does.
 */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { labTrust, peerCertificate } from '../src/lab/pki/credentials.ts';
import { FLAW_NAMES, type FlawName, flawOf } from '../src/lab/pki/flaws.ts';
import { issueInto } from '../src/lab/pki/issue.ts';
import type { KeyKind, SignatureHash } from '../src/lab/pki/key.ts';
import { type Lab, makeLab } from '../src/lab/pki/lab.ts';
import { writeLab } from '../src/lab/pki/lab-folder.ts';
import { readIndex } from '../src/lab/pki/lab-index.ts';
import { revokeIn } from '../src/lab/pki/revoke.ts';
import { answerPki } from '../src/net/pki/answer.ts';
import { ECDSA } from '../src/net/pki/keys.ts';

/** Debian's own, whatever else stands before it. */
const PYTHON = '/usr/bin/python3';
const PYTHON_SIDE = fileURLToPath(new URL('check-pki.py', import.meta.url));
/** Of the first peer, alpha. */
const ADDRESS = '192.0.2.1';
const ID_DER_ASN1_DN = 9;

interface Kind {
  readonly key: KeyKind;
  readonly hash?: SignatureHash;
  readonly intermediates: number;
  /** Of OpenSSL: 1 is its default; SHA-1 is below it. */
  readonly level: 0 | 1;
}

const KINDS: readonly Kind[] = [
  { key: 'ec256', intermediates: 1, level: 1 },
  { key: 'ec384', intermediates: 3, level: 1 },
  { key: 'ec521', intermediates: 2, level: 1 },
  { key: 'rsa2048', intermediates: 0, level: 1 },
  { key: 'rsa1024', intermediates: 2, hash: 'sha1', level: 0 },
];

/** What `openssl verify` says, asked for TLS clients (they sign) of alpha's address; undefined: OK. */
const OPENSSL_SAYS: Readonly<Record<FlawName, RegExp | undefined>> = {
  expired: /error 10 at 0 depth/,
  'not-yet-valid': /error 9 at 0 depth/,
  revoked: /error 23 at 0 depth/,
  'wrong-usage': /unsuitable certificate purpose/,
  'wrong-extended-usage': /unsuitable certificate purpose/,
  'other-ca': /self-signed certificate in certificate chain/,
  'issuer-no-ca': /invalid CA certificate/,
  'issuer-no-sign': /key usage does not include certificate signing/,
  'path-too-long': /path length constraint exceeded/,
  'other-identity': /IP address mismatch/,
  'no-names': /IP address mismatch/,
  'crl-out-of-date': /CRL has expired/,
  'crl-missing': /unable to get certificate CRL/,
  'crl-forged': /CRL signature failure/,
  'missing-intermediate': /unable to get local issuer certificate/,
  'expired-intermediate': /error 10 at 1 depth/,
  'revoked-intermediate': /error 23 at 1 depth/,
  // Of keys it knows nothing: python3-cryptography holds them against their certificates.
  'wrong-key': undefined,
  'no-key': undefined,
  'weak-key': /EE certificate key too weak/,
  altered: /certificate signature failure/,
  'unknown-critical': /unhandled critical extension/,
  large: undefined,
};

/** What `pki --verify` says last. It takes every authority that it is given for trusted, and looks at no usage. */
const STRONGSWAN_SAYS: Partial<Record<FlawName, RegExp>> = {
  expired: /subject certificate invalid/,
  'not-yet-valid': /subject certificate invalid/,
  revoked: /certificate was revoked/,
  'issuer-no-ca': /no issuer certificate found/,
  'crl-out-of-date': /revocation (information stale|checking failed)/,
  'crl-missing': /(no revocation information|revocation checking failed)/,
  'crl-forged': /(no revocation information|revocation checking failed)/,
  'missing-intermediate': /no issuer certificate found/,
  'expired-intermediate': /issuer certificate invalid/,
  'revoked-intermediate': /certificate was revoked/,
  altered: /certificate untrusted/,
  'unknown-critical': /parsing certificate failed/,
};
const STRONGSWAN_CONTENT = /certificate trusted, lifetimes valid, certificate not revoked/;

const faults: string[] = [];
let judged = 0;

await main();

async function main(): Promise<void> {
  requireTools();
  const above = mkdtempSync(join(tmpdir(), 'espial-check-pki-'));
  try {
    for (const kind of KINDS) {
      const before = judged;
      await judgeLab(kind, join(above, kind.key));
      process.stdout.write(`${kind.key}: ${judged - before} judgements\n`);
    }
  } finally {
    rmSync(above, { recursive: true, force: true });
  }
  for (const fault of faults) process.stdout.write(`${fault}\n`);
  process.stdout.write(`${judged} judgements, ${faults.length} wrong\n`);
  process.exitCode = faults.length > 0 || judged === 0 ? 1 : 0;
}

function requireTools(): void {
  const missing = [
    ['openssl', ['version'], 'openssl'],
    ['pki', ['--help'], 'strongswan-pki'],
    [PYTHON, ['-c', 'import cryptography'], 'python3-cryptography'],
  ] as const;
  for (const [tool, words, debianPackage] of missing) {
    if (spawnSync(tool, words, { stdio: 'ignore' }).error === undefined) {
      if (tool !== PYTHON || spawnSync(tool, words, { stdio: 'ignore' }).status === 0) continue;
    }
    throw new Error(
      `${debianPackage} is not installed: apt-get install -y --no-install-recommends ${debianPackage}`,
    );
  }
}

async function judgeLab(kind: Kind, folder: string): Promise<void> {
  const now = Date.now();
  const { key, hash, intermediates } = kind;
  const options = {
    now,
    key,
    intermediates,
    flaws: FLAW_NAMES,
    // In every certificate; nobody listens there.
    crlUrl: 'http://127.0.0.1:9/',
    ...(hash === undefined ? {} : { hash }),
  };
  const lab = await makeLab(options);
  writeLab(folder, lab, { ...options, force: false });
  const good = ['alpha', 'beta'];
  for (const name of [...good, ...FLAW_NAMES]) {
    const openssl = good.includes(name) ? undefined : OPENSSL_SAYS[name as FlawName];
    // What the level lets pass is not asked.
    if (!(name === 'weak-key' && kind.level === 0)) judgeByOpenssl(folder, name, kind, openssl);
    judgeByStrongswan(folder, name, good.includes(name) ? undefined : (name as FlawName));
    judgeByEspial(lab, name, now);
  }
  judgeByPython(folder, lab, hash === 'sha1');
  await judgeChanges(folder, kind, now);
}

/** One more authority, one more certificate of it, and then its revocation. */
async function judgeChanges(folder: string, kind: Kind, now: number): Promise<void> {
  const force = { now, force: false };
  // The last intermediate allows no authority below it.
  const names = ['192.0.2.1'];
  await issueInto(folder, { name: 'sub', names: [], issuer: 'ca', authority: {} }, force);
  await issueInto(folder, { name: 'leaf', names, issuer: 'sub' }, force);
  judgeByOpenssl(folder, 'leaf', kind, undefined);
  await revokeIn(folder, 'leaf', { now, reason: 'keyCompromise', undo: false });
  judgeByOpenssl(folder, 'leaf', kind, /error 23 at 0 depth/);
  await revokeIn(folder, 'leaf', { now, reason: 'unspecified', undo: true });
  await revokeIn(folder, 'sub', { now, reason: 'unspecified', undo: false });
  judgeByOpenssl(folder, 'leaf', kind, /error 23 at 1 depth/);
}

function judgeByOpenssl(
  folder: string,
  name: string,
  { level }: Kind,
  expected: RegExp | undefined,
): void {
  const certificate = join(folder, `${name}.crt`);
  const lists = files(folder, '.crl').flatMap((file) => ['-CRLfile', join(folder, file)]);
  const address = name === 'beta' ? '192.0.2.2' : ADDRESS;
  const said = run('openssl', [
    'verify',
    ...['-x509_strict', '-crl_check_all', '-purpose', 'sslclient', '-auth_level', String(level)],
    ...['-verify_ip', address, '-CAfile', join(folder, 'ca.crt'), ...lists],
    // The chain's first certificate is the one in question, which is no harm.
    ...['-untrusted', join(folder, `${name}-chain.pem`), certificate],
  ]);
  const right = expected === undefined ? said.trim() === `${certificate}: OK` : expected.test(said);
  judge('OpenSSL', folder, name, right, said);
}

function judgeByStrongswan(folder: string, name: string, flaw: FlawName | undefined): void {
  const index = readIndex(folder);
  const chain = index.certificates.find((one) => one.name === name)!.chain;
  const authorities = ['ca', ...chain].flatMap((one) => ['--cacert', join(folder, `${one}.crt`)]);
  const lists = files(folder, '.crl').flatMap((file) => ['--crl', join(folder, file)]);
  const said = run('pki', [
    ...['--verify', '--in', join(folder, `${name}.crt`), ...authorities, ...lists],
  ]);
  const expected = (flaw === undefined ? undefined : STRONGSWAN_SAYS[flaw]) ?? STRONGSWAN_CONTENT;
  judge('strongSwan', folder, name, expected.test(said), said);
}

/** Espial with the strictest check of revocation, as a peer that is told the subject for an identity. */
function judgeByEspial(lab: Lab, name: string, now: number): void {
  const own = peerCertificate(lab.peer(name));
  const { algorithm, key, subject } = own;
  const flaw = FLAW_NAMES.find((one) => one === name);
  // A subject is always in its certificate; without a key nothing is sent.
  if (key === undefined || name === 'other-identity') return;
  const hash = new Uint8Array(algorithm === 'rsa' ? 20 : ECDSA[algorithm].hash).fill(1);
  const signed = answerPki({ kind: 'sign', algorithm, key, hash }, now);
  const result =
    signed.kind !== 'signed'
      ? signed
      : answerPki(
          {
            kind: 'verify',
            algorithm,
            hash,
            signature: signed.signature,
            certificates: [own.certificate, ...own.chain],
            revocationLists: [],
            identity: { idType: ID_DER_ASN1_DN, data: subject },
            trust: labTrust(lab, { revocation: 2 }),
          },
          now,
        );
  const found = result.kind === 'problem' ? result.problem.code : undefined;
  const expected = flaw === undefined ? undefined : flawOf(flaw).problem;
  judge('Espial', own.name, name, found === expected, `${found} instead of ${expected}`);
}

/** Newer ones take no signature with SHA-1 for valid. */
function judgeByPython(folder: string, lab: Lab, isSha1: boolean): void {
  const said = run(PYTHON, [PYTHON_SIDE, folder]);
  const lines = said.split('\n').filter((line) => line.startsWith('{'));
  const read = new Map(
    lines.map((line) => {
      const one = JSON.parse(line) as Record<string, unknown>;
      return [String(one.file), one];
    }),
  );
  for (const file of files(folder, '.crt', '.crl', '.key'))
    judge('python3-cryptography', folder, file, read.has(file), said);
  for (const { authority, listing, revoked } of lab.authorities) {
    const { name, serial } = authority;
    const isAuthority = name !== 'no-ca';
    expectIn(read.get(`${name}.crt`), folder, { serial, authority: isAuthority });
    if (listing === 'none') continue;
    const serials = revoked.map((one) => one.serial).sort();
    const list = {
      number: 1,
      revoked: serials,
      ...(isSha1 ? {} : { signed: listing !== 'forged' }),
    };
    expectIn(read.get(`${name}.crl`), folder, list);
  }
  for (const { name, serial, key } of lab.peers) {
    expectIn(read.get(`${name}.crt`), folder, { serial, authority: false });
    if (key !== undefined)
      expectIn(read.get(`${name}.key`), folder, { belongs: name !== 'wrong-key' });
  }
  // basicConstraints and keyUsage.
  expectIn(read.get('alpha.crt'), folder, { critical: ['2.5.29.15', '2.5.29.19'] });
}

function expectIn(
  read: Readonly<Record<string, unknown>> | undefined,
  folder: string,
  expected: Readonly<Record<string, unknown>>,
): void {
  for (const [what, value] of Object.entries(expected)) {
    const found = JSON.stringify(read?.[what]);
    const right = found === JSON.stringify(value);
    const where = `${String(read?.file)} ${what}`;
    judge('python3-cryptography', folder, where, right, `${found}, not ${JSON.stringify(value)}`);
  }
}

function judge(by: string, where: string, name: string, right: boolean, said: string): void {
  judged += 1;
  if (!right) faults.push(`${by}, ${where}, ${name}: ${said.trim()}`);
}

function files(folder: string, ...ends: readonly string[]): string[] {
  return readdirSync(folder)
    .filter((file) => ends.some((end) => file.endsWith(end)))
    .sort();
}

function run(command: string, words: readonly string[]): string {
  const { stdout, stderr, error } = spawnSync(command, words, { encoding: 'utf8' });
  if (error !== undefined) throw error;
  return `${stdout}${stderr}`;
}
