/** docs/policy.md: its two scripts, and what the two commands say of them. */

import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { shellWords } from './command-table.ts';
import { parseDocument, ROOT } from './markdown.ts';

const PATH = 'docs/policy.md';
const BLOCKS = parseDocument(PATH, readFileSync(join(ROOT, PATH), 'utf8')).blocks;
const COMMANDS = BLOCKS.filter(({ language }) => language === 'sh');

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'espial-policy-page-'));
  for (const [i, name] of ['client.txt', 'server.txt'].entries()) {
    writeFileSync(join(folder, name), BLOCKS[i]!.text);
  }
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

it('has two commands', () => {
  expect(COMMANDS).toHaveLength(2);
});

it.each(COMMANDS.map((block) => [block.text.trim(), block] as const))(
  '%s says what the page shows',
  async (command, block) => {
    const shown = BLOCKS[BLOCKS.indexOf(block) + 1]!.text;
    expect(await printed(shellWords(command).slice(1))).toBe(shown);
  },
  120_000,
);

function printed(words: readonly string[]): Promise<string> {
  const child = spawn(process.execPath, [inject('program'), ...words], {
    cwd: folder,
  });
  let out = '';
  child.stdout.on('data', (text) => {
    out += text;
  });
  return new Promise((done) => child.on('close', () => done(out)));
}
