import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demo, type Run } from './run-demo.ts';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'espial-test-'));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('espial demo --auth', () => {
  it('certificate: shows certificates that agree and one that has expired, and leaves the keys to nobody else', async () => {
    const { run, out } = await told('certificate');
    for (const line of [
      /\|-- main mode 3: HDR, KE, Ni, CERTREQ, NAT-D x2 -+ in clear ->\|/,
      /\|-- main mode 5: HDR\*, IDii, CERT x2, SIG_I, -+ encrypted ->\|/,
      /^transport +192\.0\.2\.1 +192\.0\.2\.2 +3 of 3/m,
      /^behind-nat +192\.0\.2\.11 +192\.0\.2\.12 +3 of 3/m,
      /^FAILED: The certificate of gamma, or one above it, has expired\.$/m,
      /^FAILED: delta says that this host's certificate, or one above it, has expired\.$/m,
    ]) {
      expect(run.out).toMatch(line);
    }
    for (const name of ['alpha.key', 'ca.crt', 'intermediate.crl', 'expired-chain.pem']) {
      expect(statSync(join(out, 'pki', name)).mode & 0o777, name).toBe(0o600);
    }
    expect(statSync(join(out, 'pki')).mode & 0o777).toBe(0o700);
  }, 60_000);

  it('kerberos: shows tickets that are taken and a computer outside the domain', async () => {
    const { run, out } = await told('kerberos');
    for (const line of [
      /\|-- main mode 3: HDR, KE, Ni, GSS_I, NAT-D x2 -+ in clear ->\|/,
      /\|<- main mode 4: HDR, KE, Nr, GSS_R, NAT-D x2 -+ in clear --\|/,
      /^tunnel +10\.1\.0\.1 +10\.2\.0\.1 +3 of 3/m,
      /^FAILED: This computer is in no domain, so it cannot use Kerberos with gamma\.$/m,
      /^FAILED: As it seems: delta says that it is in no domain/m,
    ]) {
      expect(run.out).toMatch(line);
    }
    expect(statSync(join(out, 'realm.yaml')).mode & 0o777).toBe(0o600);
    // The keys of the realm are on no screen.
    const [key] = /[0-9a-f]{64}/.exec(readFileSync(join(out, 'realm.yaml'), 'utf8')) ?? [];
    expect(key).toBeDefined();
    expect(run.out + run.err).not.toContain(key);
  }, 60_000);

  it('refuses what is no method', async () => {
    const run = await demo(folder, ['--auth', 'smartcard'], () => {});
    expect(run).toMatchObject({ code: 2, out: '' });
    expect(run.err).toContain('psk, certificate, kerberos');
  });
});

/** The whole demo with a method: it ends well, in 80 columns, with every part, and leaves only its evidence. */
async function told(method: string): Promise<{ readonly run: Run; readonly out: string }> {
  const out = join(folder, method);
  const run = await demo(folder, ['--auth', method, '--out', out], () => {});
  expect(run).toMatchObject({ code: 0, err: '' });
  const lines = run.out.split('\n');
  expect(lines.filter((line) => line.length > 80 && !line.includes('tshark'))).toEqual([]);
  expect(lines.filter((line) => /^-- \d/.test(line))).toHaveLength(10);
  for (const name of readdirSync(out)) expect(statSync(join(out, name)).mode & 0o077).toBe(0);
  expect(readdirSync(folder).filter((name) => name.startsWith('espial'))).toEqual([]);
  return { run, out };
}
