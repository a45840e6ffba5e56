import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'espial-netsh-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

interface Run {
  readonly out: string;
  readonly err: string;
  readonly code: number | null;
}

function netsh(words: readonly string[], input = ''): Promise<Run> {
  const args = [inject('program'), 'netsh', '--store', join(folder, 'stores'), ...words];
  const child = spawn(process.execPath, args, { stdio: 'pipe' });
  let [out, err] = ['', ''];
  child.stdout.on('data', (text) => {
    out += text;
  });
  child.stderr.on('data', (text) => {
    err += text;
  });
  child.stdin.end(input);
  return new Promise((done) => child.on('close', (code) => done({ out, err, code })));
}

describe('espial netsh', () => {
  it('carries out one command, a script, and lines of a pipe, on the same stores', async () => {
    expect(await netsh(['ipsec', 'static', 'add', 'filterlist', 'name=All IP'])).toMatchObject({
      err: '',
      code: 0,
    });
    const script = join(folder, 'a script.txt');
    writeFileSync(script, 'ipsec static\nadd filter "All IP" me any\nadd frob\nadd policy p\n');
    const run = await netsh(['-f', script]);
    expect(run.code).toBe(1);
    expect(run.err).toContain(`${script}:3:5: `);
    expect(run.err).toContain('1 of 4 commands');
    const piped = await netsh(['-c', 'ipsec static'], 'add policy q\ndump\nbye\nadd policy r\n');
    expect(piped.code).toBe(0);
    expect(piped.out).toContain('add policy name="p"');
    expect(piped.out).toContain('add policy name="q"');
    expect(piped.out).not.toContain('name="r"');
  }, 60_000);

  it('ends with 1 where a command fails, with 2 where its own options do not fit', async () => {
    expect(await netsh(['ipsec', 'static', 'frob'])).toMatchObject({ code: 1 });
    expect(await netsh(['-r', 'alice'])).toMatchObject({ code: 2 });
  }, 60_000);
});
