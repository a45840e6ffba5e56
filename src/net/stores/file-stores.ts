/** A folder with the policy stores of one computer: `local`, `persistent`, `cache`, and its settings. */

import { chmodSync, mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { StoreLocation } from '../../host/agent/ports.ts';
import type { PolicyStores } from '../../host/agent/stores.ts';
import { DEFAULT_SETTINGS, type DriverSettings } from '../../policy/dynamic.ts';
import { EMPTY_MODEL, type PolicyModel } from '../../policy/model.ts';
import { EdgeError, fileTrouble, reason } from '../errors.ts';
import { readJsonFile, removeTemporary, writeJsonFile } from './json-file.ts';
import { type FolderLock, lockFolder } from './lock.ts';
import { MODEL_FORM } from './model-form.ts';
import { SETTINGS_FORM } from './settings-form.ts';

const FILES: Readonly<Record<StoreLocation | 'settings', string>> = {
  local: 'local.json',
  persistent: 'persistent.json',
  cache: 'cache.json',
  settings: 'settings.json',
};

/** Stores in a folder. Its one writer holds the lock until `close`; whoever only reads needs none. */
export class FileStores implements PolicyStores {
  readonly folder: string;
  readonly #lock: FolderLock | undefined;
  readonly #say: (sentence: string) => void;

  private constructor(
    folder: string,
    lock: FolderLock | undefined,
    say: (sentence: string) => void,
  ) {
    this.folder = folder;
    this.#lock = lock;
    this.#say = say;
  }

  /**
   * Opens a folder to write; it is made if it is not there. `who` is for the one that comes second;
   * `say` hears that a file was cut short. Throws an EdgeError: `stores-in-use` names who holds it.
   */
  static open(folder: string, who: string, say: (sentence: string) => void = () => {}): FileStores {
    makePrivate(folder);
    const lock = lockFolder(folder, who);
    removeTemporary(folder, Object.values(FILES));
    return new FileStores(folder, lock, say);
  }

  /** Opens a folder only to read, whoever holds it. */
  static look(folder: string, say: (sentence: string) => void = () => {}): FileStores {
    return new FileStores(folder, undefined, say);
  }

  /** Where a store is, for people. */
  path(what: StoreLocation | 'settings'): string {
    return join(this.folder, FILES[what]);
  }

  read(location: StoreLocation): PolicyModel {
    return this.#read(location, MODEL_FORM) ?? EMPTY_MODEL;
  }

  write(location: StoreLocation, model: PolicyModel): void {
    this.#mayWrite();
    writeJsonFile(this.path(location), model, MODEL_FORM);
  }

  readSettings(): DriverSettings {
    return this.#read('settings', SETTINGS_FORM) ?? DEFAULT_SETTINGS;
  }

  writeSettings(settings: DriverSettings): void {
    this.#mayWrite();
    writeJsonFile(this.path('settings'), settings, SETTINGS_FORM);
  }

  /** Gives the lock back. */
  close(): void {
    this.#lock?.release();
  }

  #read<T>(
    what: StoreLocation | 'settings',
    form: Parameters<typeof readJsonFile<T>>[1],
  ): T | undefined {
    const { value, remark } = readJsonFile(this.path(what), form);
    if (remark !== undefined) this.#say(remark);
    return value;
  }

  #mayWrite(): void {
    if (this.#lock !== undefined) return;
    throw new EdgeError('file', `the policy stores in ${this.folder} are open only to be read.`);
  }
}

/** Stores may hold pre-shared keys, so nobody else may look into the folder. */
function makePrivate(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (process.platform !== 'win32' && (statSync(folder).mode & 0o077) !== 0) {
      chmodSync(folder, 0o700);
    }
  } catch (error) {
    throw new EdgeError('file', fileTrouble(error, folder) ?? reason(error), { cause: error });
  }
}
