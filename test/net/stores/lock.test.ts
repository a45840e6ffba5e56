/** A folder of stores has one writer, and who comes second is told who that is. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { FileStores } from '../../../src/net/stores/file-stores.ts';
import { lockHolder } from '../../../src/net/stores/lock.ts';
import { temporaryFolder } from './folders.ts';

let folder: string;
beforeEach(() => {
  folder = temporaryFolder();
});

function lock(text: string): void {
  writeFileSync(join(folder, 'lock'), text);
}

describe('the lock of a folder', () => {
  it('keeps a second writer out until the first one closes', () => {
    const first = FileStores.open(folder, 'peer alice');
    expect(() => FileStores.open(folder, 'netsh')).toThrow(
      `held by peer alice (process ${process.pid}), and only one process may write them`,
    );
    expect(lockHolder(folder)).toBe(`peer alice (process ${process.pid})`);
    first.close();
    expect(lockHolder(folder)).toBeUndefined();
    FileStores.open(folder, 'netsh').close();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is taken over from a process that has ended', async () => {
    const child = spawn(process.execPath, ['-e', '0']);
    await once(child, 'exit');
    lock(JSON.stringify({ pid: child.pid, began: '', who: 'peer bob' }));
    const stores = FileStores.open(folder, 'netsh');
    expect(lockHolder(folder)).toBe(`netsh (process ${process.pid})`);
    stores.close();
    expect(readdirSync(folder)).toEqual([]);
  });

  it.skipIf(process.platform !== 'linux')('knows that a number belongs to another by now', () => {
    lock(JSON.stringify({ pid: process.pid, began: '1', who: 'peer bob' }));
    FileStores.open(folder, 'netsh').close();
  });

  it.each(['', 'x', '{"pid":-1,"began":"","who":""}', 'null'])(
    'is nobody’s if it says %j',
    (text) => {
      lock(text);
      FileStores.open(folder, 'netsh').close();
      expect(readdirSync(folder)).toEqual([]);
    },
  );

  it('is not given back for somebody else', () => {
    const stores = FileStores.open(folder, 'peer alice');
    lock(JSON.stringify({ pid: process.pid, began: '', who: 'another' }));
    stores.close();
    expect(lockHolder(folder)).toBe(`another (process ${process.pid})`);
  });

  it('says so when there is a folder in its place', () => {
    mkdirSync(join(folder, 'lock'));
    expect(() => FileStores.open(folder, 'netsh')).toThrow(/lock is a folder/);
  });
});
