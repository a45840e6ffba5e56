import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventFromJson } from '../../src/net/event-json.ts';
import { SELF } from '../lab/self.ts';
import { freePorts } from '../net/free-ports.ts';

let folder: string;
const peers: Peer[] = [];

interface Peer {
  readonly process: ChildProcess;
  readonly exit: Promise<number | null>;
}

function write(name: string, own: number, other: number, ports: number[], psk: string): string {
  const [a, b, c, d, e, f] = ports.map((port) => `127.0.0.1:${port}`);
  const path = join(folder, `${name}.yaml`);
  writeFileSync(
    path,
    `name: ${name}
addresses: [192.0.2.${own}, 10.${own}.0.1]
profile: lab
control: ${name}.sock
sockets:
  mode: mapped
  map:
    192.0.2.1: { ike: ${a}, natT: ${b}, link: ${c} }
    192.0.2.2: { ike: ${d}, natT: ${e}, link: ${f} }
peers:
  - { name: other, address: 192.0.2.${other}, psk: ${psk}, proposals: [aes128-sha1-modp1024] }
policies:
  - { name: hosts, action: protect, peer: other, mode: transport, proposals: [aes128-sha1] }
  - name: nets
    action: protect
    peer: other
    mode: tunnel
    local: 10.${own}.0.0/24
    remote: 10.${other}.0.0/24
    proposals: [aes128gcm16]
stack: { udpEcho: [7] }
`,
  );
  return path;
}

async function start(file: string, ...options: string[]): Promise<Peer> {
  const child = spawn(SELF[0], [...SELF.slice(1), 'peer', file, ...options], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exit = new Promise<number | null>((resolve) => child.on('exit', resolve));
  let errors = '';
  child.stderr.on('data', (text) => {
    errors += String(text);
  });
  const ready = new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (text) => {
      if (String(text).includes('is ready')) resolve();
    });
    void exit.then((code) => reject(new Error(`ended with ${code}: ${errors}`)));
  });
  const peer = { process: child, exit };
  peers.push(peer);
  await ready;
  return peer;
}

function espial(...words: string[]): Promise<{ code: number; out: string; err: string }> {
  return new Promise((resolve) => {
    execFile(SELF[0], [...SELF.slice(1), ...words], (error, out, err) => {
      resolve({ code: Number(error?.code ?? 0), out, err });
    });
  });
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'espial-cli-'));
});
afterAll(() => {
  for (const { process: child } of peers) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

describe('two peer processes over real UDP', () => {
  it('negotiate, ping, show it, and stop with exit code 0', async () => {
    const ports = await freePorts(6);
    const control = ['--control', join(folder, 'alice.sock')];
    const [alice, bob] = await Promise.all([
      start(
        write('alice', 1, 2, ports, 'same'),
        '--events',
        join(folder, 'events'),
        '--keylog',
        join(folder, 'keys'),
        '--capture',
        join(folder, 'a.pcapng'),
      ),
      start(write('bob', 2, 1, ports, 'same')),
    ]);
    const up = await espial('up', '--json', ...control);
    expect([up.code, JSON.parse(up.out)]).toMatchObject([0, [{ ok: true }, { ok: true }]]);
    const ping = await espial('ping', '10.2.0.1', '--from', '10.1.0.1', '-i', '10', ...control);
    expect(ping.out).toMatch(/^3 sent, 3 received, round trip least/);
    const [sa, inUse] = await Promise.all([
      espial('sa', ...control),
      espial('peer', join(folder, 'alice.yaml')),
    ]);
    expect(sa.out).toContain('quick mode: nets (SA 2) with other');
    expect(inUse.code).toBe(3);
    expect(inUse.err).toMatch(/^espial: UDP 127\.0\.0\.1:\d+ is in use: [^\n]+\n$/);

    const rekey = await espial('rekey', 'hosts', ...control);
    expect(rekey).toMatchObject({ code: 0, out: 'hosts is renewed: SA 3 in place of SA 1\n' });
    const [mainMode, upNobody, downNobody, rekeyNobody] = await Promise.all([
      espial('rekey', '--main-mode', 'other', ...control),
      espial('up', 'nobody', ...control),
      espial('down', 'nobody', ...control),
      espial('rekey', '--main-mode', 'nobody', ...control),
    ]);
    expect(mainMode.out).toMatch(
      /^main mode with other is renewed \(initiator cookie [0-9a-f]{16}\)/,
    );
    expect(rekeyNobody.err).toBe('espial: alice has no peer "nobody"; it has other.\n');
    expect(downNobody).toEqual(upNobody);
    expect(downNobody).toMatchObject({
      code: 2,
      err: 'espial: alice has no protect entry "nobody"; it has hosts, nets.\n',
    });

    const stop = await espial('stop', '--control', join(folder, 'bob.sock'));
    expect([stop.code, stop.out, await bob.exit]).toEqual([0, 'bob has stopped\n', 0]);
    const silence = await espial('ping', '10.2.0.1', '-c', '1', '-W', '5000', ...control);
    expect([silence.code, silence.out]).toEqual([5, '1 sent, 0 received\n']);
    expect(silence.err).toMatch(/^FAILED: other does not answer\.\n/);
    alice.process.kill('SIGINT');
    expect(await alice.exit).toBe(0);

    const lines = readFileSync(join(folder, 'events'), 'utf8').trim().split('\n');
    const kinds = lines.map((line) => eventFromJson(JSON.parse(line)).kind);
    expect(kinds.filter((kind) => kind === 'quick-mode-ended')).toHaveLength(3);
    expect(
      readFileSync(join(folder, 'keys', 'esp_sa'), 'utf8')
        .trim()
        .split('\n'),
    ).toHaveLength(6);
    expect(lines.join('')).not.toMatch(/"cipherKey":"(?!\[redacted\])/);
    expect(readFileSync(join(folder, 'a.pcapng')).length).toBeGreaterThan(2000);
  });
});

describe('a command that cannot do its work', () => {
  it('says why in one line, with its exit code', async () => {
    writeFileSync(join(folder, 'wrong.yaml'), 'nam: x\naddresses: [192.0.2.1]\n');
    const [file, gone, usage, none] = await Promise.all([
      espial('peer', join(folder, 'wrong.yaml')),
      espial('peer', join(folder, 'missing.yaml')),
      espial('ping', 'nobody'),
      espial('sa', '--control', join(folder, 'none.sock')),
    ]);
    expect([file.code, file.err.split('\n').length]).toEqual([2, 7]);
    expect(file.err).toContain(
      `${join(folder, 'wrong.yaml')}:1:1: "nam" is not known in the file.`,
    );
    expect([gone.code, gone.err]).toEqual([
      2,
      `espial: ${join(folder, 'missing.yaml')} does not exist.\n`,
    ]);
    expect(usage.code).toBe(2);
    expect(usage.err).toContain('"nobody" is not an IPv4 or IPv6 address');
    expect(none.code).toBe(6);
    expect(none.err).toMatch(/^espial: no peer is running at .+\. Start one with: espial peer/);
  });
});
