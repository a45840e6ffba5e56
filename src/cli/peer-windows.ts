/** What a peer process has around a host with the Windows system: its policy stores and its directory. */

import { isSameData } from '../base/same-data.ts';
import type { AgentEffect, AgentEffectResult } from '../host/agent/ports.ts';
import { agentAnswerer, MemoryStores, NO_DIRECTORY } from '../host/agent/stores.ts';
import type { Command, CommandResult } from '../host/ports.ts';
import { directoryOfFile } from '../net/stores/directory-file.ts';
import { FileStores } from '../net/stores/file-stores.ts';
import { StoreService } from '../net/stores/store-service.ts';
import { machineWorld, newGuid } from '../netsh/edge/world.ts';
import { StoresBackend } from '../netsh/stores-backend.ts';
import { DEFAULT_SETTINGS } from '../policy/dynamic.ts';
import type { PolicyModel } from '../policy/model.ts';
import { carryOut, problemsOfLines } from '../scenario/netsh-lines.ts';
import type { PeerFile } from '../scenario/schema/load.ts';
import { FileProblems } from '../scenario/schema/problem.ts';
import type { WindowsFiles } from '../scenario/schema/windows-config.ts';

export interface PeerWindows {
  /** Answers what the Policy Agent asks. */
  readonly answerAgent: (effect: AgentEffect) => AgentEffectResult;
  /** Edits of the stores; the host's agent hears of them. */
  service(command: (command: Command) => Promise<CommandResult>): StoreService;
  /** Gives the stores back. */
  close(): void;
}

/**
 * Opens the stores of a host, and fills an empty local one as its file says. Undefined for a host
 * without the Windows system. Throws an EdgeError (another process holds them), or FileProblems for
 * lines of netsh that are wrong.
 */
export async function openWindows(
  { config, windows }: PeerFile,
  say: (sentence: string) => void,
  wallNow: () => number = () => Date.now(),
): Promise<PeerWindows | undefined> {
  if (windows === undefined) return undefined;
  const { store, directory } = windows;
  const stores = FileStores.open(store, `peer ${config.name}`, say);
  try {
    await fillStore(stores, windows, config.name);
  } catch (error) {
    stores.close();
    throw error;
  }
  const askDirectory = directory === undefined ? NO_DIRECTORY : directoryOfFile(directory);
  return {
    answerAgent: agentAnswerer(stores, askDirectory),
    service: (command) =>
      new StoreService({
        stores,
        directory,
        context: () => ({ now: wallNow(), newGuid }),
        tell: (location) => command({ kind: 'store-changed', location }),
      }),
    close: () => stores.close(),
  };
}

/** A store that holds something is the administrator's: the file says only what it begins with. */
async function fillStore(
  stores: FileStores,
  { script, source }: WindowsFiles,
  computer: string,
): Promise<void> {
  if (script.length === 0 || !isEmpty(stores.read('local'))) return;
  // In memory first: a script with a fault is to leave nothing behind.
  const filled = new MemoryStores();
  const world = machineWorld();
  const backend = new StoresBackend({
    computer,
    stores: filled,
    directory: undefined,
    hold: () => () => {},
    wallNow: () => world.wallNow(),
    newGuid,
  });
  const faults = await carryOut(script, { backend, world, store: { location: 'local' } });
  if (faults.length > 0) {
    throw new FileProblems(source.file, problemsOfLines(source, ['windows', 'netsh'], faults));
  }
  for (const location of ['local', 'persistent'] as const) {
    const model = filled.read(location);
    if (!isEmpty(model)) stores.write(location, model);
  }
  const settings = filled.readSettings();
  if (!isSameData(settings, DEFAULT_SETTINGS)) stores.writeSettings(settings);
}

function isEmpty({ policies, filterLists, filterActions }: PolicyModel): boolean {
  return policies.length + filterLists.length + filterActions.length === 0;
}
