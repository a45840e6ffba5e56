/** The keys of hosts that are processes: each writes its own tables, and here they are read. */

import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KEY_TABLES } from '../../observe/keylog.ts';
import { RunKeys } from './run-keys.ts';

export class KeyFiles {
  readonly #folder: string;
  readonly #hosts: readonly string[];
  readonly #keys = new RunKeys();

  /** Makes a folder of this user alone; `close` removes it. Throws the system's error. */
  constructor(hosts: readonly string[]) {
    this.#folder = mkdtempSync(join(tmpdir(), 'espial-keys-'));
    this.#hosts = hosts;
  }

  /** Folders by the names of hosts. */
  get folders(): ReadonlyMap<string, string> {
    return new Map(this.#hosts.map((host) => [host, this.folderOf(host)]));
  }

  folderOf(host: string): string {
    return join(this.#folder, host);
  }

  /** The keys that there are by now. */
  read(): RunKeys {
    for (const folder of this.folders.values()) {
      for (const table of KEY_TABLES) {
        const path = join(folder, table);
        if (!existsSync(path)) continue;
        for (const line of readFileSync(path, 'utf8').split('\n')) this.#keys.add(line);
      }
    }
    return this.#keys;
  }

  /** Notes the tables of a host that starts again, which empties them; answers what puts them back. */
  keep(host: string): () => void {
    const paths = KEY_TABLES.map((table) => join(this.folderOf(host), table)).filter(existsSync);
    const texts = paths.map((path) => [path, readFileSync(path)] as const);
    return () => {
      for (const [path, text] of texts) appendFileSync(path, text, { mode: 0o600 });
    };
  }

  close(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
