/** What netsh finds around it in a scenario: the hosts by their names, and the files beside the scenario's. */

import { resolve } from 'node:path';
import type { Address } from '../base/address.ts';
import { toHex } from '../base/bytes.ts';
import type { Random } from '../base/random.ts';
import type { NetshWorld } from '../netsh/backend.ts';
import { machineWorld } from '../netsh/edge/world.ts';
import { NetshProblem } from '../netsh/problem.ts';
import type { Guid } from '../policy/model.ts';

/** A host, as far as others look it up. */
export interface NamedHost {
  readonly name: string;
  readonly addresses: readonly Address[];
}

/** `wallNow` is the clock of the scenario's world. */
export function scenarioNetshWorld(
  folder: string,
  hosts: readonly NamedHost[],
  wallNow: () => number,
): NetshWorld {
  const machine = machineWorld();
  return {
    readFile: (path) => machine.readFile(resolve(folder, path)),
    writeFile: async (path) => {
      throw new NetshProblem(
        `${path} is not written: a scenario leaves no files behind.`,
        'Take the command out, or give it to espial netsh.',
      );
    },
    // A scenario is the same everywhere, so DNS of this machine has no say in it.
    lookUp: async (name) => hosts.find((host) => host.name === name)?.addresses ?? [],
    nameOf: async ({ text }) =>
      hosts.find(({ addresses }) => addresses.some((own) => own.text === text))?.name,
    confirm: async () => undefined,
    wallNow,
  };
}

/** GUIDs that are the same each time. */
export function seededGuids(random: Random): () => Guid {
  return () => {
    const digits = toHex(random.bytes(16)).toUpperCase();
    const parts = [[0, 8], [8, 12], [12, 16], [16, 20], [20]] as const;
    return `{${parts.map(([from, to]) => digits.slice(from, to)).join('-')}}`;
  };
}
