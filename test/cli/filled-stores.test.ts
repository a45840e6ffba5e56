/** What `windows.netsh` of a peer's file puts into empty stores, and how a wrong line is shown. */

import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openWindows } from '../../src/cli/peer-windows.ts';
import { FileStores } from '../../src/net/stores/file-stores.ts';
import { loadPeerFile } from '../../src/scenario/schema/load.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'espial-filled-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

async function opened(...lines: readonly string[]): Promise<FileStores> {
  const file = join(folder, 'alpha.yaml');
  const netsh = lines.map((line) => `    ${line}\n`).join('');
  writeFileSync(
    file,
    `name: alpha\naddresses: [192.0.2.1]\nprofile: lab\nwindows:\n  netsh: |\n${netsh}`,
  );
  const windows = await openWindows(loadPeerFile(file), () => {});
  windows?.close();
  return FileStores.look(join(folder, 'alpha.policy'));
}

it('are local and persistent policy, and settings', async () => {
  const stores = await opened(
    'ipsec static add filteraction name=Mine action=permit',
    'ipsec dynamic set config property=ipsecexempt value=0',
    'ipsec static set store location=persistent',
    'ipsec static add filterlist name=Ours',
  );
  expect(stores.read('local').filterActions.map(({ name }) => name)).toEqual(['Mine']);
  expect(stores.read('persistent').filterLists.map(({ name }) => name)).toEqual(['Ours']);
  expect(stores.readSettings().ipsecexempt).toBe(0);
});

it('stay as an administrator has left them', async () => {
  await opened('ipsec static add filteraction name=First action=permit');
  const stores = await opened('ipsec static add filteraction name=Second action=permit');
  expect(stores.read('local').filterActions.map(({ name }) => name)).toEqual(['First']);
});

it('are nothing where a line is wrong, which is shown at its place', async () => {
  const lines = ['ipsec static add filterlist name=Ours', 'ipsec static add filterlist colour=red'];
  await expect(opened(...lines)).rejects.toThrow(/alpha\.yaml:7:33: "colour" is no tag of/);
  expect(existsSync(join(folder, 'alpha.policy/local.json'))).toBe(false);
});
