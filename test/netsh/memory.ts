/** A computer in memory for tests of netsh: its stores, what is in force, files, names and answers. */

import { z } from 'zod';
import { parseAddress } from '../../src/base/address.ts';
import { MemoryStores } from '../../src/host/agent/stores.ts';
import { agentCommandSchemas, storeCommandSchema } from '../../src/net/policy-command-schema.ts';
import { withSecrets } from '../../src/net/policy-schema.ts';
import type { NetshWorld, StoreChoice } from '../../src/netsh/backend.ts';
import { NetshProblem } from '../../src/netsh/problem.ts';
import { NetshSession } from '../../src/netsh/session.ts';
import {
  type DirectoryStore,
  type Running,
  StoresBackend,
} from '../../src/netsh/stores-backend.ts';
import type { PolicyCommand } from '../../src/policy/commands.ts';
import { type ActivePolicy, NO_POLICY } from '../../src/policy/compiled.ts';
import type { DriverSettings, DynamicCommand } from '../../src/policy/dynamic.ts';
import { applyDynamic } from '../../src/policy/dynamic-apply.ts';
import { EMPTY_MODEL, type PolicyModel } from '../../src/policy/model.ts';

/** Names that DNS knows here. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  'web.lab.example': ['192.0.2.80', '192.0.2.81'],
  'gate.lab.example': ['198.51.100.7'],
  'a.example': ['192.0.2.10'],
  'gate.example': ['192.0.2.20', '192.0.2.21'],
};

export interface Memory {
  readonly session: NetshSession;
  readonly files: Map<string, string>;
  /** What was printed and complained of since the last look. */
  taken(): { printed: string; wrong: string };
  /** Carries out lines that must go well; answers what they printed. */
  good(...lines: readonly string[]): Promise<string>;
  /** Carries out a line that must fail; answers why. */
  bad(line: string): Promise<string>;
  model(location?: StoreChoice['location']): Promise<PolicyModel>;
  active(): ActivePolicy;
  settings(): Promise<DriverSettings>;
  /** What the next questions are answered; undefined: nobody is there. */
  readonly answers: (boolean | undefined)[];
  readonly questions: string[];
}

export interface MemoryOptions {
  readonly showSecrets?: boolean;
  /** Where its GUIDs begin. */
  readonly first?: number;
  /** What its local store holds. */
  readonly local?: PolicyModel;
}

/** A fresh computer. Commands for it go through the form that they have on a control socket. */
export function memory(options: MemoryOptions = {}): Memory {
  const files = new Map<string, string>();
  const answers: (boolean | undefined)[] = [];
  const questions: string[] = [];
  let guid = options.first ?? 1;
  let clock = 1_000_000;
  let active = NO_POLICY;
  const world: NetshWorld = {
    readFile: async (path) => {
      const text = files.get(path);
      if (text === undefined) throw new NetshProblem(`${path} does not exist.`, '');
      return text;
    },
    writeFile: async (path, text) => void files.set(path, text),
    lookUp: async (name) => (NAMES[name.toLowerCase()] ?? []).map(parseAddress),
    nameOf: async (address) =>
      Object.keys(NAMES).find((name) => NAMES[name]!.includes(address.text)),
    confirm: async (question) => {
      questions.push(question);
      return answers.shift();
    },
    wallNow: () => (clock += 1000),
  };
  const running: Running = {
    applyDynamic: async (command) => {
      const answer = applyDynamic(active, dynamicOverWire(command));
      if (answer.ok) active = answer.policy;
      return answer;
    },
    deleteSas: async () => ({ ok: true, remarks: [] }),
    inForce: async () => ({ active, expansion: { mainMode: [], quickMode: [] } }),
    live: async () => ({
      mainModeSas: [],
      quickModeSas: [],
      softSas: [],
      statistics: { ike: [], ipsec: [], detail: [] },
      now: 0,
    }),
    service: async (change) => ({ ok: true, remarks: [`The service is told to ${change}.`] }),
  };
  const stores = new MemoryStores();
  if (options.local !== undefined) stores.write('local', options.local);
  const backend = new StoresBackend({
    computer: 'memory',
    stores,
    running,
    hold: () => () => {},
    directory: memoryDirectory(),
    wallNow: world.wallNow,
    newGuid: () => `{00000000-0000-0000-0000-${String(guid++).padStart(12, '0')}}`,
  });
  const applyToStore = backend.apply.bind(backend);
  backend.apply = (store, command, gpo) =>
    applyToStore(store, storeCommandSchema.parse(asJson(command)), gpo);
  let printed = '';
  let wrong = '';
  const session = new NetshSession({
    backend,
    world,
    print: (text) => {
      printed += text;
    },
    complain: (text) => {
      wrong += `${text}\n`;
    },
    showSecrets: options.showSecrets === true,
  });
  const taken = (): { printed: string; wrong: string } => {
    const now = { printed, wrong };
    [printed, wrong] = ['', ''];
    return now;
  };
  return {
    session,
    files,
    answers,
    questions,
    taken,
    good: async (...lines) => {
      for (const line of lines) {
        if (!(await session.line(line))) throw new Error(`${line}\n${taken().wrong}`);
      }
      return taken().printed;
    },
    bad: async (line) => {
      if (await session.line(line)) throw new Error(`${line}\nwent well`);
      return taken().wrong.trimEnd();
    },
    model: (location = 'local') =>
      backend.model(location === 'domain' ? { location, domain: undefined } : { location }),
    active: () => active,
    settings: () => backend.settings(),
  };
}

function asJson(command: PolicyCommand | DynamicCommand): unknown {
  return JSON.parse(JSON.stringify(withSecrets(command)));
}

function dynamicOverWire(command: DynamicCommand): DynamicCommand {
  const asked = z.union(agentCommandSchemas).parse({ kind: 'dynamic', command: asJson(command) });
  if (asked.kind !== 'dynamic') throw new Error('another command came out');
  return asked.command;
}

/** A directory that assigns by one group policy object. */
function memoryDirectory(): DirectoryStore {
  let state = { model: EMPTY_MODEL, gpo: 'Default Domain Policy' };
  return {
    read: () => state,
    write: (model, gpo) => {
      state = { model, gpo };
    },
  };
}
