/** Hosts with the Windows system as a scenario begins: their stores, and the directories of their domains. */

import { resolve } from 'node:path';
import { utf8 } from '../base/bytes.ts';
import { seededRandom } from '../base/random.ts';
import { MemoryStores, type PolicyStores } from '../host/agent/stores.ts';
import { withSecrets } from '../net/policy-schema.ts';
import { type Directory, readDirectoryFile } from '../net/stores/directory-file.ts';
import { MODEL_FORM } from '../net/stores/model-form.ts';
import { SETTINGS_FORM } from '../net/stores/settings-form.ts';
import type { NetshWorld } from '../netsh/backend.ts';
import { type DirectoryStore, StoresBackend } from '../netsh/stores-backend.ts';
import { EMPTY_MODEL } from '../policy/model.ts';
import { carryOut, problemsOfLines } from './netsh-lines.ts';
import { seededGuids } from './netsh-world.ts';
import type { DirectoryDocument } from './schema/made-schema.ts';
import type { Problem } from './schema/problem.ts';
import { sentenceOf } from './schema/report.ts';
import type { WindowsDocument } from './schema/windows-schema.ts';
import type { DataPath, YamlSource } from './schema/yaml-source.ts';

/** What a host has before it starts. */
export interface HostWindows {
  readonly stores: PolicyStores;
  /** `directories/NAME.json` of the scenario, or the path of a file; undefined: in no domain. */
  readonly directory: string | undefined;
}

/** What is needed to carry out lines of netsh while a scenario is read. */
export interface Reading {
  readonly source: YamlSource;
  readonly seed: string;
  readonly netsh: NetshWorld;
  readonly problems: Problem[];
}

/** The name by which hosts have a directory of the scenario. */
export function directoryFile(name: string): string {
  return `directories/${name}.json`;
}

/** Directories by their names. */
export async function makeDirectories(
  reading: Reading,
  documents: Readonly<Record<string, DirectoryDocument>>,
): Promise<ReadonlyMap<string, Directory>> {
  const made = new Map<string, Directory>();
  for (const [name, { gpo, reachable, netsh }] of Object.entries(documents)) {
    const directory = memoryDirectory({ gpo, reachable, model: EMPTY_MODEL });
    const backend = backendOf(reading, name, new MemoryStores(), directory.store);
    const store = { location: 'domain', domain: undefined } as const;
    const faults = await carryOut(netsh, { backend, world: reading.netsh, store });
    const path: DataPath = ['directories', name, 'netsh'];
    reading.problems.push(...problemsOfLines(reading.source, path, faults));
    made.set(name, directory.value());
  }
  return made;
}

/** Directories as files of hosts that are processes. */
export function directoryFiles(
  directories: ReadonlyMap<string, Directory>,
): readonly (readonly [string, Uint8Array])[] {
  return [...directories].map(([name, directory]) => [
    directoryFile(name),
    json(withSecrets(directory)),
  ]);
}

/** The stores of a host after its lines of netsh. What is wrong goes to the problems. */
export async function makeWindows(
  reading: Reading,
  name: string,
  document: WindowsDocument,
  place: { readonly folder: string; readonly files: { has(name: string): boolean } },
): Promise<HostWindows> {
  const { source, problems } = reading;
  const at: DataPath = ['hosts', name, 'windows'];
  if (document.store !== undefined) {
    const message = "store is for a peer's file: a scenario's hosts begin with what netsh: makes.";
    problems.push(source.problemAt([...at, 'store'], 'key', `${message} Take it out.`));
  }
  const stores = new MemoryStores();
  const backend = backendOf(reading, name, stores, undefined);
  const store = { location: 'local' } as const;
  const faults = await carryOut(document.netsh, { backend, world: reading.netsh, store });
  problems.push(...problemsOfLines(source, [...at, 'netsh'], faults));
  const { directory } = document;
  if (directory === undefined || place.files.has(directory)) return { stores, directory };
  const path = resolve(place.folder, directory);
  try {
    readDirectoryFile(path);
  } catch (error) {
    problems.push(source.problemAt([...at, 'directory'], 'value', sentenceOf(error)));
  }
  return { stores, directory: path };
}

/** The folder of stores of a host that is a process: names and contents of its files. */
export function storeFiles(
  folder: string,
  stores: PolicyStores,
): readonly (readonly [string, Uint8Array])[] {
  return [
    [`${folder}/local.json`, json(MODEL_FORM.toJson(stores.read('local')))],
    [`${folder}/persistent.json`, json(MODEL_FORM.toJson(stores.read('persistent')))],
    [`${folder}/settings.json`, json(SETTINGS_FORM.toJson(stores.readSettings()))],
  ];
}

/** A directory that lives as long as the scenario. */
export function memoryDirectory(first: Directory): {
  readonly store: DirectoryStore;
  value(): Directory;
  reach(isReachable: boolean): void;
} {
  let value = first;
  return {
    store: {
      read: () => value,
      write: (model, gpo) => {
        value = { ...value, model, gpo };
      },
    },
    value: () => value,
    reach: (reachable) => {
      value = { ...value, reachable };
    },
  };
}

function backendOf(
  { seed, netsh }: Reading,
  name: string,
  stores: PolicyStores,
  directory: DirectoryStore | undefined,
): StoresBackend {
  return new StoresBackend({
    computer: name,
    stores,
    directory,
    hold: () => () => {},
    wallNow: netsh.wallNow,
    newGuid: seededGuids(seededRandom(seed).fork(`guids of ${name}`)),
  });
}

function json(value: unknown): Uint8Array {
  return utf8(`${JSON.stringify(value, undefined, 2)}\n`);
}
