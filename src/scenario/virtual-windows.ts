/** Stores and directories of hosts with the Windows system in virtual time. */

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
import type { AnswerAgentEffect } from '../sim/world.ts';
import { directoryFile, type HostWindows, memoryDirectory } from './windows-hosts.ts';

/** What an agent waits for a store or the directory where nothing is slow, milliseconds. */
const ANSWER_TIME = 2;

/** What is around one host. */
export interface VirtualWindows {
  readonly stores: PolicyStores;
  /** What its directory holds; undefined: it is in no domain. */
  readonly directory: DirectoryStore | undefined;
  readonly answerAgent: AnswerAgentEffect;
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
    const stores = copyOf(first);
    const made = [...this.#directories].find(([name]) => directoryFile(name) === directory)?.[1];
    const ask = made === undefined ? askFile(directory) : askMemory(made);
    const answer = agentAnswerer(stores, ask);
    return {
      stores,
      directory: made?.store ?? fileDirectory(directory),
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

/** A scenario may be played more than once. */
function copyOf(first: PolicyStores): PolicyStores {
  const stores = new MemoryStores();
  for (const location of ['local', 'persistent'] as const) {
    stores.write(location, first.read(location));
  }
  stores.writeSettings(first.readSettings());
  return stores;
}
