/**
 * `npm run check:fingerprint`: two scanners of others judge what Espial sends.
 *
 * ike-scan must name Windows for the profile windows-2003, by its vendor IDs and by the times at which
 * it repeats message 2, and read its handshake. psk-crack must find the pre-shared key of a peer that
 * accepts aggressive mode, by the hash that ike-scan took down: so that hash is right. No root is
 * needed. The back-off alone takes more than a minute.
 */

import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freeUdpPorts } from '../src/lab/free-ports.ts';

const MAIN =
  process.env.ESPIAL_MAIN ?? fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
const KEY = 'a-key-that-is-in-the-dictionary';
const START_MILLISECONDS = 15_000;
const SCAN_MILLISECONDS = 150_000;
const TOOLS = ['ike-scan', 'psk-crack'];

interface Check {
  readonly what: string;
  readonly passed: boolean;
}

/** A peer that answers any scanner, and what is to be cleaned up behind it. */
interface Listening {
  readonly port: number;
  readonly child: ChildProcess;
}

const work = mkdtempSync(join(tmpdir(), 'espial-fingerprint-'));
const children: ChildProcess[] = [];
try {
  const missing = TOOLS.filter((tool) => spawnSync(tool, ['--version']).error !== undefined);
  if (missing.length > 0) {
    throw new Error(`${missing.join(' and ')} missing: apt-get install ike-scan`);
  }
  const [windows, aggressive] = await Promise.all([checkWindows(), checkAggressive()]);
  const checks = [...windows, ...aggressive];
  for (const { what, passed } of checks) console.log(`${passed ? 'passed' : 'FAILED'}: ${what}`);
  if (checks.some(({ passed }) => !passed)) process.exitCode = 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
} finally {
  for (const child of children) child.kill('SIGKILL');
  rmSync(work, { recursive: true, force: true });
}

/** The profile windows-2003, seen by ike-scan. */
async function checkWindows(): Promise<Check[]> {
  const { port } = await listening('windows', 'profile: windows-2003', '3des-sha1-modp1024');
  const output = await ikeScan(port, ['--showbackoff', '--multiline']);
  const has = (pattern: RegExp): boolean => pattern.test(output);
  const checks = [
    {
      what: 'ike-scan reads the handshake: main mode, 3DES, SHA1, group 2, pre-shared key, 28,800 s in four octets',
      passed:
        has(/Main Mode Handshake returned/) &&
        has(
          /SA=\(Enc=3DES Hash=SHA1 (Group=2:modp1024 Auth=PSK|Auth=PSK Group=2:modp1024) LifeType=Seconds LifeDuration\(4\)=0x00007080\)/,
        ),
    },
    {
      what: 'ike-scan names Windows by its vendor ID',
      passed: has(/VID=1e2b516905991c7d7c96fcbfb587e46100000004 \(Windows-2003-or-XP-SP2\)/),
    },
    {
      what: 'ike-scan names fragmentation and NAT-T draft 02 by their vendor IDs, behind the first',
      passed: has(
        /VID=1e2b5169[\s\S]*VID=4048b7d56ebce88525e7de7f00d6c2d3 \(IKE Fragmentation\)[\s\S]*VID=90cb80913ebb696e086381b5ec427b1f \(draft-ietf-ipsec-nat-t-ike-02\\n\)/,
      ),
    },
    {
      what: 'ike-scan names Windows by its back-off pattern',
      passed: has(/Implementation guess: Windows 2000, 2003 or XP/),
    },
  ];
  if (checks.some(({ passed }) => !passed)) console.log(output);
  return checks;
}

/** Aggressive mode of the default profile, its hash cracked with the key in a dictionary. */
async function checkAggressive(): Promise<Check[]> {
  const { port } = await listening(
    'aggressive',
    'profile: default',
    '3des-sha1-modp1024',
    'aggressive: accept',
  );
  const hashes = join(work, 'hashes');
  const scan = ['--aggressive', '--id=scanner', `--pskcrack=${hashes}`];
  const output = await ikeScan(port, [...scan, '--trans=(1=5,2=2,3=1,4=2)']);
  const found = existsSync(hashes) ? crack(hashes, ['one', KEY, 'another']) : '';
  const foundWrong = existsSync(hashes) ? crack(hashes, ['one', 'another']) : '';
  const checks = [
    {
      what: 'ike-scan reads the handshake of aggressive mode',
      passed: /Aggressive Mode Handshake returned/.test(output),
    },
    {
      what: 'psk-crack finds the known key by the hash',
      passed: found.includes(`key "${KEY}" matches SHA1 hash`),
    },
    {
      what: 'psk-crack finds nothing where the key is not in the dictionary',
      passed: foundWrong.includes('no match found'),
    },
  ];
  if (checks.some(({ passed }) => !passed)) console.log(output, found, foundWrong);
  return checks;
}

/** Starts a peer on 127.0.0.1 and waits until it listens. */
async function listening(
  name: string,
  profile: string,
  proposal: string,
  more = '',
): Promise<Listening> {
  const [port, natPort] = await freeUdpPorts(2);
  const control = join(work, `${name}.sock`);
  const file = join(work, `${name}.yaml`);
  const lines = [
    `name: ${name}`,
    'addresses: [127.0.0.1]',
    `ports: { ike: ${port}, natT: ${natPort} }`,
    'sockets: { mode: direct }',
    `control: ${control}`,
    profile,
    'peers:',
    '  - name: scanner',
    '    address: any',
    `    psk: "${KEY}"`,
    `    proposals: [${proposal}]`,
    ...(more === '' ? [] : [`    ${more}`]),
  ];
  writeFileSync(file, `${lines.join('\n')}\n`, { mode: 0o600 });
  const child = spawn(process.execPath, [MAIN, 'peer', file, '--log-level', 'warn'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  children.push(child);
  let said = '';
  child.stderr!.on('data', (text) => {
    said += text;
  });
  const end = Date.now() + START_MILLISECONDS;
  while (!existsSync(control)) {
    if (child.exitCode !== null || Date.now() > end)
      throw new Error(`the peer "${name}" did not start: ${said}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return { port: port!, child };
}

function ikeScan(port: number, options: readonly string[]): Promise<string> {
  const all = ['--sport=0', `--dport=${port}`, ...options, '127.0.0.1'];
  return new Promise((resolve) => {
    execFile('ike-scan', all, { timeout: SCAN_MILLISECONDS }, (_error, stdout, stderr) =>
      resolve(`${stdout}${stderr}`),
    );
  });
}

function crack(hashes: string, words: readonly string[]): string {
  const dictionary = join(work, `dictionary-${words.length}`);
  writeFileSync(dictionary, `${words.join('\n')}\n`);
  const { stdout } = spawnSync('psk-crack', [`--dictionary=${dictionary}`, hashes]);
  return stdout.toString();
}
