/** What the Policy Agent asks of the world outside, and what it reports. */

import type { DriverSettings } from '../../policy/dynamic.ts';
import type { PolicyModel } from '../../policy/model.ts';

/** Stores of this computer. The cache is what the directory last said. */
export type StoreLocation = 'local' | 'persistent' | 'cache';

/** How the IPSec Services service is set to start. */
export type ServiceStart = 'automatic' | 'manual' | 'disabled';

export type AgentEffect =
  /** Answered by `store`. */
  | { readonly kind: 'read-store'; readonly location: StoreLocation }
  /** Answered by `written`. */
  | { readonly kind: 'write-store'; readonly location: StoreLocation; readonly model: PolicyModel }
  /** What the directory has assigned to this computer. Answered by `directory`, or by nobody. */
  | { readonly kind: 'read-directory' }
  /** Settings that stay over restarts. Answered by `settings`. */
  | { readonly kind: 'read-settings' }
  | { readonly kind: 'write-settings'; readonly settings: DriverSettings };

export type AgentEffectResult =
  | { readonly kind: 'store'; readonly location: StoreLocation; readonly model: PolicyModel }
  | { readonly kind: 'settings'; readonly settings: DriverSettings }
  | { readonly kind: 'written' }
  /** `model` with one assigned policy; undefined where the directory assigns none to this computer. */
  | { readonly kind: 'directory'; readonly model: PolicyModel | undefined; readonly gpo: string }
  /** It cannot be read or written, or the directory cannot be reached: a sentence that says why. */
  | { readonly kind: 'agent-problem'; readonly what: string };

/** What happened to the service, the driver's mode and policy. */
export type AgentEvent =
  | { readonly kind: 'service-started' }
  | { readonly kind: 'service-stopped' }
  /** The service could not do its work: a sentence. */
  | { readonly kind: 'service-failed'; readonly reason: string }
  | {
      readonly kind: 'policy-applied';
      readonly source: 'persistent' | 'directory' | 'cache' | 'local' | 'dynamic';
      /** Empty for dynamic policy. */
      readonly policy: string;
      readonly mainModeFilters: number;
      readonly quickModeFilters: number;
    }
  | {
      readonly kind: 'policy-withdrawn';
      readonly source: 'persistent' | 'directory' | 'cache' | 'local' | 'dynamic';
      readonly policy: string;
    }
  /** A source could not be had; when it is tried again, where it is. */
  | {
      readonly kind: 'policy-source-failed';
      readonly source: 'persistent' | 'directory' | 'cache' | 'local';
      readonly reason: string;
      readonly retrySeconds: number | undefined;
    }
  /** Another value of a `set config` property is heeded from now on. */
  | { readonly kind: 'setting-counts'; readonly property: string; readonly value: string };

/** What a peer file or test says of a computer with the Windows system. */
export interface WindowsConfig {
  readonly service: ServiceStart;
  /** From the start of the computer to that of the service, milliseconds. */
  readonly bootMilliseconds: number;
  readonly connection: 'lan' | 'dialup';
  /** Audit of logon events, as the audit policy says. */
  readonly audit: { readonly success: boolean; readonly failure: boolean };
  /** HKLM\SYSTEM\CurrentControlSet\Control\Lsa\Audit\DisableIKEAudits. */
  readonly disableIkeAudits: boolean;
}
