/** The stores of a running peer, which is their only writer: edits come over its control socket. */

import type { PolicyStores } from '../../host/agent/stores.ts';
import type { CommandResult } from '../../host/ports.ts';
import { apply } from '../../policy/apply.ts';
import type { ApplyContext, PolicyCommand, PolicyError } from '../../policy/commands.ts';
import type { PolicyModel } from '../../policy/model.ts';
import { EdgeError } from '../errors.ts';
import { readDirectoryFile, writeDirectoryFile } from './directory-file.ts';

/** Which store; `domain` is the directory's. */
export type EditedStore = 'local' | 'persistent' | 'domain';

export interface StoreServiceParts {
  readonly stores: PolicyStores;
  /** The directory's file; undefined: the computer is in no domain. */
  readonly directory: string | undefined;
  readonly context: () => ApplyContext;
  /** Tells the Policy Agent that a store is another one now. */
  tell(location: 'local' | 'persistent' | 'directory'): Promise<CommandResult>;
}

/** What becomes of commands for a store. */
export type StoreEdit =
  | { readonly ok: true; readonly model: PolicyModel; readonly remarks: readonly string[] }
  | { readonly ok: false; readonly error: PolicyError };

/** The policy that the directory assigns. */
export interface Assignment {
  readonly gpo: string;
  /** Its name; undefined: none. */
  readonly policy: string | undefined;
}

export class StoreService {
  readonly #parts: StoreServiceParts;

  constructor(parts: StoreServiceParts) {
    this.#parts = parts;
  }

  /** What a store holds. Throws an EdgeError that names what cannot be read. */
  model(store: EditedStore): PolicyModel {
    if (store === 'domain') return readDirectoryFile(this.#directory()).model;
    return this.#parts.stores.read(store);
  }

  /**
   * Does all of the commands or none, writes the store once, and tells the agent. Remarks are those of
   * the commands and of the agent: what has not taken effect yet. Throws an EdgeError.
   */
  async edit(
    store: EditedStore,
    commands: readonly PolicyCommand[],
    gpo?: string,
  ): Promise<StoreEdit> {
    const context = this.#parts.context();
    const remarks: string[] = [];
    let model = this.model(store);
    for (const command of commands) {
      const applied = apply(model, command, context);
      if (!applied.ok) return applied;
      model = applied.model;
      remarks.push(...applied.remarks);
    }
    this.#write(store, model, gpo);
    const told = await this.#parts.tell(store === 'domain' ? 'directory' : store);
    if (told.ok && told.value.kind === 'store-changed') remarks.push(...told.value.remarks);
    return { ok: true, model, remarks };
  }

  /** Undefined on a computer that is in no domain. */
  assignment(): Assignment | undefined {
    if (this.#parts.directory === undefined) return undefined;
    const { gpo, model } = readDirectoryFile(this.#parts.directory);
    return { gpo, policy: model.policies.find(({ guid }) => guid === model.assigned)?.name };
  }

  #write(store: EditedStore, model: PolicyModel, gpo: string | undefined): void {
    if (store !== 'domain') return this.#parts.stores.write(store, model);
    const path = this.#directory();
    const before = readDirectoryFile(path);
    writeDirectoryFile(path, { ...before, gpo: gpo ?? before.gpo, model });
  }

  #directory(): string {
    const { directory } = this.#parts;
    if (directory !== undefined) return directory;
    throw new EdgeError('file', 'this computer is in no domain: its file names no directory.');
  }
}
