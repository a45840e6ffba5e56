/** Stores and directories of hosts with the Windows system in virtual time. */

import type { StoreLocation } from '../host/agent/ports.ts';
import {
  type AskDirectory,
  agentAnswerer,
  MemoryStores,
  NO_DIRECTORY,
  type PolicyStores,
} from '../host/agent/stores.ts';
import {
  type Directory,
  directoryOfFile,
  readDirectoryFile,
  writeDirectoryFile,
} from '../net/stores/directory-file.ts';
import type { DirectoryStore } from '../netsh/stores-backend.ts';
import type { DriverSettings } from '../policy/dynamic.ts';
import type { PolicyModel } from '../policy/model.ts';
import type { AnswerAgentEffect } from '../sim/world.ts';
import { directoryFile, type HostWindows, memoryDirectory } from './windows-hosts.ts';
import type { EditableStore } from './world.ts';

/** What an agent waits for a store or the directory where nothing is slow, milliseconds. */
const ANSWER_TIME = 2;

/** What is around one host. */
export interface VirtualWindows {
  readonly stores: PolicyStores;
  /** What its directory holds; undefined: it is in no domain. */
  readonly directory: DirectoryStore | undefined;
  readonly answerAgent: AnswerAgentEffect;
  /** Damages a store, or mends it again. */
  damage(store: EditableStore, isDamaged: boolean): void;
}

/** The directories of one play, and the computers of their domains. */
export class VirtualDomains {
  readonly #directories: ReadonlyMap<string, ReturnType<typeof memoryDirectory>>;

  constructor(directories: ReadonlyMap<string, Directory>) {
    this.#directories = new Map(
      [...directories].map(([name, directory]) => [name, memoryDirectory(directory)]),
    );
  }

  /** The surroundings of a host, with stores of its own that begin as the scenario says. */
  computer({ stores: first, directory }: HostWindows): VirtualWindows {
    const stores = new FragileStores(first);
    const made = [...this.#directories].find(([name]) => directoryFile(name) === directory)?.[1];
    const ask = made === undefined ? askFile(directory) : askMemory(made);
    const answer = agentAnswerer(stores, ask);
    return {
      stores,
      directory: made?.store ?? fileDirectory(directory),
      damage: (store, isDamaged) => stores.damage(store, isDamaged),
      answerAgent: (effect) => ({ result: answer(effect), after: ANSWER_TIME }),
    };
  }

  /** Lets a directory of the scenario answer from now on, or not. */
  reach(name: string, isReachable: boolean): void {
    this.#directories.get(name)?.reach(isReachable);
  }
}

function askMemory({ value }: ReturnType<typeof memoryDirectory>): AskDirectory {
  return () => {
    const { gpo, reachable, model } = value();
    if (!reachable) throw new Error('no domain controller answers.');
    return { model: model.assigned === undefined ? undefined : model, gpo };
  };
}

function askFile(path: string | undefined): AskDirectory {
  return path === undefined ? NO_DIRECTORY : directoryOfFile(path);
}

function fileDirectory(path: string | undefined): DirectoryStore | undefined {
  if (path === undefined) return undefined;
  return {
    read: () => readDirectoryFile(path),
    write: (model, gpo) => writeDirectoryFile(path, { ...readDirectoryFile(path), model, gpo }),
  };
}

/** A copy of a host's stores, for a scenario may be played more than once; and they may be damaged. */
class FragileStores implements PolicyStores {
  readonly #stores = new MemoryStores();
  readonly #damaged = new Set<StoreLocation>();

  constructor(first: PolicyStores) {
    for (const location of ['local', 'persistent'] as const) {
      this.#stores.write(location, first.read(location));
    }
    this.#stores.writeSettings(first.readSettings());
  }

  damage(location: StoreLocation, isDamaged: boolean): void {
    if (isDamaged) this.#damaged.add(location);
    else this.#damaged.delete(location);
  }

  read(location: StoreLocation): PolicyModel {
    if (this.#damaged.has(location)) throw new Error(`the ${location} store is damaged.`);
    return this.#stores.read(location);
  }

  write(location: StoreLocation, model: PolicyModel): void {
    this.#stores.write(location, model);
  }

  readSettings(): DriverSettings {
    return this.#stores.readSettings();
  }

  writeSettings(settings: DriverSettings): void {
    this.#stores.writeSettings(settings);
  }
}
