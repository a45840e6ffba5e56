/** `espial decode` on files and standard input: what it prints, and how it ends. */

import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SELF } from '../lab/self.ts';

const EVIDENCE = join(import.meta.dirname, '../vectors/strongswan/evidence');
const GOOD = join(EVIDENCE, 'good.pcapng');

interface Run {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

function decode(args: readonly string[], input?: Uint8Array | string): Promise<Run> {
  const [command, ...before] = SELF;
  const child = spawn(command, [...before, 'decode', ...args], { stdio: 'pipe' });
  let [out, err] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  child.stdin.on('error', () => {});
  child.stdin.end(input ?? '');
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, out, err })));
}

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'espial-decode-'));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('espial decode', () => {
  it('prints a tree of the frames that are asked for, decrypted', async () => {
    const run = await decode([GOOD, '--keys', EVIDENCE, '--frame', '5-6']);
    expect(run).toMatchObject({ code: 0, err: '' });
    expect(run.out.match(/^frame \d+/gm)).toEqual(['frame 5', 'frame 6']);
    expect(run.out).toContain('notifyType: 24578 INITIAL-CONTACT');
    expect(run.out.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  it('prints a line a frame from standard input', async () => {
    const run = await decode(['-', '--summary', '--keys', EVIDENCE], readFileSync(GOOD));
    expect(run).toMatchObject({ code: 0, err: '' });
    const lines = run.out.trimEnd().split('\n');
    expect(lines).toHaveLength(15);
    expect(lines[6]).toMatch(/ISAKMP quick mode\*: HASH, SA, NONCE, ID x2$/);
    expect(lines[9]).toMatch(/ESP 10\.102\.0\.1 > 10\.101\.0\.1 ICMP echo request, sequence 1$/);
  });

  it('prints an object a line', async () => {
    const run = await decode([GOOD, '--json']);
    const frames = run.out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);
    expect(frames).toHaveLength(15);
    expect(frames[0]).toMatchObject({
      frame: 1,
      source: '10.99.0.2',
      ports: [500, 500],
      layers: [
        { protocol: 'ipv4' },
        { protocol: 'udp' },
        { protocol: 'isakmp', start: 28, length: 180 },
      ],
    });
  });

  it('reads hexadecimal text', async () => {
    const run = await decode(['-', '--as', 'esp'], '11223344 00000001 aabbccdd');
    expect(run.out).toMatch(/^frame 1: 12 octets, hexadecimal text\n {2}ESP 0x11223344/);
  });

  it.each<[string, string | Uint8Array, RegExp]>([
    ['an empty file', '', /: the file is empty\./],
    ['words', 'good morning\n', /neither a capture nor hexadecimal digits: "good morning"/],
    [
      'a picture',
      Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0xd, 0xa, 0x1a, 0xa, 0),
      /neither pcap, nor/,
    ],
    ['a compressed file', Uint8Array.of(0x1f, 0x8b, 8, 0), /gunzip -c FILE \| espial decode -/],
  ])('ends with 2 and words on %s', async (_name, content, words) => {
    const file = join(folder, 'strange');
    writeFileSync(file, content);
    const run = await decode([file]);
    expect(run).toMatchObject({ code: 2, out: '' });
    expect(run.err).toMatch(words);
  });

  it('ends with 2 and words where there is no file', async () => {
    const run = await decode([join(folder, 'nowhere')]);
    expect(run.code).toBe(2);
    expect(run.err).toMatch(/espial: .*nowhere/);
  });

  it('ends with 2 and words where there is a folder', async () => {
    const run = await decode([folder]);
    expect(run).toMatchObject({ code: 2, out: '' });
    expect(run.err).toBe(`espial: ${folder} is a folder. Name a capture or a text in it.\n`);
  });

  it('ends with 2 and words where the frame that is asked for is not there', async () => {
    const run = await decode(['-', '--frame', '16-'], readFileSync(GOOD));
    expect(run).toMatchObject({ code: 2, out: '' });
    expect(run.err).toMatch(/standard input: there is no frame 16: its last frame is 15\./);
  });

  it('reads a file that ends too early as far as it goes, and says so', async () => {
    const file = join(folder, 'short.pcapng');
    writeFileSync(file, readFileSync(GOOD).subarray(0, 1000));
    const run = await decode([file, '--summary']);
    expect(run.code).toBe(0);
    expect(run.out.trimEnd().split('\n').length).toBeGreaterThan(2);
    expect(run.err).toMatch(/the file ends inside a block: \d+ octets of it are there, at off=\d+/);
  });

  it('says which line of a key file is wrong, and goes on', async () => {
    const keys = join(folder, 'keys');
    writeFileSync(keys, 'nonsense\n');
    const run = await decode([GOOD, '--summary', '--keys', keys]);
    expect(run.code).toBe(0);
    expect(run.err).toMatch(/keys:1: a line has an initiator cookie and a key/);
  });
});
