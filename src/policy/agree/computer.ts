/** Two computers and the traffic between them: what "can these two ever agree" is asked about. */

import type { Address } from '../../base/address.ts';
import type {
  ActivePolicy,
  Environment,
  Expansion,
  FilterActionName,
  SpecificMainModeFilter,
  SpecificQuickModeFilter,
} from '../compiled.ts';
import { expand } from '../expand.ts';
import type { MainModeMethod, PolicyAuthentication, SecurityMethod } from '../model.ts';
import type { Change } from './change.ts';

/** One computer with the policy that is in force on it. */
export interface Computer extends ComputerFacts {
  /** Of `active` here. */
  readonly expansion: Expansion;
}

/** What must be known of a computer. */
export interface ComputerFacts {
  readonly name: string;
  /** The end of the traffic; one of its own. */
  readonly address: Address;
  /** Its own addresses, of which the first is the end of its tunnels; its servers and connection. */
  readonly environment: Environment;
  readonly active: ActivePolicy;
  /** Whether it is a member of a domain that the other one trusts. */
  readonly inDomain: boolean;
  /** Roots that it trusts and has a certificate of, by distinguished names; `every`: all that its policy names. */
  readonly roots: readonly string[] | 'every';
}

/** The computer, its filters made specific. */
export function computerWith(facts: ComputerFacts): Computer {
  return { ...facts, expansion: expand(facts.active, facts.environment) };
}

/** Packets of one kind from the first computer to the second; their answers go the other way round. */
export interface Traffic {
  /** IP protocol number; 1, 6 and 17 have their own words. */
  readonly protocol: number;
  /** 0 where the protocol has none. */
  readonly sourcePort: number;
  readonly destinationPort: number;
}

/** Why two computers cannot set up what a filter asks for. */
type ObstacleCode =
  | 'no-main-mode-filter'
  | 'tunnel-ends-elsewhere'
  | 'peer-has-no-policy'
  | 'no-common-main-mode-method'
  | 'no-common-authentication'
  | 'not-in-domain'
  | 'no-certificate'
  | 'keys-differ'
  | 'roots-differ'
  | 'no-filter-for-traffic'
  | 'modes-differ'
  | 'tunnels-differ'
  | 'pfs-differs'
  | 'no-common-quick-mode-method';

export interface Obstacle {
  readonly code: ObstacleCode;
  /** `main mode` or `quick mode`. */
  readonly phase: 'main mode' | 'quick mode';
  /** One sentence: what keeps them apart. */
  readonly what: string;
  /** What each computer has, and lacks of the other. */
  readonly sides: readonly { readonly computer: string; readonly has: string }[];
  /** Changes each of which takes this obstacle away. There may be others behind it. */
  readonly changes: readonly Change[];
}

/** Which main mode two computers come to. */
export interface MainModeAgreement {
  /** Undefined where the default response speaks. */
  readonly initiatorFilter: SpecificMainModeFilter;
  readonly responderFilter: SpecificMainModeFilter | undefined;
  readonly method: MainModeMethod;
  readonly authentication: PolicyAuthentication['method'];
}

/** Which quick mode, and for what. */
export interface QuickModeAgreement {
  readonly initiatorFilter: SpecificQuickModeFilter;
  /** Undefined where the default response speaks. */
  readonly responderFilter: SpecificQuickModeFilter | undefined;
  readonly method: SecurityMethod;
  readonly tunnel: boolean;
}

/** How one packet fares. */
export interface Passage {
  readonly from: string;
  readonly to: string;
  readonly how: 'clear' | 'protected' | 'soft' | 'dropped';
  /** Which filter of the sender it hits, and of the receiver where it goes that far. */
  readonly out: FilterHit | undefined;
  readonly in: FilterHit | undefined;
  /** One sentence: why it went or ended so. */
  readonly why: string;
  /** The negotiation that it caused, if it did. */
  readonly negotiation: Negotiation | undefined;
  /** Of one that is dropped without a negotiation that failed: changes each of which may let it through. */
  readonly changes: readonly Change[];
}

/** A filter that a packet hits; undefined action: no filter knows it, so it passes. */
export interface FilterHit {
  readonly computer: string;
  readonly filter: SpecificQuickModeFilter | 'default response' | undefined;
  readonly action: FilterActionName | 'inbound-pass-through' | 'no-filter';
}

export type Negotiation =
  | {
      readonly ok: true;
      readonly initiator: string;
      readonly mainMode: MainModeAgreement;
      readonly quickMode: QuickModeAgreement;
    }
  | {
      readonly ok: false;
      readonly initiator: string;
      /** What was agreed before the obstacle came. */
      readonly mainMode: MainModeAgreement | undefined;
      readonly obstacle: Obstacle;
    };
