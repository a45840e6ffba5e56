import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { treeLines } from '../../src/explain/tree-text.ts';
import { evidenceName, writeEvidence } from '../../src/scenario/evidence-write.ts';
import { capturedPackets, readPcapng } from '../../src/wire/pcapng-read.ts';
import { explain } from '../explain/explained.ts';
import { type Played, playScenario } from './outcomes.ts';
import { parse, twoHosts } from './two-hosts.ts';

let folder: string;
let played: Played;

beforeAll(async () => {
  folder = join(mkdtempSync(join(tmpdir(), 'espial-test-')), 'deep', 'one');
  played = await playScenario(
    await parse(
      twoHosts(
        'title: t\nexplains: none\nsteps: [{ do: ping, host: alpha, to: 192.0.2.2, count: 2 }]\n',
      ),
    ),
  );
  const { result, outcome, remains } = played;
  writeEvidence(folder, result, outcome, remains);
});

afterAll(() => rmSync(join(folder, '..', '..'), { recursive: true, force: true }));

function json(name: string): unknown {
  return JSON.parse(readFileSync(join(folder, name), 'utf8'));
}

function packets(name: string) {
  return capturedPackets(readPcapng(readFileSync(join(folder, name))).blocks);
}

describe('the evidence of a play', () => {
  it('is for its owner alone', () => {
    const modes = readdirSync(folder, { recursive: true, withFileTypes: true }).map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return `${entry.isDirectory() ? 'd' : 'f'}${(statSync(path).mode & 0o777).toString(8)}`;
    });
    expect(new Set(modes)).toEqual(new Set(['d700', 'f600']));
    expect((statSync(folder).mode & 0o777).toString(8)).toBe('700');
  });

  it('says what was played, and how to play it again', () => {
    expect(json('evidence.json')).toMatchObject({
      version: 1,
      kind: 'run',
      title: 't',
      file: 's.yaml',
      world: 'virtual',
      seed: 'espial',
      passed: true,
      explains: 'none',
      startedAt: played.remains.startedAt,
      hosts: [
        { name: 'alpha', addresses: ['192.0.2.1'] },
        { name: 'beta', addresses: ['192.0.2.2'] },
      ],
      command: 'espial scenario run s.yaml --seed espial',
    });
    expect(readFileSync(join(folder, 'report.txt'), 'utf8')).toMatch(/^ok {5}t \(/);
    expect(readFileSync(join(folder, 'ladder.txt'), 'utf8')).toContain('main mode 1: HDR, SA');
  });

  it('holds the scenario, which can be loaded as it is', async () => {
    const again = await parse(readFileSync(join(folder, 'scenario.yaml'), 'utf8'));
    expect(again.hosts.map(({ name }) => name)).toEqual(['alpha', 'beta']);
    const { outcome } = await playScenario(again);
    expect(outcome.traceHash).toBe(played.outcome.traceHash);
  });

  it('has every datagram once on the wire, and at each host what it sent and got', () => {
    const wire = packets('wire.pcapng');
    const count = wire.length;
    expect(count).toBe(9 + 4);
    expect(packets('hosts/alpha/capture.pcapng')).toHaveLength(count);
    expect(packets('hosts/beta/capture.pcapng')).toHaveLength(count);
    const first = Number((wire[0]?.timestampNanos ?? 0n) / 1_000_000n);
    expect(first).toBe(played.remains.startedAt);
  });

  it.each(['.', 'hosts/alpha', 'hosts/beta'])('has keys that open the capture in %s', (place) => {
    const keys = ['ikev1_decryption_table', 'esp_sa']
      .map((table) => readFileSync(join(folder, place, table), 'utf8'))
      .join('');
    const name = place === '.' ? 'wire.pcapng' : 'capture.pcapng';
    const frames = explain(Uint8Array.from(readFileSync(join(folder, place, name))), { keys });
    const texts = frames.map((frame) => treeLines(frame, { width: 200, full: false }).join('\n'));
    // Two messages of main mode, three of quick mode, and the pings with their answers.
    expect(texts.filter((text) => / Hash, \d+ octets/.test(text))).toHaveLength(5);
    expect(texts.filter((text) => /ICMP/.test(text))).toHaveLength(4);
  });

  it("holds each host's events in their time, its statistics and its SAs", () => {
    const rows = readFileSync(join(folder, 'hosts/beta/events.jsonl'), 'utf8').trim().split('\n');
    const events = rows.map((row) => JSON.parse(row) as { kind: string; host: string; at: number });
    expect(new Set(events.map(({ host }) => host))).toEqual(new Set(['beta']));
    expect(events[0]).toMatchObject({ kind: 'isakmp-received' });
    expect(events[0]!.at).toBe(played.remains.startedAt + 1);
    expect(JSON.stringify(json('hosts/beta/statistics.json'))).toContain('"ike-main-mode"');
    expect(json('hosts/beta/sas.json')).toMatchObject({ mainModes: [{}], quickModes: [{}] });
    expect(json('hosts/beta/evidence.json')).toMatchObject({
      version: 1,
      kind: 'host',
      name: 'beta',
      addresses: ['192.0.2.2'],
    });
  });

  it('takes the place of an older one', () => {
    const { result, outcome, remains } = played;
    writeEvidence(folder, result, outcome, { ...remains, wire: [] });
    expect(packets('wire.pcapng')).toEqual([]);
  });
});

it('is in a folder named by the file and its parameters, each its own', () => {
  const taken = new Set<string>();
  const name = (file: string, parameters = '', repetition = 1): string =>
    evidenceName({ file, parameters, repetition }, taken);
  expect([
    name('a/b c.yaml'),
    name('x/b c.yaml'),
    name('m.yaml', 'cipher=3des, group=modp1024'),
    name('m.yaml', '', 3),
    name('...yaml'),
  ]).toEqual(['b-c', 'b-c-2', 'm-cipher=3des-group=modp1024', 'm-3', 'scenario']);
});
