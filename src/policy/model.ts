/**
 * What an administrator edits, in Windows' words: policies of rules, filter lists and filter actions.
 * One model is what one store holds. Plain data; commands.ts says how it changes.
 */

import type { Address } from '../base/address.ts';
import type { Secret } from '../base/secret.ts';

/** `{72385230-70FA-11D1-864C-14A300000000}`: braces, capital letters. */
export type Guid = string;

/** Everything in one store. Order is the order of making. */
export interface PolicyModel {
  readonly policies: readonly IpsecPolicy[];
  readonly filterLists: readonly FilterList[];
  readonly filterActions: readonly FilterAction[];
  /** The policy that is assigned, at most one a store. */
  readonly assigned: Guid | undefined;
}

export const EMPTY_MODEL: PolicyModel = {
  policies: [],
  filterLists: [],
  filterActions: [],
  assigned: undefined,
};

/** What all objects of a store have. */
interface StoredObject {
  readonly guid: Guid;
  /** Unique among the objects of its kind, without regard to case. */
  readonly name: string;
  readonly description: string;
  /** Milliseconds since 1970. */
  readonly modifiedAt: number;
}

export interface IpsecPolicy extends StoredObject {
  readonly mainMode: MainModeSettings;
  /** How often its source is looked at for changes. */
  readonly pollingMinutes: number;
  /** In the order of their ids. Without the default response rule. */
  readonly rules: readonly Rule[];
  readonly defaultResponse: DefaultResponseRule;
}

export interface MainModeSettings {
  /** Master key PFS: authenticate anew for each quick mode; forces a limit of 1. */
  readonly masterPfs: boolean;
  /** Quick modes a main mode; 0 = any number. */
  readonly quickModeLimit: number;
  readonly lifetimeMinutes: number;
  /** The preferred one first; at least one. */
  readonly methods: readonly MainModeMethod[];
}

/** `3DES-SHA1-2`. */
export interface MainModeMethod {
  readonly encryption: 'DES' | '3DES';
  readonly hash: 'MD5' | 'SHA1';
  /** Windows' numbers: 1 low (768 bits), 2 medium (1024), 3 high (2048, IKE's group 14). */
  readonly group: 1 | 2 | 3;
}

export interface Rule extends StoredObject {
  /** What `show rule` numbers it by: unique in its policy, from 1. */
  readonly id: number;
  readonly filterList: Guid;
  readonly filterAction: Guid;
  /** The other end of the tunnel; undefined: transport mode. */
  readonly tunnel: TunnelEndpoint | undefined;
  readonly connectionType: ConnectionType;
  readonly active: boolean;
  /** In order; at least one. */
  readonly authentication: readonly PolicyAuthentication[];
}

/** Cannot be deleted, only made inactive. Its filters are made as IKE requests come. */
export interface DefaultResponseRule {
  readonly active: boolean;
  readonly sessionPfs: boolean;
  readonly methods: readonly SecurityMethod[];
  readonly authentication: readonly PolicyAuthentication[];
  readonly modifiedAt: number;
}

export type TunnelEndpoint =
  | { readonly kind: 'address'; readonly address: Address }
  | { readonly kind: 'dns'; readonly name: string; readonly addresses: readonly Address[] };

export type ConnectionType = 'all' | 'lan' | 'dialup';

/** One method of an ordered list. */
export type PolicyAuthentication =
  | { readonly method: 'kerberos' }
  | { readonly method: 'psk'; readonly key: Secret }
  | {
      readonly method: 'rootca';
      /** The distinguished name of the root, as it was written. */
      readonly authority: string;
      /** Map certificates to domain accounts. */
      readonly certificateMapping: boolean;
      /** Leave the authority's name out of certificate requests. */
      readonly excludeName: boolean;
    };

export interface FilterList extends StoredObject {
  readonly filters: readonly Filter[];
}

/** Which packets, as an administrator says it. Source and destination as of packets one way. */
export interface Filter {
  readonly guid: Guid;
  readonly description: string;
  readonly source: FilterAddress;
  readonly destination: FilterAddress;
  /** IP protocol number, 0 = any. */
  readonly protocol: number;
  /** TCP or UDP port, 0 = any. */
  readonly sourcePort: number;
  readonly destinationPort: number;
  /** Packets the other way round too. */
  readonly mirrored: boolean;
}

/** What one side of a filter may be. What a computer must look up is known only when it is compiled. */
export type FilterAddress =
  | { readonly kind: 'me' }
  | { readonly kind: 'any' }
  | { readonly kind: 'address'; readonly address: Address }
  /** An address and how many of its first bits count, 0 to 32. */
  | { readonly kind: 'subnet'; readonly address: Address; readonly prefix: number }
  /** A DNS name with the addresses that it had when it was said. */
  | { readonly kind: 'dns'; readonly name: string; readonly addresses: readonly Address[] }
  /** The servers that this computer uses, whatever they are at the time. */
  | { readonly kind: 'server'; readonly server: ServerType };

export type ServerType = 'DNS' | 'WINS' | 'DHCP' | 'GATEWAY';

export interface FilterAction extends StoredObject {
  readonly action: 'permit' | 'block' | 'negotiate';
  /** Session key PFS: a Diffie-Hellman exchange in each quick mode. */
  readonly sessionPfs: boolean;
  /** Inbound pass-through: accept unsecured packets, but answer secured. */
  readonly inboundPassThrough: boolean;
  /** Soft: fall back to clear with computers that have no IPsec. */
  readonly soft: boolean;
  /** The preferred one first; at least one where the action is negotiate. */
  readonly methods: readonly SecurityMethod[];
}

/** `AH[MD5]+ESP[3DES,SHA1]:100000k/3600s`: at least one of AH and ESP. */
export interface SecurityMethod {
  readonly ah: 'MD5' | 'SHA1' | undefined;
  readonly esp:
    | {
        readonly encryption: 'DES' | '3DES' | 'None';
        readonly integrity: 'MD5' | 'SHA1' | 'None';
      }
    | undefined;
  /** 0: not said, which means 100,000 kilobytes. */
  readonly kilobytes: number;
  /** 0: not said, which means 3,600 seconds. */
  readonly seconds: number;
}
