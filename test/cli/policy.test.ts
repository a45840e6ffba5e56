import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';

const CLIENT = [
  'add policy name=Office activatedefaultrule=no assign=yes mmsecmethods="3DES-SHA1-2"',
  'add filter filterlist=Web srcaddr=me dstaddr=any protocol=tcp dstport=80',
  'add filteraction name=Require qmsecmethods="ESP[3DES,SHA1]"',
  'add rule name="Web traffic" policy=Office filterlist=Web filteraction=Require psk="a key"',
];
const SERVER = [
  'add policy name=Shop activatedefaultrule=no assign=yes mmsecmethods="3DES-SHA1-2"',
  'add filter filterlist=Web srcaddr=any dstaddr=me protocol=tcp dstport=80',
  'add filteraction name=Require qmsecmethods="ESP[DES,MD5]"',
  'add rule name="Web server" policy=Shop filterlist=Web filteraction=Require psk="a key"',
];
const REPAIR = 'set filteraction name=Require qmsecmethods="ESP[DES,MD5] ESP[3DES,SHA1]"';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'espial-policy-'));
  script('client', CLIENT);
  script('server', SERVER);
  script('repaired', [...SERVER, REPAIR]);
  const lines = CLIENT.map((line) => `    ipsec static ${line}\n`).join('');
  const head = 'name: bravo\naddresses: [192.0.2.1, 10.0.0.1]\nprofile: lab\n';
  writeFileSync(join(folder, 'peer.yaml'), `${head}windows:\n  netsh: |\n${lines}`);
  writeFileSync(join(folder, 'plain.yaml'), head);
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function script(name: string, lines: readonly string[]): void {
  writeFileSync(join(folder, `${name}.txt`), `ipsec static\n${lines.join('\n')}\n`);
}

interface Run {
  readonly out: string;
  readonly err: string;
  readonly code: number | null;
}

function espial(...words: string[]): Promise<Run> {
  const args = [inject('program'), ...words];
  const child = spawn(process.execPath, args, { stdio: 'pipe', cwd: folder });
  let [out, err] = ['', ''];
  child.stdout.on('data', (text) => {
    out += text;
  });
  child.stderr.on('data', (text) => {
    err += text;
  });
  return new Promise((done) => child.on('close', (code) => done({ out, err, code })));
}

describe('espial policy check', () => {
  it('says what each side lacks and the smallest change, and ends with 1', async () => {
    const { out, code } = await espial('policy', 'check', 'client.txt', 'server.txt');
    expect(code).toBe(1);
    expect(out).toMatch(/does not get\s+through/);
    expect(out).toContain('client: ESP[3DES,SHA1]');
    expect(out).toContain('server: ESP[DES,MD5]');
    expect(out.replace(/\s+/g, ' ')).toContain(
      'The smallest change that lets it through: Add ESP[3DES,SHA1] to the security methods of server\'s filter action "Require".',
    );
    expect(out.split('\n').filter((line) => line.length > 80)).toEqual([]);
  }, 120_000);

  it('says which methods win once that is done, and ends with 0', async () => {
    const { out, code } = await espial('policy', 'check', 'client.txt', 'repaired.txt');
    expect(code).toBe(0);
    expect(out).toMatch(/is protected\s+both ways/);
    expect(out).toContain('main mode: 3DES-SHA1-2, proved by a pre-shared key');
    expect(out).toContain('quick mode: ESP[3DES,SHA1], transport mode');
  }, 120_000);

  it('takes a peer file, other traffic and JSON, and never shows a key', async () => {
    const words = ['peer.yaml', 'server.txt', '--json', '--traffic', 'tcp:2000:80'];
    const { out, code } = await espial('policy', 'check', ...words);
    expect(code).toBe(1);
    const said = JSON.parse(out);
    expect(said.request).toMatchObject({
      from: 'bravo',
      how: 'dropped',
      negotiation: { ok: false, obstacle: { code: 'no-common-quick-mode-method' } },
    });
    expect(said.answer).toBeNull();
    expect(said.changes).toMatchObject([{ kind: 'add-security-method', computer: 'server' }]);
    expect(out).not.toContain('a key');
  }, 120_000);
});

describe('espial policy trace', () => {
  it('says which filter a packet hits and why, and that others are permitted', async () => {
    const hit = await espial('policy', 'trace', 'client.txt', '--traffic', 'tcp:2000:80');
    expect(hit).toMatchObject({ code: 0, err: '' });
    expect(hit.out).toContain('hits    "Web traffic"');
    expect(hit.out).toContain('negotiate by "Require"');
    const other = await espial('policy', 'trace', 'client.txt', '--traffic', 'icmp', '--json');
    expect(JSON.parse(other.out)).toMatchObject({ filter: null, lost: [] });
  }, 120_000);
});

describe('wrong input', () => {
  it.each([
    [['check', 'client.txt', 'nowhere.txt'], 'nowhere.txt'],
    [['check', 'plain.yaml', 'server.txt'], 'windows: section'],
    [['check', 'peer.yaml', 'server.txt', '--from', '10.9.9.9'], '10.9.9.9 is no address of bravo'],
    [['check', 'client.txt', 'server.txt', '--policy-b', 'Other'], 'has no policy "Other"'],
    [['trace', 'client.txt', '--traffic', 'icmp:1:2'], 'tcp:SOURCE:DESTINATION'],
    [['trace', 'client.txt', '--traffic', 'tcp:1:70000'], '"70000" is no port'],
  ])(
    '%j is one clear error',
    async (words, said) => {
      const { err, out, code } = await espial('policy', ...words);
      expect(code).not.toBe(0);
      expect(out).toBe('');
      expect(err).toContain(said);
      expect(err).not.toContain('    at ');
    },
    120_000,
  );
});
