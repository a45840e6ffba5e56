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
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { capturedPackets, readPcapng } from '../../src/wire/pcapng-read.ts';
import { demo } from './run-demo.ts';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'espial-test-'));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('espial demo', () => {
  it('tells the whole story in 80 columns, without colour, and leaves the evidence', async () => {
    const out = join(folder, 'evidence');
    const run = await demo(folder, ['--out', out], () => {});
    expect(run).toMatchObject({ code: 0, err: '' });
    const lines = run.out.split('\n');
    expect(lines.filter((line) => line.length > 80 && !line.includes('tshark'))).toEqual([]);
    expect(run.out).not.toContain('\u001b');
    expect(lines.filter((line) => /^-- \d/.test(line)).map((line) => line.split('.')[0])).toEqual(
      Array.from({ length: 10 }, (_, i) => `-- ${i + 1}`),
    );
    for (const told of [
      /\|-- main mode 1: HDR, SA, VID x7 -+ in clear ->\|/,
      /\|<- main mode 6: HDR\*, IDir, HASH_R, N\(INITIAL-CONTACT\) -+ encrypted --\|/,
      /\|-- quick mode 3: HDR\*, HASH\(3\) -+ encrypted ->\|/,
      /^transport +192\.0\.2\.1 +192\.0\.2\.2 +3 of 3 .* 31 octets$/m,
      /^tunnel +10\.1\.0\.1 +10\.2\.0\.1 +3 of 3 .* 31 octets$/m,
      /^behind-nat +192\.0\.2\.11 +192\.0\.2\.12 +3 of 3/m,
      /^counted +Packets With Replay Detection: 0 -> 1$/m,
      /^counted +Packets Not Authenticated: 0 -> 1$/m,
      /1 replayed, 0 too late; 1 with a wrong ICV/,
      /^ {2}IKE Quick Mode \.+ +3 +3$/m,
      /^FAILED: The pre-shared keys of this host and gamma differ\.$/m,
      /^FAILED: The pre-shared keys of this host and delta likely differ\.$/m,
    ]) {
      expect(run.out).toMatch(told);
    }
    expect(lines).toContain(`WIRESHARK_CONFIG_DIR=${out} tshark -r ${out}/good.pcapng`);

    expect(statSync(out).mode & 0o777).toBe(0o700);
    expect(readdirSync(out).sort()).toEqual([
      ...['alpha.yaml', 'attacks.json', 'attacks.pcapng', 'beta.yaml', 'esp_sa', 'good.pcapng'],
      ...['ikev1_decryption_table', 'preferences'],
    ]);
    for (const name of readdirSync(out)) expect(statSync(join(out, name)).mode & 0o077).toBe(0);
    const attacks = JSON.parse(readFileSync(join(out, 'attacks.json'), 'utf8'));
    expect(attacks).toMatchObject({ replayedFrames: [1], forgedFrames: [2] });
    const { blocks } = readPcapng(readFileSync(join(out, 'good.pcapng')));
    expect(capturedPackets(blocks).length).toBeGreaterThan(50);
    expect(leftovers()).toEqual([]);
  }, 60_000);

  it("leaves a folder's mode as it was, and Wireshark's own files alone", async () => {
    const out = join(folder, 'wireshark');
    mkdirSync(out);
    chmodSync(out, 0o755);
    writeFileSync(join(out, 'esp_sa'), '# made by Wireshark\n');
    const run = await demo(folder, ['--out', out], () => {});
    expect(run).toMatchObject({ code: 2, out: '' });
    expect(run.err).toContain(`${join(out, 'esp_sa')} is Wireshark's own`);
    expect(readFileSync(join(out, 'esp_sa'), 'utf8')).toBe('# made by Wireshark\n');
    expect(statSync(out).mode & 0o777).toBe(0o755);
  });

  it('stops its peers and leaves nothing behind when it is interrupted', async () => {
    const pids: number[] = [];
    const run = await demo(folder, [], (out, kill) => {
      if (pids.length > 0 || !out.includes('-- 2.')) return;
      pids.push(...peerProcesses());
      kill();
    });
    expect(run.code).toBe(130);
    expect(run.err.trim()).toBe('espial: interrupted; the peers are stopped.');
    if (existsSync('/proc')) expect(pids.length).toBeGreaterThanOrEqual(2);
    for (const pid of pids) expect(existsSync(`/proc/${pid}`)).toBe(false);
    expect(leftovers()).toEqual([]);
  }, 60_000);
});

/** What the demo left in the temporary folder. */
function leftovers(): string[] {
  return readdirSync(folder).filter((name) => name.startsWith('espial'));
}

/** Processes of this run's peers, where the system shows processes as files. */
function peerProcesses(): number[] {
  const entries = existsSync('/proc') ? readdirSync('/proc') : [];
  return entries
    .filter((entry) => /^\d+$/.test(entry) && commandLine(entry).includes(`peer\0${folder}`))
    .map(Number);
}

function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}
