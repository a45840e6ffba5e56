/** What `espial netsh` works on: a running peer, or stores in a folder. */

import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { ControlClient } from '../../net/control-client.ts';
import { controlPath } from '../../net/control-path.ts';
import { readDirectoryFile, writeDirectoryFile } from '../../net/stores/directory-file.ts';
import type { NetshBackend, NetshWorld } from '../backend.ts';
import { StoresBackend } from '../stores-backend.ts';
import { FolderStores } from './folder-stores.ts';
import { PeerBackend } from './peer-backend.ts';
import { machineWorld, newGuid } from './world.ts';

export interface NetshPlace {
  /** Control socket of a running peer, or its name. */
  readonly remote: string | undefined;
  /** Folder of the stores where no peer is named; undefined: the user's own. */
  readonly store: string | undefined;
  /** The directory's file. */
  readonly directory: string | undefined;
}

export interface OpenNetsh {
  readonly backend: NetshBackend;
  readonly world: NetshWorld;
  close(): void;
}

/** Opens what a command line names. Throws an EdgeError. */
export async function openNetsh(place: NetshPlace): Promise<OpenNetsh> {
  const world = machineWorld();
  if (place.remote !== undefined) {
    const client = await ControlClient.connect(controlPath(place.remote));
    return { backend: await PeerBackend.of(client), world, close: () => client.close() };
  }
  return { backend: storesBackend(place, world), world, close: () => {} };
}

/** The folder of the user's own stores. */
function defaultStoreFolder(): string {
  const data = process.env.XDG_DATA_HOME;
  // The XDG specification: a path that is not absolute is to be ignored.
  const base = data !== undefined && isAbsolute(data) ? data : join(homedir(), '.local', 'share');
  return join(base, 'espial', 'policy');
}

function storesBackend({ store, directory }: NetshPlace, world: NetshWorld): NetshBackend {
  const stores = new FolderStores(store ?? defaultStoreFolder());
  return new StoresBackend({
    computer: 'this computer',
    stores,
    hold: () => stores.hold(),
    directory:
      directory === undefined
        ? undefined
        : {
            read: () => readDirectoryFile(directory),
            write: (model, gpo) =>
              writeDirectoryFile(directory, { ...readDirectoryFile(directory), model, gpo }),
          },
    wallNow: () => world.wallNow(),
    newGuid,
  });
}
