/**
 * Policy as the Policy Agent gives it to IKE and the driver: what IP Security Monitor and
 * `netsh ipsec dynamic show` show. The compiler makes it of a model, `netsh ipsec dynamic` edits it,
 * and expansion.ts turns it into specific filters. Plain data.
 */

import type { Address, AddressRange } from '../base/address.ts';
import type {
  ConnectionType,
  FilterAddress,
  Guid,
  MainModeMethod,
  PolicyAuthentication,
  SecurityMethod,
} from './model.ts';

/** Where an object comes from. */
export type PolicySource = 'persistent' | 'directory' | 'cache' | 'local' | 'dynamic';

/** Everything that is in force, generic. */
export interface ActivePolicy {
  readonly mainModePolicies: readonly MainModePolicy[];
  readonly quickModePolicies: readonly QuickModePolicy[];
  readonly mainModeFilters: readonly MainModeFilter[];
  readonly quickModeFilters: readonly QuickModeFilter[];
  /** Undefined where no policy in force answers strangers. */
  readonly defaultResponse: DefaultResponse | undefined;
}

export const NO_POLICY: ActivePolicy = {
  mainModePolicies: [],
  quickModePolicies: [],
  mainModeFilters: [],
  quickModeFilters: [],
  defaultResponse: undefined,
};

/** An IKE policy. */
export interface MainModePolicy {
  /** Unique. */
  readonly name: string;
  readonly source: PolicySource;
  readonly masterPfs: boolean;
  /** 0 = any number. */
  readonly quickModeLimit: number;
  readonly lifetimeSeconds: number;
  readonly softSaExpirySeconds: number;
  readonly methods: readonly MainModeMethod[];
}

/** A negotiation policy: what a filter action says of protected traffic. */
export interface QuickModePolicy {
  readonly name: string;
  readonly source: PolicySource;
  readonly soft: boolean;
  /** `main-mode`: the group that main mode used (GRPMM). Numbers are Windows' 1, 2, 3. */
  readonly pfs: 'none' | 'main-mode' | 1 | 2 | 3;
  readonly methods: readonly SecurityMethod[];
}

/** Which main-mode policy and which proofs are for which two ends. */
export interface MainModeFilter {
  readonly guid: Guid;
  readonly name: string;
  readonly from: PolicySource;
  readonly source: FilterAddress;
  readonly destination: FilterAddress;
  readonly mirrored: boolean;
  readonly policy: string;
  readonly authentication: readonly PolicyAuthentication[];
  readonly connectionType: ConnectionType;
}

export type FilterActionName = 'permit' | 'block' | 'negotiate';

/** A generic quick-mode filter, in transport or tunnel mode. */
export interface QuickModeFilter {
  readonly guid: Guid;
  /** The rule's name. */
  readonly name: string;
  readonly from: PolicySource;
  readonly source: FilterAddress;
  readonly destination: FilterAddress;
  readonly protocol: number;
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly mirrored: boolean;
  /** `negotiate` with `inboundPassThrough` is what Windows calls inbound pass-through. */
  readonly inboundAction: FilterActionName;
  readonly outboundAction: FilterActionName;
  readonly inboundPassThrough: boolean;
  /** Where an action is negotiate. */
  readonly policy: string | undefined;
  /** The far end of the tunnel for packets from source to destination; undefined: transport mode. */
  readonly tunnel: Address | 'me' | undefined;
  readonly connectionType: ConnectionType;
}

/** How computers are answered that no filter knows. */
export interface DefaultResponse {
  readonly from: PolicySource;
  readonly mainModePolicy: string;
  readonly quickModePolicy: string;
  readonly authentication: readonly PolicyAuthentication[];
}

/** What a computer must know of itself to turn generic filters into specific ones. */
export interface Environment {
  /** Its own addresses; `me`. */
  readonly addresses: readonly Address[];
  readonly servers: {
    readonly DNS: readonly Address[];
    readonly WINS: readonly Address[];
    readonly DHCP: readonly Address[];
    readonly GATEWAY: readonly Address[];
  };
  /** What its interfaces are; rules for other connections do not apply. */
  readonly connection: 'lan' | 'dialup';
}

/** A filter for packets one way, its addresses known: what the driver compares packets with. */
export interface SpecificQuickModeFilter {
  readonly generic: QuickModeFilter;
  /** Which way packets go that it is for, seen from this computer. */
  readonly direction: 'outbound' | 'inbound';
  readonly source: AddressRange;
  readonly destination: AddressRange;
  readonly protocol: number;
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly action: FilterActionName;
  /** The heavier one wins; see weight.ts. */
  readonly weight: number;
}

export interface SpecificMainModeFilter {
  readonly generic: MainModeFilter;
  readonly direction: 'outbound' | 'inbound';
  readonly source: AddressRange;
  readonly destination: AddressRange;
  readonly weight: number;
}

/** Specific filters, the heaviest first. */
export interface Expansion {
  readonly mainMode: readonly SpecificMainModeFilter[];
  readonly quickMode: readonly SpecificQuickModeFilter[];
}
