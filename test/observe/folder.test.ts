/** Folders are made level by level, and what cannot be made is an error and no endless wait. */

import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { makeFolder } from '../../src/observe/folder.ts';

const base = mkdtempSync(join(tmpdir(), 'espial-folder-'));
afterAll(() => rmSync(base, { recursive: true }));

it('makes a folder and those above it, for the owner alone', () => {
  const path = join(base, 'one/two/three');
  makeFolder(path, 0o700);
  makeFolder(path, 0o700);
  expect(statSync(path).mode & 0o777).toBe(0o700);
});

it('says what the system says where a file is in the way', () => {
  const file = join(base, 'file');
  writeFileSync(file, '');
  expect(() => makeFolder(file, 0o700)).toThrow(/EEXIST/);
  expect(() => makeFolder(join(file, 'below'), 0o700)).toThrow(/EEXIST|ENOTDIR/);
});

it.runIf(process.platform === 'linux')('comes back from /proc', () => {
  expect(() => makeFolder('/proc/espial-cannot-be', 0o700)).toThrow(/ENOENT/);
});
