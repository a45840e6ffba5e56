/** A folder of stores that is locked only while something is changed. */

import { existsSync } from 'node:fs';
import type { StoreLocation } from '../../host/agent/ports.ts';
import type { PolicyStores } from '../../host/agent/stores.ts';
import { FileStores } from '../../net/stores/file-stores.ts';
import { DEFAULT_SETTINGS, type DriverSettings } from '../../policy/dynamic.ts';
import { EMPTY_MODEL, type PolicyModel } from '../../policy/model.ts';

export class FolderStores implements PolicyStores {
  readonly #folder: string;
  #held: FileStores | undefined;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Takes the folder's lock. Throws an EdgeError that names who has it: a running peer, often. */
  hold(): () => void {
    const held = FileStores.open(this.#folder, 'netsh');
    this.#held = held;
    return () => {
      this.#held = undefined;
      held.close();
    };
  }

  read(location: StoreLocation): PolicyModel {
    return this.#reader()?.read(location) ?? EMPTY_MODEL;
  }

  write(location: StoreLocation, model: PolicyModel): void {
    this.#writing((stores) => stores.write(location, model));
  }

  readSettings(): DriverSettings {
    return this.#reader()?.readSettings() ?? DEFAULT_SETTINGS;
  }

  writeSettings(settings: DriverSettings): void {
    this.#writing((stores) => stores.writeSettings(settings));
  }

  /** A folder that is not there is empty. */
  #reader(): FileStores | undefined {
    if (this.#held !== undefined) return this.#held;
    return existsSync(this.#folder) ? FileStores.look(this.#folder) : undefined;
  }

  #writing(write: (stores: FileStores) => void): void {
    if (this.#held !== undefined) return write(this.#held);
    const release = this.hold();
    try {
      write(this.#held!);
    } finally {
      release();
    }
  }
}
