/** What a computer's policy stores can do, and stores in memory for virtual time. */

import { DEFAULT_SETTINGS, type DriverSettings } from '../../policy/dynamic.ts';
import { EMPTY_MODEL, type PolicyModel } from '../../policy/model.ts';
import type { AgentEffect, AgentEffectResult, StoreLocation } from './ports.ts';

/** The stores of one computer. Each call throws an Error with a sentence for people. */
export interface PolicyStores {
  /** A store that nobody has written yet is empty. */
  read(location: StoreLocation): PolicyModel;
  write(location: StoreLocation, model: PolicyModel): void;
  readSettings(): DriverSettings;
  writeSettings(settings: DriverSettings): void;
}

/** What the directory has assigned to this computer. */
export interface DirectoryAssignment {
  /** With one assigned policy; undefined where it assigns none. */
  readonly model: PolicyModel | undefined;
  /** The group policy object that assigns it. */
  readonly gpo: string;
}

/** Asks the directory. Throws an Error with a sentence that says why it cannot be reached. */
export type AskDirectory = () => DirectoryAssignment;

/** A computer that is in no domain. */
export const NO_DIRECTORY: AskDirectory = () => ({ model: undefined, gpo: '' });

/** Answers what a Policy Agent asks, from stores and a directory. */
export function agentAnswerer(
  stores: PolicyStores,
  askDirectory: AskDirectory = NO_DIRECTORY,
): (effect: AgentEffect) => AgentEffectResult {
  return (effect) => {
    try {
      return answer(stores, askDirectory, effect);
    } catch (error) {
      return {
        kind: 'agent-problem',
        what: error instanceof Error ? error.message : String(error),
      };
    }
  };
}

function answer(
  stores: PolicyStores,
  askDirectory: AskDirectory,
  effect: AgentEffect,
): AgentEffectResult {
  switch (effect.kind) {
    case 'read-store':
      return { kind: 'store', location: effect.location, model: stores.read(effect.location) };
    case 'write-store':
      stores.write(effect.location, effect.model);
      return { kind: 'written' };
    case 'read-directory':
      return { kind: 'directory', ...askDirectory() };
    case 'read-settings':
      return { kind: 'settings', settings: stores.readSettings() };
    case 'write-settings':
      stores.writeSettings(effect.settings);
      return { kind: 'written' };
  }
}

/** Stores that live as long as the process: for simulation, scenarios and tests. */
export class MemoryStores implements PolicyStores {
  readonly #models = new Map<StoreLocation, PolicyModel>();
  #settings = DEFAULT_SETTINGS;

  read(location: StoreLocation): PolicyModel {
    return this.#models.get(location) ?? EMPTY_MODEL;
  }

  write(location: StoreLocation, model: PolicyModel): void {
    this.#models.set(location, model);
  }

  readSettings(): DriverSettings {
    return this.#settings;
  }

  writeSettings(settings: DriverSettings): void {
    this.#settings = settings;
  }
}
