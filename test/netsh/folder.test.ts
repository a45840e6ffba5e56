/** Stores in a folder: locked only while something is written, in batch mode written once. */

import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { FileStores } from '../../src/net/stores/file-stores.ts';
import { openNetsh } from '../../src/netsh/edge/open.ts';
import { NetshSession } from '../../src/netsh/session.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'espial-netsh-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

async function open() {
  const store = join(folder, 'stores');
  const { backend, world } = await openNetsh({ remote: undefined, store, directory: undefined });
  const wrong: string[] = [];
  const session = new NetshSession({
    backend,
    world,
    print: () => {},
    complain: (text) => wrong.push(text),
    showSecrets: false,
  });
  const local = join(store, 'local.json');
  return { session, wrong, store, local };
}

it('a store is a file, written by each command and nobody else is let look', async () => {
  const { session, store, local } = await open();
  expect(await session.line('ipsec static show store')).toBe(true);
  expect(existsSync(store)).toBe(false);
  expect(await session.line('ipsec static add filterlist Web')).toBe(true);
  expect(readFileSync(local, 'utf8')).toContain('"Web"');
  expect(statSync(local).mode & 0o077).toBe(0);
  expect(await (await open()).session.line('ipsec static show filterlist Web')).toBe(true);
});

it('batch mode writes at its end, and keeps others out meanwhile', async () => {
  const { session, store, local } = await open();
  await session.line('ipsec static');
  await session.line('set batch enable');
  await session.line('add filterlist a');
  await session.line('add filterlist b');
  expect(existsSync(local)).toBe(false);
  expect(() => FileStores.open(store, 'another')).toThrow(/netsh/);
  expect(await session.end()).toBe(true);
  expect(readFileSync(local, 'utf8')).toContain('"b"');
  FileStores.open(store, 'another').close();
});

it('a folder that a running peer writes is left to it', async () => {
  const { session, store, wrong } = await open();
  const held = FileStores.open(store, 'peer alice');
  expect(await session.line('ipsec static add filterlist Web')).toBe(false);
  expect(wrong.join()).toContain('peer alice');
  expect(await session.line('ipsec static show filterlist all')).toBe(true);
  held.close();
  expect(await session.line('ipsec static add filterlist Web')).toBe(true);
});

it('settings are kept, and files go in and out', async () => {
  const { session, store } = await open();
  await session.line('ipsec dynamic set config ipsecexempt 1');
  expect(readFileSync(join(store, 'settings.json'), 'utf8')).toContain('"ipsecexempt": 1');
  await session.line('ipsec static add policy Office');
  const file = join(folder, 'office.ipsec');
  expect(await session.line(`ipsec static exportpolicy "${file}"`)).toBe(true);
  expect(statSync(file).mode & 0o077).toBe(0);
  await session.line('ipsec static delete all');
  expect(await session.line(`ipsec static importpolicy "${file}"`)).toBe(true);
  expect(await session.line('ipsec static show policy Office')).toBe(true);
});

it('what needs a running service says so', async () => {
  const { session, wrong } = await open();
  expect(await session.line('ipsec dynamic show mmsas')).toBe(false);
  expect(await session.line('net stop policyagent')).toBe(false);
  expect(wrong.every((text) => text.includes('-r NAME'))).toBe(true);
});
