/** What netsh works on: stores in files, a running peer, or memory. */

import type { Address } from '../base/address.ts';
import type { MainModeSaView, QuickModeSaView, StatisticsView } from '../host/ports.ts';
import type { SoftSaView } from '../ipsec/clear/soft-flows.ts';
import type { Applied, PolicyCommand } from '../policy/commands.ts';
import type { ActivePolicy, Expansion } from '../policy/compiled.ts';
import type { DriverSettings, DynamicCommand, DynamicError } from '../policy/dynamic.ts';
import type { PolicyModel } from '../policy/model.ts';
import type { AssignedByDirectory } from './show-request.ts';

/** Which store commands act on. */
export type StoreChoice =
  | { readonly location: 'local' | 'persistent' }
  /** `domain` undefined: the one that this computer is in. */
  | { readonly location: 'domain'; readonly domain: string | undefined };

/** Done, with what is worth saying; or not, and why. */
export type Answered =
  | { readonly ok: true; readonly remarks: readonly string[] }
  | { readonly ok: false; readonly error: Pick<DynamicError, 'code' | 'message' | 'advice'> };

/** What is in force. */
export interface InForce {
  readonly active: ActivePolicy;
  readonly expansion: Expansion;
}

/** Statistics and SAs; `now` is the clock that their times are of. */
export interface LiveViews {
  readonly mainModeSas: readonly MainModeSaView[];
  readonly quickModeSas: readonly QuickModeSaView[];
  readonly softSas: readonly SoftSaView[];
  readonly statistics: StatisticsView;
  readonly now: number;
}

/**
 * Where policies, settings and what is in force come from, and where changes go. All methods throw
 * a NetshProblem where a thing cannot be had: no service runs, a file cannot be read.
 */
export interface NetshBackend {
  /** Whose policies these are, for headings: `alice`. */
  readonly computer: string;
  /** Everything in a store, with its keys: the stores are this user's own. */
  model(store: StoreChoice): Promise<PolicyModel>;
  /** `gpo`: with a domain store, the object that assigns. */
  apply(store: StoreChoice, command: PolicyCommand, gpo?: string): Promise<Applied>;
  /** Changes are collected until it is off again. Answers what that means here, if anything. */
  batch(on: boolean): Promise<string | undefined>;
  /** Writes what was collected. */
  flush(): Promise<void>;
  settings(): Promise<DriverSettings>;
  /** Stores what is stated of the seven properties; the others stay. */
  changeSettings(change: Partial<DriverSettings>): Promise<void>;
  applyDynamic(command: DynamicCommand): Promise<Answered>;
  deleteSas(): Promise<Answered>;
  /** With the keys only where `secrets`. */
  inForce(secrets: boolean): Promise<InForce>;
  live(): Promise<LiveViews>;
  /** The policy that the directory assigns to this computer. */
  assignedByDirectory(): Promise<AssignedByDirectory | undefined>;
  service(change: 'start' | 'stop'): Promise<Answered>;
}

/** The rest of the world: files, names, a person to ask, the time. */
export interface NetshWorld {
  /** Throws a NetshProblem. */
  readFile(path: string): Promise<string>;
  writeFile(path: string, text: string): Promise<void>;
  /** IPv4 addresses of a DNS name; none: there is no such name. */
  lookUp(name: string): Promise<readonly Address[]>;
  nameOf(address: Address): Promise<string | undefined>;
  /** Undefined: there is nobody to ask. */
  confirm(question: string): Promise<boolean | undefined>;
  /** Milliseconds since 1970. */
  wallNow(): number;
}
