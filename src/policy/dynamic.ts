/** What `netsh ipsec dynamic` asks: edits of what is in force, and the driver's settings. */

import type { Address } from '../base/address.ts';
import type { ActivePolicy, FilterActionName } from './compiled.ts';
import type {
  ConnectionType,
  FilterAddress,
  MainModeMethod,
  PolicyAuthentication,
  SecurityMethod,
} from './model.ts';

/** What tells a dynamic rule from others. */
export interface DynamicRuleIdentity {
  readonly source: FilterAddress;
  readonly destination: FilterAddress;
  readonly protocol: number;
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly mirrored: boolean;
  readonly connectionType: ConnectionType;
  readonly tunnel: Address | undefined;
}

export type DynamicCommand =
  | {
      readonly kind: 'add-mm-policy';
      readonly name: string;
      readonly quickModeLimit: number;
      readonly lifetimeMinutes: number;
      readonly softSaExpiryMinutes: number;
      readonly methods: readonly MainModeMethod[];
    }
  | {
      readonly kind: 'set-mm-policy';
      readonly name: string;
      readonly quickModeLimit?: number | undefined;
      readonly lifetimeMinutes?: number | undefined;
      readonly softSaExpiryMinutes?: number | undefined;
      readonly methods?: readonly MainModeMethod[] | undefined;
    }
  | { readonly kind: 'delete-mm-policy'; readonly name: string | 'all' }
  | {
      readonly kind: 'add-qm-policy';
      readonly name: string;
      readonly soft: boolean;
      readonly pfs: 'none' | 'main-mode' | 1 | 2 | 3;
      readonly methods: readonly SecurityMethod[];
    }
  | {
      readonly kind: 'set-qm-policy';
      readonly name: string;
      readonly soft?: boolean | undefined;
      readonly pfs?: 'none' | 'main-mode' | 1 | 2 | 3 | undefined;
      readonly methods?: readonly SecurityMethod[] | undefined;
    }
  | { readonly kind: 'delete-qm-policy'; readonly name: string | 'all' }
  | {
      readonly kind: 'add-rule';
      readonly identity: DynamicRuleIdentity;
      readonly mainModePolicy: string;
      readonly quickModePolicy: string | undefined;
      readonly inboundAction: FilterActionName;
      readonly outboundAction: FilterActionName;
      readonly authentication: readonly PolicyAuthentication[];
    }
  | {
      readonly kind: 'set-rule';
      readonly identity: DynamicRuleIdentity;
      readonly mainModePolicy?: string | undefined;
      readonly quickModePolicy?: string | undefined;
      readonly inboundAction?: FilterActionName | undefined;
      readonly outboundAction?: FilterActionName | undefined;
      readonly authentication?: readonly PolicyAuthentication[] | undefined;
    }
  | { readonly kind: 'delete-rule'; readonly identity: DynamicRuleIdentity }
  | { readonly kind: 'delete-all' };

/** An error of the 13000 range (see errors.ts), or a request that cannot be. */
export interface DynamicError {
  /** 13000 to 13025; undefined where Windows has no number for it. */
  readonly code: number | undefined;
  readonly message: string;
  readonly advice: string;
}

export type DynamicApplied =
  | { readonly ok: true; readonly policy: ActivePolicy; readonly remarks: readonly string[] }
  | { readonly ok: false; readonly error: DynamicError };

/** The seven properties of `set config`: they stay over restarts. */
export interface DriverSettings {
  /** 0 to 7. */
  readonly ipsecdiagnostics: number;
  readonly ikelogging: 0 | 1;
  readonly strongcrlcheck: 0 | 1 | 2;
  /** Seconds, 60 to 86400. */
  readonly ipsecloginterval: number;
  /** 0 to 3 (NoDefaultExempt). */
  readonly ipsecexempt: 0 | 1 | 2 | 3;
  /** Undefined: stateful if a policy is assigned, else permit. */
  readonly bootmode: 'stateful' | 'block' | 'permit' | undefined;
  readonly bootexemptions: readonly BootExemption[];
}

/** `tcp:0:3389:inbound`. */
export interface BootExemption {
  readonly protocol: number;
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly direction: 'inbound' | 'outbound';
}

/** DHCP, UDP from any port to 68, is let in besides whatever the list says. */
export const DEFAULT_SETTINGS: DriverSettings = {
  ipsecdiagnostics: 0,
  ikelogging: 0,
  strongcrlcheck: 1,
  ipsecloginterval: 3600,
  ipsecexempt: 3,
  bootmode: undefined,
  bootexemptions: [],
};

/** When a changed property is heeded. */
export const SETTING_TAKES_EFFECT: Readonly<
  Record<keyof DriverSettings, 'at once' | 'service start' | 'computer start'>
> = {
  ipsecdiagnostics: 'computer start',
  ikelogging: 'at once',
  strongcrlcheck: 'service start',
  ipsecloginterval: 'computer start',
  ipsecexempt: 'computer start',
  bootmode: 'computer start',
  bootexemptions: 'computer start',
};
