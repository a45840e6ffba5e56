/** What can be done to a store's model: the verbs of `netsh ipsec static`, parsed and complete. */

import type {
  ConnectionType,
  Filter,
  FilterAction,
  Guid,
  MainModeMethod,
  PolicyAuthentication,
  PolicyModel,
  SecurityMethod,
  TunnelEndpoint,
} from './model.ts';

/** An object by its name (without regard to case), its GUID, or (rules) its id. */
export type Reference =
  | { readonly by: 'name'; readonly name: string }
  | { readonly by: 'guid'; readonly guid: Guid }
  | { readonly by: 'id'; readonly id: number };

/** Filters are found by what they say; what is not said takes the default of `add filter`. */
export type FilterIdentity = Omit<Filter, 'guid' | 'description'>;

export type PolicyCommand =
  | {
      readonly kind: 'add-filter';
      /** By name; made if it is not there. */
      readonly filterList: string;
      readonly filter: Omit<Filter, 'guid'>;
    }
  | { readonly kind: 'delete-filter'; readonly filterList: string; readonly filter: FilterIdentity }
  | { readonly kind: 'add-filter-list'; readonly name: string; readonly description: string }
  | {
      readonly kind: 'set-filter-list';
      readonly target: Reference;
      readonly newName?: string | undefined;
      readonly description?: string | undefined;
    }
  | { readonly kind: 'delete-filter-list'; readonly target: Reference | 'all' }
  | ({
      readonly kind: 'add-filter-action';
      readonly name: string;
      readonly description: string;
    } & Pick<FilterAction, 'action' | 'sessionPfs' | 'inboundPassThrough' | 'soft' | 'methods'>)
  | {
      readonly kind: 'set-filter-action';
      readonly target: Reference;
      readonly newName?: string | undefined;
      readonly description?: string | undefined;
      readonly action?: FilterAction['action'] | undefined;
      readonly sessionPfs?: boolean | undefined;
      readonly inboundPassThrough?: boolean | undefined;
      readonly soft?: boolean | undefined;
      readonly methods?: readonly SecurityMethod[] | undefined;
    }
  | { readonly kind: 'delete-filter-action'; readonly target: Reference | 'all' }
  | {
      readonly kind: 'add-policy';
      readonly name: string;
      readonly description: string;
      readonly masterPfs: boolean;
      readonly quickModeLimit: number;
      readonly lifetimeMinutes: number;
      readonly defaultResponse: boolean;
      readonly pollingMinutes: number;
      readonly assign: boolean;
      /** Empty: Windows' defaults. */
      readonly methods: readonly MainModeMethod[];
    }
  | {
      readonly kind: 'set-policy';
      readonly target: Reference;
      readonly newName?: string | undefined;
      readonly description?: string | undefined;
      readonly masterPfs?: boolean | undefined;
      readonly quickModeLimit?: number | undefined;
      readonly lifetimeMinutes?: number | undefined;
      readonly defaultResponse?: boolean | undefined;
      readonly pollingMinutes?: number | undefined;
      readonly assign?: boolean | undefined;
      readonly methods?: readonly MainModeMethod[] | undefined;
    }
  | { readonly kind: 'delete-policy'; readonly target: Reference | 'all' }
  | {
      readonly kind: 'add-rule';
      readonly name: string;
      readonly policy: Reference;
      readonly filterList: Reference;
      readonly filterAction: Reference;
      readonly tunnel: TunnelEndpoint | undefined;
      readonly connectionType: ConnectionType;
      readonly active: boolean;
      readonly description: string;
      /** Empty: Kerberos. */
      readonly authentication: readonly PolicyAuthentication[];
    }
  | {
      readonly kind: 'set-rule';
      readonly target: Reference;
      readonly policy: Reference;
      readonly newName?: string | undefined;
      readonly description?: string | undefined;
      readonly filterList?: Reference | undefined;
      readonly filterAction?: Reference | undefined;
      readonly tunnel?: TunnelEndpoint | 'none' | undefined;
      readonly connectionType?: ConnectionType | undefined;
      readonly active?: boolean | undefined;
      /** The whole list anew. */
      readonly authentication?: readonly PolicyAuthentication[] | undefined;
    }
  | { readonly kind: 'delete-rule'; readonly target: Reference | 'all'; readonly policy: Reference }
  | {
      readonly kind: 'set-default-rule';
      readonly policy: Reference;
      readonly sessionPfs?: boolean | undefined;
      readonly active?: boolean | undefined;
      readonly methods?: readonly SecurityMethod[] | undefined;
      readonly authentication?: readonly PolicyAuthentication[] | undefined;
    }
  | { readonly kind: 'delete-all' }
  /** The three example policies anew, with their lists and actions, as `release` has them. */
  | { readonly kind: 'restore-examples'; readonly release: 'win2k' | 'win2003' }
  /** Everything of another model comes in, objects of the same GUID anew. */
  | { readonly kind: 'import'; readonly model: PolicyModel };

/** Why a command cannot be done: one sentence of what and why, one of what to do. */
export interface PolicyError {
  readonly code: 'not-found' | 'exists' | 'in-use' | 'invalid' | 'not-allowed' | 'limit';
  readonly message: string;
  readonly advice: string;
}

export type Applied =
  | {
      readonly ok: true;
      readonly model: PolicyModel;
      /** What is worth saying although it was done: a forced session limit, a list made anew. */
      readonly remarks: readonly string[];
    }
  | { readonly ok: false; readonly error: PolicyError };

/** What a command needs from outside, so that `apply` stays pure. */
export interface ApplyContext {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** A fresh GUID each time. */
  newGuid(): Guid;
}
