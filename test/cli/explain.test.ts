/** `espial explain` on folders of evidence, parts of them, captures, and on what is neither. */

import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SCENARIOS } from '../../scripts/explain-results.ts';
import type { Verdict } from '../../src/explain/verdict/verdict.ts';
import { SELF } from '../lab/self.ts';

const NAME = 'different-pre-shared-keys';

interface Run {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

function espial(...args: readonly string[]): Promise<Run> {
  const [command, ...before] = SELF;
  const child = spawn(command, [...before, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let [out, err] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, out, err })));
}

async function verdict(...args: readonly string[]): Promise<Verdict & { evidence: string }> {
  const run = await espial('explain', '--json', ...args);
  expect(run.err).toBe('');
  return JSON.parse(run.out);
}

let folder: string;
let evidence: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'espial-explain-'));
  evidence = join(folder, NAME);
  const run = await espial(
    'scenario',
    'run',
    join(SCENARIOS, `${NAME}.yaml`),
    '--evidence',
    folder,
  );
  expect(run.code).toBe(0);
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('espial explain', () => {
  it('gives the verdict of both sides first, at most 80 columns wide', async () => {
    const { code, out, err } = await espial('explain', evidence);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const lines = out.split('\n');
    expect(lines.slice(0, 2)).toEqual([
      'The pre-shared keys differ.',
      'class preshared-keys-differ',
    ]);
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
    expect(out).toMatch(/^how sure {6}certain/m);
    expect(out).toMatch(/^noticed by {4}beta$/m);
    expect(out).toMatch(/^sent again {4}main mode, message 5: 3 times in all, by alpha$/m);
    expect(out).toMatch(/^rule {10}RFC 2409 5[.]4/m);
    expect(out).toMatch(/error 13870 INVALID_HASH/);
    expect(out).toMatch(/Authentication Failures: 1 at alpha, 1 at beta/);
  });

  it('is sure with the responder, who knows, and not with the initiator, who guesses', async () => {
    const beta = await verdict(join(evidence, 'hosts/beta'));
    expect(beta).toMatchObject({
      evidence: 'host',
      class: 'preshared-keys-differ',
      certainty: 'certain',
    });
    const alpha = await verdict(join(evidence, 'hosts/alpha'));
    expect(alpha).toMatchObject({ class: 'preshared-keys-differ', certainty: 'likely' });
    expect(alpha.considered).toContain('retransmission-exhausted');
  });

  it('guesses from packets alone, and knows with the keys of both', async () => {
    const capture = join(evidence, 'wire.pcapng');
    const bare = await verdict(capture);
    expect(bare).toMatchObject({
      evidence: 'capture',
      class: 'preshared-keys-differ',
      certainty: 'likely',
    });
    expect(bare.retransmissions[0]).toMatchObject({ message: 'main mode, message 5', sent: 3 });
    const keyed = await verdict(capture, '--keys', evidence);
    expect(keyed).toMatchObject({ class: 'preshared-keys-differ', certainty: 'certain' });
  });

  it('says more with --all', async () => {
    const { out } = await espial('explain', evidence, '--all');
    expect(out).toMatch(/^seen beside/m);
  });

  it.each([
    ['a folder that is no evidence', '.', /is no evidence folder: it has no evidence.json[.] Name/],
    ['a file that is not there', 'nothing.pcap', /nothing.pcap does not exist/],
    ['a file that is no capture', 'words.txt', /neither a capture nor hexadecimal/],
    ['a damaged note', 'damaged', /evidence.json is not JSON/],
    ['a note of another version', 'later', /is not of version 1/],
  ])('has one clear sentence for %s', async (_what, name, sentence) => {
    writeFileSync(join(folder, 'words.txt'), 'hello, this is no capture at all\n');
    for (const [other, text] of [
      ['damaged', '{'],
      ['later', '{"version":9,"kind":"run"}'],
    ] as const) {
      mkdirSync(join(folder, other), { recursive: true });
      writeFileSync(join(folder, other, 'evidence.json'), text);
    }
    const { code, out, err } = await espial('explain', join(folder, name));
    expect(out).toBe('');
    expect(err.trim().split('\n')).toHaveLength(1);
    expect(err).toMatch(sentence);
    expect(code).not.toBe(0);
  });
});
