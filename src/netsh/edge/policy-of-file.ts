/** A policy from whatever file holds one: a netsh script, an exported store, or a folder of stores. */

import { statSync } from 'node:fs';
import { MemoryStores } from '../../host/agent/stores.ts';
import { compile } from '../../policy/compile.ts';
import type { ActivePolicy } from '../../policy/compiled.ts';
import { mergeActive } from '../../policy/merge.ts';
import type { IpsecPolicy, PolicyModel } from '../../policy/model.ts';
import { imported } from '../policy-file.ts';
import { NetshProblem } from '../problem.ts';
import { NetshSession } from '../session.ts';
import { StoresBackend } from '../stores-backend.ts';
import { FolderStores } from './folder-stores.ts';
import { machineWorld, newGuid } from './world.ts';

/**
 * The policy of this name in a file, or the assigned one, or the only one there is, compiled as a
 * local policy; of a folder of stores with persistent policy above it. Throws a NetshProblem or an
 * EdgeError that says what is wrong with the file.
 */
export async function policyOfFile(path: string, name: string | undefined): Promise<ActivePolicy> {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true)
    return policyOfStores(path, name);
  const text = await machineWorld().readFile(path);
  const model = text.trimStart().startsWith('{')
    ? imported(text, path)
    : await afterScript(text, path);
  return policyOfModel(model, name, path);
}

/** The same of a folder of stores. `script`: what fills an empty local store. */
export async function policyOfStores(
  folder: string,
  name: string | undefined,
  script = '',
  place = folder,
): Promise<ActivePolicy> {
  const stores = new FolderStores(folder);
  const kept = stores.read('local');
  const isEmpty = kept.policies.length === 0 && script !== '';
  const local = policyOfModel(isEmpty ? await afterScript(script, place) : kept, name, place);
  const persistent = stores.read('persistent');
  if (name !== undefined || persistent.assigned === undefined) return local;
  return mergeActive([compile(persistent, persistent.assigned, 'persistent'), local]);
}

function policyOfModel(model: PolicyModel, name: string | undefined, path: string): ActivePolicy {
  return compile(model, choose(model, name, path).guid, 'local');
}

/** What a script leaves in an empty store. Its first fault is the answer. */
async function afterScript(text: string, path: string): Promise<PolicyModel> {
  const stores = new MemoryStores();
  const faults: string[] = [];
  const world = machineWorld();
  const session = new NetshSession({
    backend: new StoresBackend({
      computer: path,
      stores,
      directory: undefined,
      hold: () => () => {},
      wallNow: () => world.wallNow(),
      newGuid,
    }),
    world,
    print: () => {},
    complain: (fault) => faults.push(fault),
    showSecrets: false,
  });
  try {
    await session.script(text, path);
  } catch (error) {
    const [first] = faults;
    if (first === undefined || !(error instanceof NetshProblem)) throw error;
    throw new NetshProblem(first, '');
  }
  await session.end();
  return stores.read('local');
}

function choose({ policies, assigned }: PolicyModel, name: string | undefined, path: string) {
  const names = policies.map((policy) => `"${policy.name}"`).join(', ');
  if (name !== undefined) {
    const wanted = policies.find((one) => one.name.toLowerCase() === name.toLowerCase());
    return wanted ?? missing(`${path} has no policy "${name}".`, `It has ${names || 'none'}.`);
  }
  const [only] = policies;
  const chosen = policies.find(({ guid }) => guid === assigned);
  if (chosen !== undefined) return chosen;
  if (only === undefined) return missing(`${path} has no policy.`, 'Write add policy into it.');
  if (policies.length === 1) return only;
  return missing(
    `${path} has ${policies.length} policies and assigns none.`,
    `Say which one is meant: ${names}.`,
  );
}

function missing(what: string, advice: string): IpsecPolicy {
  throw new NetshProblem(what, advice);
}
