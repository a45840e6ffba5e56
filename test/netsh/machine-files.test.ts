/** Scripts as editors of Windows and others save them, and files that are not there. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { machineWorld } from '../../src/netsh/edge/world.ts';

const TEXT = 'ipsec static\r\nadd filterlist "Büro 🔑"\r\n';
const utf16 = Buffer.from(`\uFEFF${TEXT}`, 'utf16le');
const world = machineWorld();
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'espial-netsh-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

it.each([
  ['UTF-8', Buffer.from(TEXT)],
  ['UTF-8 with a byte order mark', Buffer.from(`\uFEFF${TEXT}`)],
  ['UTF-16, low octet first', utf16],
  ['UTF-16, high octet first', Buffer.from(utf16).swap16()],
])('a script in %s is read', async (_what, octets) => {
  const path = join(folder, 'script.txt');
  writeFileSync(path, octets);
  expect((await world.readFile(path)).replace(/^\uFEFF/, '')).toBe(TEXT);
});

it('a file that is not there, and a folder that is not, are said with what to do', async () => {
  await expect(world.readFile(join(folder, 'no.txt'))).rejects.toMatchObject({
    message: expect.stringContaining('no.txt does not exist.'),
    advice: expect.stringContaining('Check the name'),
  });
  await expect(world.writeFile(join(folder, 'no', 'x'), '')).rejects.toMatchObject({
    message: expect.stringContaining('its folder does not exist.'),
    advice: expect.stringContaining('Name a folder'),
  });
});
