import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { EventStore } from '../../src/observe/event-log/store.ts';
import type { LoggedEvent } from '../../src/observe/windows-events/record.ts';
import { AUDIT_ALL, windowsEvents } from '../../src/observe/windows-events/render.ts';
import { freePorts } from '../net/free-ports.ts';
import { SAMPLES } from '../observe/sample-events.ts';

const PROGRAM = inject('program');

let folder: string;
let log: string;
const running: ChildProcess[] = [];

function espial(...words: string[]): Promise<{ code: number; out: string; err: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [PROGRAM, ...words], (error, out, err) => {
      resolve({ code: Number(error?.code ?? 0), out, err });
    });
  });
}

function start(...words: string[]): { child: ChildProcess; out: () => string } {
  const child = spawn(process.execPath, [PROGRAM, ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
  running.push(child);
  let out = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (text) => {
      out += String(text);
    });
  return { child, out: () => out };
}

async function until(what: () => boolean): Promise<void> {
  for (const end = Date.now() + 50_000; !what(); ) {
    if (Date.now() > end) throw new Error('it did not come in time');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'espial-cli-events-'));
  log = join(folder, 'log');
  const store = new EventStore({
    folder: log,
    maximumOctets: 1_000_000,
    onTrouble: (sentence) => {
      throw new Error(sentence);
    },
  });
  const at = Date.UTC(2026, 10, 21, 14, 0, 0);
  [
    { ...SAMPLES['main-mode-established'], at },
    { ...SAMPLES['quick-mode-established'], at: at + 1000 },
    { ...SAMPLES['main-mode-failed'], at: at + 2000, peerName: '=carol' },
  ].forEach((event) => {
    for (const made of windowsEvents(event, AUDIT_ALL)) store.append(made);
  });
  store.close();
});
afterAll(() => {
  for (const child of running) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

describe('espial events of a folder', () => {
  it('lists them in a table of 80 columns, filtered, whole, or as JSON', async () => {
    const of = (...words: string[]) => espial('events', '--folder', log, ...words);
    const [all, failures, newest, long, json, none] = await Promise.all([
      of(),
      of('--type', 'failure', '--since', '2026-11-21T14:00:01'),
      of('--count', '1', '--id', '541'),
      of('--id', '546', '--long'),
      of('--json', '--peer', 'BOB'),
      of('--text', 'nowhere'),
    ]);
    expect(all).toMatchObject({ code: 0, err: '' });
    const lines = all.out.trimEnd().split('\n');
    expect(lines).toHaveLength(4);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(80);
    expect(lines[1]).toMatch(/^2026-11-21 14:00:00 {3}541 {2}success {6}main mode with bob is up/);
    expect(failures.out.split('\n').filter((line) => line.startsWith('2026'))).toHaveLength(1);
    expect(newest.out).toContain('14:00:01   541');
    expect(newest.out).not.toContain('14:00:00');
    expect(long.out).toMatch(/^Event Type: {5}Failure Audit\n/);
    expect(long.out).toContain('Failure Point:\n  Me\n');
    const parsed = json.out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as LoggedEvent);
    expect(parsed.map(({ record, id }) => [record, id])).toEqual([
      [1, 541],
      [2, 541],
    ]);
    expect(none.out).toBe('no events that fit\n');
  });

  it('exports CSV without formulas, and JSON, for the owner alone', async () => {
    const csv = join(folder, 'out.csv');
    const json = join(folder, 'out.json');
    const [a, b, wrong] = await Promise.all([
      espial('events', '--folder', log, '--export', csv),
      espial('events', '--folder', log, '--id', '546', '--export', json),
      espial('events', '--folder', log, '--export', join(folder, 'out.xls')),
    ]);
    expect([a.out, b.out]).toEqual([
      `3 events written to ${csv}\n`,
      `1 event written to ${json}\n`,
    ]);
    expect(readFileSync(csv, 'utf8')).toContain(`,"'=carol",13868,`);
    expect(statSync(csv).mode & 0o777).toBe(0o600);
    expect(JSON.parse(readFileSync(json, 'utf8'))).toMatchObject([{ id: 546, record: 3 }]);
    expect(wrong).toMatchObject({ code: 2 });
    expect(wrong.err).toMatch(/must end in \.csv or \.json/);
  });

  it('says in one line what does not fit', async () => {
    const wrong = await Promise.all([
      espial('events', '--folder', join(folder, 'nothing')),
      espial('events', '--folder', log, '--raw'),
      espial('events', '--folder', log, '--since', 'yesterday'),
      espial('events', '--folder', log, '--type', 'bad'),
      espial('peer', 'x.yaml', '--event-log-size', '3'),
    ]);
    expect(wrong.map(({ code }) => code)).toEqual([2, 2, 2, 2, 2]);
    expect(wrong[0]!.err).toMatch(/^espial: .* holds no event log\. [^\n]+\n$/);
    expect(wrong[1]!.err).toMatch(/leave out --folder\.\n$/);
  });
});

describe('espial events of a running peer', () => {
  it('shows its log and follows it, with a log on disk and without, and the raw feed', async () => {
    const ports = await freePorts(6);
    const [a, b, c, d, e, f] = ports.map((port) => `127.0.0.1:${port}`);
    const file = (name: string, own: number, other: number): string => {
      const path = join(folder, `${name}.yaml`);
      writeFileSync(
        path,
        `name: ${name}
addresses: [192.0.2.${own}]
profile: lab
control: ${name}.sock
sockets:
  mode: mapped
  map:
    192.0.2.1: { ike: ${a}, natT: ${b}, link: ${c} }
    192.0.2.2: { ike: ${d}, natT: ${e}, link: ${f} }
peers:
  - { name: other, address: 192.0.2.${other}, psk: same, proposals: [aes128-sha1-modp1024] }
policies:
  - { name: hosts, action: protect, peer: other, mode: transport, proposals: [aes128-sha1] }
`,
      );
      return path;
    };
    const aliceLog = join(folder, 'alice-log');
    const ikeLog = join(folder, 'ike.log');
    const alice = start('peer', file('alice', 1, 2), '--event-log', aliceLog, '--ike-log', ikeLog);
    const bob = start('peer', file('bob', 2, 1));
    await until(() => [alice, bob].every(({ out }) => out().includes('is ready')));
    const ofAlice = ['--control', join(folder, 'alice.sock')];
    const ofBob = ['--control', join(folder, 'bob.sock')];
    const followed = start('events', '--follow', ...ofAlice);
    const followedBob = start('events', '--follow', '--json', '--id', '541', ...ofBob);
    const raw = start('events', '--raw', '--json', ...ofAlice);
    await until(() => followed.out().includes('Time (UTC)'));
    expect((await espial('up', ...ofAlice)).code).toBe(0);
    await until(() => / 541 .*quick mode with other is up: hosts/.test(followed.out()));
    await until(() => followedBob.out().trimEnd().split('\n').length === 2);
    expect(followedBob.out()).toMatch(/^\{"record":1,.*"id":541/);
    await until(() => raw.out().includes('"kind":"quick-mode-established"'));
    const [onDisk, inMemory] = await Promise.all([
      espial('events', '--json', ...ofAlice),
      espial('events', '--json', ...ofBob),
    ]);
    for (const { out } of [onDisk, inMemory])
      expect(
        out
          .trimEnd()
          .split('\n')
          .map((line) => JSON.parse(line).id),
      ).toEqual([541, 541]);
    const exits = [followed, followedBob, raw].map(
      ({ child }) => new Promise((resolve) => child.on('exit', resolve)),
    );
    await Promise.all([espial('stop', ...ofAlice), espial('stop', ...ofBob)]);
    expect(await Promise.all(exits)).toEqual([0, 0, 0]);
    const after = await espial('events', '--folder', aliceLog);
    expect(after.out).toMatch(/ 542 {2}success .*\n.* 543 {2}success /);
    expect(readFileSync(ikeLog, 'utf8')).toMatch(
      / Send: from 192\.0\.2\.1\.500 to 192\.0\.2\.2\.500/,
    );
  }, 120_000);
});
