/** Two processes with the Windows system: their stores, netsh on them, and the service. */

import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { PeerChild, type SelfCommand } from '../../src/lab/peer-child.ts';
import { freePorts } from '../net/free-ports.ts';

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
const SELF: SelfCommand = [process.execPath, '--import', 'tsx', MAIN];
const POLICY = [
  'ipsec static add policy name=Protect activatedefaultrule=no assign=yes',
  'ipsec static add filter filterlist=Pings srcaddr=me dstaddr=any protocol=icmp',
  'ipsec static add filteraction name=Require qmsecmethods="ESP[3DES,SHA1]"',
  'ipsec static add rule name=Rule policy=Protect filterlist=Pings filteraction=Require psk=secret',
];

let folder: string;
const running: PeerChild[] = [];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'espial-windows-'));
});
afterEach(async () => {
  for (const peer of running.splice(0)) await peer.stop();
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function write(
  name: string,
  own: number,
  ports: readonly number[],
  netsh: readonly string[],
): string {
  const [a, b, c, d, e, f] = ports.map((port) => `127.0.0.1:${port}`);
  const path = join(folder, `${name}.yaml`);
  const lines = netsh.map((line) => `    ${line}\n`).join('');
  writeFileSync(
    path,
    `name: ${name}
addresses: [192.0.2.${own}]
profile: lab
sockets:
  mode: mapped
  map:
    192.0.2.1: { ike: ${a}, natT: ${b}, link: ${c} }
    192.0.2.2: { ike: ${d}, natT: ${e}, link: ${f} }
windows:
  netsh: |
${lines}`,
  );
  return path;
}

async function start(name: string, file: string): Promise<PeerChild> {
  const control = join(folder, `${name}.sock`);
  const peer = await PeerChild.start({ self: SELF, name, file, control });
  running.push(peer);
  return peer;
}

function espial(
  name: string,
  ...words: string[]
): Promise<{ code: number; out: string; err: string }> {
  const args = [...SELF.slice(1), ...words, '--control', join(folder, `${name}.sock`)];
  return new Promise((resolve) => {
    execFile(SELF[0], args, (error, out, err) =>
      resolve({ code: Number(error?.code ?? 0), out, err }),
    );
  });
}

describe('two peers with the Windows system', () => {
  it('talk protected by the policies of their stores, until the service stops', async () => {
    const ports = await freePorts(6);
    const files = [write('alice', 1, ports, POLICY), write('bob', 2, ports, POLICY)];
    await Promise.all([start('alice', files[0]!), start('bob', files[1]!)]);
    const ping = await espial('alice', 'ping', '192.0.2.2', '-i', '10');
    expect(ping.out).toMatch(/^3 sent, 3 received/);
    expect((await espial('alice', 'service', 'status')).out).toBe(
      'IPSEC Services: running (start: automatic)\ndriver: operational mode secure\npolicy: Protect (local)\n',
    );
    const stop = await espial('alice', 'service', 'stop');
    expect([stop.code, stop.out]).toEqual([
      0,
      'IPSEC Services has stopped: no policy is in force, and everything passes\n',
    ]);
    const sas = await espial('bob', 'sa', '--json');
    expect(JSON.parse(sas.out)).toMatchObject({ mainModes: [], quickModes: [] });
    const again = await espial('alice', 'service', 'stop');
    expect([again.code, again.err]).toEqual([
      1,
      expect.stringContaining('IPSEC Services is not started (system error 1062)'),
    ]);
    expect((await espial('alice', 'service', 'restart')).code).toBe(0);
    expect((await espial('alice', 'ping', '192.0.2.2', '-i', '10')).out).toMatch(/3 received/);
  });

  it('keep their stores over a restart of the process, and let nobody else write them', async () => {
    const ports = await freePorts(6);
    const file = write('carol', 1, ports, POLICY);
    const carol = await start('carol', file);
    const store = join(folder, 'carol.policy');
    expect(readFileSync(join(store, 'local.json'), 'utf8')).toContain('"Protect"');
    const second = write('carol', 2, await freePorts(6), POLICY);
    await expect(start('dave', second)).rejects.toThrow(/held by peer carol \(process \d+\)/);
    await carol.stop();
    running.splice(0);
    expect(existsSync(join(store, 'lock'))).toBe(false);
    await start('carol', write('carol', 1, ports, ['this is no command']));
    expect((await espial('carol', 'service', 'status')).out).toContain('policy: Protect (local)');
  });

  it('say what is wrong in their lines of netsh', async () => {
    const file = write('erin', 1, await freePorts(6), [POLICY[0]!, 'ipsec static ad polixy']);
    await expect(start('erin', file)).rejects.toThrow(/windows\.netsh.*2/s);
  });
});
