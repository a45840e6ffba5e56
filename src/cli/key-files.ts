/** Keys that a user names: files of a key log, or the folder of one. */

import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { KeyStore } from '../explain/key-store.ts';
import { ESP_TABLE, IKE_TABLE, KEY_TABLES } from '../observe/keylog.ts';
import { UsageError } from './usage.ts';

/** Files as they are; of folders the tables that a key log has. Throws a UsageError. */
export function readKeys(paths: readonly string[]): KeyStore {
  const keys = new KeyStore();
  for (const path of paths) {
    for (const file of filesOf(path)) {
      for (const sentence of keys.add(readFileSync(file, 'utf8'), file)) {
        process.stderr.write(`espial: ${sentence}.\n`);
      }
    }
  }
  return keys;
}

/** The keys of folders as they are at each call, for key logs that grow; read anew where a file has. */
export function growingKeys(paths: readonly string[]): () => KeyStore {
  let sizes = '';
  let keys = new KeyStore();
  return () => {
    const files = paths.flatMap((path) => [
      ...(statSync(path, { throwIfNoEntry: false })?.isFile() ? [path] : []),
      ...KEY_TABLES.map((table) => join(path, table)),
    ]);
    const found = files.flatMap((file) => {
      const size = statSync(file, { throwIfNoEntry: false })?.size;
      return size === undefined ? [] : [{ file, size }];
    });
    const now = JSON.stringify(found);
    if (now === sizes) return keys;
    sizes = now;
    keys = new KeyStore();
    for (const { file } of found) keys.add(readFileSync(file, 'utf8'), file);
    return keys;
  };
}

function filesOf(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path];
  const tables = KEY_TABLES.map((name) => join(path, name));
  const found = tables.filter((file) => statSync(file, { throwIfNoEntry: false })?.isFile());
  if (found.length > 0) return found;
  throw new UsageError(`${path} has neither ${IKE_TABLE} nor ${ESP_TABLE} in it.`);
}
