/** netsh on stores without a running computer: a folder of files, or memory. */

import type { DirectoryAssignment, PolicyStores } from '../host/agent/stores.ts';
import { apply } from '../policy/apply.ts';
import type { Applied, PolicyCommand } from '../policy/commands.ts';
import type { DriverSettings, DynamicCommand } from '../policy/dynamic.ts';
import type { Guid, PolicyModel } from '../policy/model.ts';
import type { Answered, InForce, LiveViews, NetshBackend, StoreChoice } from './backend.ts';
import { NetshProblem } from './problem.ts';
import type { AssignedByDirectory } from './show-request.ts';

/** The directory's own store, as far as it can be edited from here. */
export interface DirectoryStore {
  read(): DirectoryAssignment & { readonly model: PolicyModel };
  write(model: PolicyModel, gpo: string): void;
}

/** What runs on the stores' computer. */
export type Running = Pick<
  NetshBackend,
  'applyDynamic' | 'deleteSas' | 'inForce' | 'live' | 'service'
>;

export interface StoresOptions {
  readonly computer: string;
  /** Throws an Error with a sentence where a store cannot be used. */
  readonly stores: PolicyStores;
  /** Undefined: this computer is in no domain. */
  readonly directory: DirectoryStore | undefined;
  /** Undefined: nothing runs; there are only the stores. */
  readonly running?: Running | undefined;
  /** Keeps other writers out until what it answers is called. */
  readonly hold: () => () => void;
  /** Milliseconds since 1970. */
  readonly wallNow: () => number;
  readonly newGuid: () => Guid;
}

interface Collected {
  readonly store: StoreChoice;
  readonly model: PolicyModel;
  readonly gpo: string | undefined;
}

/** Edits stores; what needs a running service is refused in words. */
export class StoresBackend implements NetshBackend {
  readonly computer: string;
  readonly #options: StoresOptions;
  /** In batch mode: what is still to be written, by store. */
  readonly #collected = new Map<StoreChoice['location'], Collected>();
  #batch = false;
  /** While something is collected. */
  #release: (() => void) | undefined;

  constructor(options: StoresOptions) {
    this.computer = options.computer;
    this.#options = options;
  }

  async model(store: StoreChoice): Promise<PolicyModel> {
    return this.#collected.get(store.location)?.model ?? this.#read(store);
  }

  async apply(store: StoreChoice, command: PolicyCommand, gpo?: string): Promise<Applied> {
    this.#release ??= said(() => this.#options.hold());
    try {
      const context = { now: this.#options.wallNow(), newGuid: this.#options.newGuid };
      const applied = apply(await this.model(store), command, context);
      if (applied.ok) this.#collected.set(store.location, { store, model: applied.model, gpo });
      return applied;
    } finally {
      if (!this.#batch) this.#writeAll();
    }
  }

  async batch(on: boolean): Promise<string | undefined> {
    this.#batch = on;
    if (!on) await this.flush();
    return undefined;
  }

  async flush(): Promise<void> {
    this.#writeAll();
  }

  async settings(): Promise<DriverSettings> {
    return said(() => this.#options.stores.readSettings());
  }

  async changeSettings(change: Partial<DriverSettings>): Promise<void> {
    const { stores } = this.#options;
    said(() => stores.writeSettings({ ...stores.readSettings(), ...change }));
  }

  async applyDynamic(command: DynamicCommand): Promise<Answered> {
    return this.#running().applyDynamic(command);
  }

  async deleteSas(): Promise<Answered> {
    return this.#running().deleteSas();
  }

  async inForce(secrets: boolean): Promise<InForce> {
    return this.#running().inForce(secrets);
  }

  async live(): Promise<LiveViews> {
    return this.#running().live();
  }

  async service(change: 'start' | 'stop'): Promise<Answered> {
    return this.#running().service(change);
  }

  async assignedByDirectory(): Promise<AssignedByDirectory | undefined> {
    const { directory } = this.#options;
    if (directory === undefined) return undefined;
    const { gpo, model } = said(() => directory.read());
    const policy = model.policies.find(({ guid }) => guid === model.assigned);
    return { gpo, policy: policy?.name, domain: undefined };
  }

  #running(): Running {
    if (this.#options.running !== undefined) return this.#options.running;
    throw new NetshProblem(
      'These are stores only: no IPSEC Services runs on them, so nothing is in force.',
      'Name a running peer with -r NAME.',
    );
  }

  #writeAll(): void {
    try {
      for (const { store, model, gpo } of this.#collected.values()) this.#write(store, model, gpo);
    } finally {
      this.#collected.clear();
      this.#release?.();
      this.#release = undefined;
    }
  }

  #read(store: StoreChoice): PolicyModel {
    const { stores } = this.#options;
    if (store.location !== 'domain') {
      const { location } = store;
      return said(() => stores.read(location));
    }
    const directory = this.#directory();
    return said(() => directory.read().model);
  }

  #write(store: StoreChoice, model: PolicyModel, gpo: string | undefined): void {
    const { stores } = this.#options;
    if (store.location !== 'domain') {
      const { location } = store;
      said(() => stores.write(location, model));
      return;
    }
    const directory = this.#directory();
    said(() => directory.write(model, gpo ?? directory.read().gpo));
  }

  #directory(): DirectoryStore {
    if (this.#options.directory !== undefined) return this.#options.directory;
    throw new NetshProblem(
      'This computer is in no domain, so there is no domain store.',
      'Name the file of a directory with --directory FILE.',
    );
  }
}

/** What stores throw are sentences for people. */
function said<T>(act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw new NetshProblem(error instanceof Error ? error.message : String(error), '');
  }
}
