/** What a cell leaves behind: capture, keys, both logs and both configurations, in a folder of its own. */

import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join, relative } from 'node:path';
import { charonKeys } from './charon-log.ts';
import type { StrongSwan } from './strongswan.ts';

/** Makes the folder of a cell, empty. */
export function newFolder(path: string): void {
  rmSync(path, { recursive: true, force: true });
  mkdirSync(path, { recursive: true });
}

/** strongSwan's share: Espial writes its own while it runs. */
export function keepStrongSwan(strongSwan: StrongSwan, folder: string): void {
  const log = strongSwan.log();
  writeFileSync(join(folder, 'charon.log'), log);
  const keys = JSON.stringify(charonKeys(log), undefined, 1);
  writeFileSync(join(folder, 'charon-keys.json'), `${keys}\n`, { mode: 0o600 });
  if (existsSync(strongSwan.configFile))
    copyFileSync(strongSwan.configFile, join(folder, 'swanctl.conf'));
}

/** All files of a folder, by their paths in it, sorted. */
export function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(join(folder, name)).isFile())
    .map((name) => relative(folder, join(folder, name)))
    .sort();
}
