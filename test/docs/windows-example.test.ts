/** The example of docs/windows.md runs: its files, its commands in their order, and what they print. */

import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { PeerChild } from '../../src/lab/peer-child.ts';
import { SELF } from '../lab/self.ts';
import { freePorts } from '../net/free-ports.ts';
import { shellWords } from './command-table.ts';
import { documents } from './markdown.ts';

const FOLDER = mkdtempSync(join(tmpdir(), 'espial-windows-doc-'));
const PEERS: PeerChild[] = [];

afterAll(async () => {
  for (const peer of PEERS) await peer.stop();
  rmSync(FOLDER, { recursive: true, force: true });
});

/** Blocks up to the heading that follows the example. */
const BLOCKS = documents()
  .find(({ path }) => path === 'docs/windows.md')!
  .blocks.slice(0, 7);

function commands(text: string): readonly (readonly string[])[] {
  return text
    .trim()
    .split('\n')
    .map((line) => shellWords(line).slice(1));
}

/** Peers are named by sockets of the test's own. */
function inFolder(words: readonly string[]): string[] {
  const socket = (name: string): string => join(FOLDER, `${name}.sock`);
  return words.map((word, i) => {
    const isPeer =
      words[i - 1] === '--control' || words[i - 1] === '-r' || words[i - 1] === 'protected';
    return isPeer ? socket(word) : word;
  });
}

function espial(words: readonly string[]): Promise<string> {
  const args = [...SELF.slice(1), ...inFolder(words)];
  return new Promise((resolve, reject) => {
    execFile(SELF[0], args, (error, out) => (error ? reject(error) : resolve(out)));
  });
}

async function writeFiles(): Promise<void> {
  const ports = await freePorts(6);
  const texts = BLOCKS.filter(({ language }) => language === 'yaml').map(({ text }) => text);
  const named = [...new Set(texts.join('\n').match(/127\.0\.0\.1:\d+/g))];
  expect(named).toHaveLength(ports.length);
  for (const text of texts) {
    const name = /# (\S+\.yaml)$/m.exec(text)![1]!;
    const moved = named.reduce(
      (all, place, i) => all.replaceAll(place, `127.0.0.1:${ports[i]}`),
      text,
    );
    writeFileSync(join(FOLDER, name), moved);
  }
}

it('the example of docs/windows.md runs as it is written', async () => {
  await writeFiles();
  const [start, status, shown, use] = BLOCKS.slice(3);
  for (const [, file, ...options] of commands(start!.text)) {
    const name = file!.split('.')[0]!;
    const control = join(FOLDER, `${name}.sock`);
    const args = options.map((word, i) =>
      options[i - 1] === '--event-log' ? join(FOLDER, word) : word,
    );
    const path = join(FOLDER, file!);
    PEERS.push(await PeerChild.start({ self: SELF, name, file: path, control, args }));
  }
  expect(await espial(commands(status!.text)[0]!)).toBe(shown!.text);
  const [send, ping, ...others] = commands(use!.text);
  expect(await espial(send!)).toBe('1 datagram sent\n');
  await expect
    .poll(() => PEERS[1]!.events.map(({ kind }) => kind), { timeout: 120_000 })
    .toContain('quick-mode-established');
  expect(await espial(ping!)).toMatch(/^3 sent, 3 received/);
  const printed = await Promise.all(others.map(espial));
  const [sas, isProtected, events, dynamic] = printed;
  expect(sas).toContain('Require Security [192.0.2.1 <-> 192.0.2.2]');
  expect(isProtected).toContain('3DES-CBC with HMAC-SHA1-96');
  expect(events).toMatch(/541 +success +quick mode with 192\.0\.2\.2 is up/);
  expect(dynamic).toContain('Secure Server (Require Security)');
  expect(PEERS[0]!.events.filter(({ kind }) => kind === 'clear-text-accepted')).toEqual([]);
}, 300_000);
