import { type ChildProcess, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { SELF } from '../lab/self.ts';
import { freePorts } from '../net/free-ports.ts';

let folder: string;
const children: ChildProcess[] = [];
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'espial-forward-'));
});
afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

function file(name: string, own: number, other: number, ports: readonly number[]): string {
  const [a, b, c, d] = ports.map((port) => `127.0.0.1:${port}`);
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
    192.0.2.1: { ike: ${a}, natT: ${b} }
    192.0.2.2: { ike: ${c}, natT: ${d} }
peers:
  - { name: other, address: 192.0.2.${other}, psk: same, nat: force, proposals: [aes128-sha1-modp1024] }
policies:
  - name: nets
    action: protect
    peer: other
    mode: tunnel
    local: 10.${own}.0.0/24
    remote: 10.${other}.0.0/24
    proposals: [aes128-sha1]
`,
  );
  return path;
}

interface Started {
  readonly child: ChildProcess;
  readonly out: () => string;
  /** The exit code, and all that it wrote on stderr. */
  readonly end: Promise<{ readonly code: number | null; readonly err: string }>;
}

/** Runs espial until it has written what is waited for. */
async function espial(expected: RegExp, ...words: string[]): Promise<Started> {
  const child = spawn(SELF[0], [...SELF.slice(1), ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
  children.push(child);
  let out = '';
  let err = '';
  child.stderr.on('data', (text) => {
    err += String(text);
  });
  const end = new Promise<{ code: number | null; err: string }>((resolve) =>
    child.on('close', (code) => resolve({ code, err })),
  );
  await new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (text) => {
      out += String(text);
      if (expected.test(out)) resolve();
    });
    void end.then(({ code }) => reject(new Error(`ended with ${code}: ${err}`)));
  });
  return { child, out: () => out, end };
}

it('forwards a UDP port through two peer processes until Ctrl-C', async () => {
  const [listening, serving, ...ports] = await freePorts(6);
  const [, bob] = await Promise.all([
    espial(/is ready/, 'peer', file('alice', 1, 2, ports)),
    espial(
      /is ready/,
      'peer',
      file('bob', 2, 1, ports),
      '--accept',
      `10.2.0.1:53=127.0.0.1:${serving}`,
    ),
  ]);
  const server = createSocket('udp4');
  server.on('message', (message, { port, address }) =>
    server.send(`got ${message}`, port, address),
  );
  await new Promise<void>((resolve) => server.bind(serving, '127.0.0.1', resolve));
  const client = createSocket('udp4');
  const control = ['--control', join(folder, 'alice.sock')];
  const words = ['--listen', `127.0.0.1:${listening}`, '--to', '10.2.0.1:53'];
  const forward = await espial(/\n/, 'forward', ...words, ...control);
  expect(forward.out()).toBe(
    `UDP 127.0.0.1:${listening} of this machine goes to 10.2.0.1:53 as the policy says\n`,
  );
  const answer = new Promise<string>((resolve) => client.on('message', (m) => resolve(String(m))));
  client.send('hello', listening!, '127.0.0.1');
  expect(await answer).toBe('got hello');

  const second = espial(/\n/, 'forward', ...words, ...control);
  await expect(second).rejects.toThrow(
    `ended with 1: espial: UDP 127.0.0.1:${listening} is in use by another program.`,
  );
  await expect(espial(/\n/, 'forward', '--listen', '5000', ...control)).rejects.toThrow(
    'ended with 2: espial: named are 1 port by --listen and --accept, and 0 by --to',
  );

  forward.child.kill('SIGINT');
  expect(await forward.end).toEqual({ code: 0, err: '' });
  const bobs = ['--control', join(folder, 'bob.sock')];
  const inward = ['--accept', '10.2.0.1:54', '--to', `127.0.0.1:${serving}`];
  const left = await espial(/\n/, 'forward', ...inward, ...bobs);
  bob.child.kill('SIGTERM');
  expect(await left.end).toEqual({
    code: 6,
    err: 'espial: the peer has ended, and the forwards with it.\n',
  });
  server.close();
  client.close();
});
