/** What `show` asks, and the plain data that its answer is made from. */

import type { MainModeSaView, QuickModeSaView, StatisticsView } from '../host/ports.ts';
import type { SoftSaView } from '../ipsec/clear/soft-flows.ts';
import type { ActivePolicy, Expansion, FilterActionName } from '../policy/compiled.ts';
import type { DriverSettings } from '../policy/dynamic.ts';
import type { FilterAddress, PolicyModel } from '../policy/model.ts';
import type { StoreChoice } from './backend.ts';

/** How an answer looks. */
export interface ShowStyle {
  readonly format: 'list' | 'table';
  /** False: what is too long for a table's column is cut. */
  readonly wide: boolean;
  /** Columns that there are; undefined: those of a terminal. */
  readonly columns?: number;
  /** Names of addresses are shown where there are some in the data. */
  readonly resolvedns: boolean;
}

type ByName = { readonly by: 'name'; readonly name: string };
type ById = { readonly by: 'id'; readonly id: number };
type ByRule = { readonly by: 'rule'; readonly rule: string };

export type StaticShowRequest = { readonly context: 'static'; readonly style: ShowStyle } & (
  | { readonly what: 'all' | 'store' }
  | {
      readonly what: 'filteraction' | 'filterlist';
      readonly target: ByName | ByRule | 'all';
      readonly verbose: boolean;
    }
  | { readonly what: 'policy'; readonly target: ByName | 'all'; readonly verbose: boolean }
  | {
      readonly what: 'rule';
      readonly policy: string;
      readonly target: ByName | ById | 'all' | 'default';
      readonly type: 'tunnel' | 'transport' | undefined;
      readonly verbose: boolean;
    }
  | { readonly what: 'gpoassignedpolicy'; readonly name: string | undefined }
);

/** What filters, rules and SAs must have to be shown; undefined: anything. */
export interface ShowFilter {
  /** With its mask. A DNS name has its addresses. */
  readonly source: FilterAddress | undefined;
  readonly destination: FilterAddress | undefined;
  readonly protocol: number | undefined;
  readonly sourcePort: number | undefined;
  readonly destinationPort: number | undefined;
  readonly inboundAction: FilterActionName | undefined;
  readonly outboundAction: FilterActionName | undefined;
}

export type DynamicShowRequest = { readonly context: 'dynamic'; readonly style: ShowStyle } & (
  | { readonly what: 'all' | 'config' }
  | {
      readonly what: 'mmfilter' | 'qmfilter';
      readonly name: string | undefined;
      readonly type: 'generic' | 'specific';
      readonly filter: ShowFilter;
    }
  | { readonly what: 'mmpolicy' | 'qmpolicy'; readonly name: string | undefined }
  | { readonly what: 'mmsas' | 'qmsas'; readonly filter: ShowFilter }
  | {
      readonly what: 'rule';
      readonly type: 'tunnel' | 'transport' | undefined;
      readonly filter: ShowFilter;
    }
  | { readonly what: 'stats'; readonly type: 'all' | 'ike' | 'ipsec' }
);

export type ShowRequest = StaticShowRequest | DynamicShowRequest;

/** What the directory assigns to this computer. */
export interface AssignedByDirectory {
  /** The group policy object. */
  readonly gpo: string;
  /** The policy's name; undefined where the object assigns none. */
  readonly policy: string | undefined;
  readonly domain: string | undefined;
}

interface ShowCommonData {
  /** Whose it is: a peer's name, or this computer's. */
  readonly computer: string;
  /** Milliseconds since 1970. */
  readonly wallNow: number;
  /** DNS names of addresses, by the address's text; empty unless they are asked for. */
  readonly names: ReadonlyMap<string, string>;
}

export interface StaticShowData extends ShowCommonData {
  readonly context: 'static';
  readonly store: StoreChoice;
  readonly model: PolicyModel;
  readonly directory: AssignedByDirectory | undefined;
}

/** Parts that a request does not need are empty. */
export interface DynamicShowData extends ShowCommonData {
  readonly context: 'dynamic';
  readonly active: ActivePolicy;
  readonly expansion: Expansion;
  readonly settings: DriverSettings;
  readonly mainModeSas: readonly MainModeSaView[];
  readonly quickModeSas: readonly QuickModeSaView[];
  readonly softSas: readonly SoftSaView[];
  readonly statistics: StatisticsView;
  /** The clock that the SAs' times are of, milliseconds. */
  readonly now: number;
}
