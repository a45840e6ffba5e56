/** Folders for what holds keys. */

import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Makes a folder and the ones above it, each with the mode; one that is there keeps its own. Throws the
 * system's error. Level by level: `mkdirSync` with `recursive` never comes back from a place like
 * /proc, where a folder cannot be made although the one above it is there.
 */
export function makeFolder(path: string, mode: number): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return;
  const above = dirname(path);
  if (above !== path) makeFolder(above, mode);
  mkdirSync(path, { mode });
}
