/** What quick mode needs to know of a filter's traffic, from a negotiation policy. */

import type { EncapsulationMode, TrafficSelector } from '../../base/traffic.ts';
import {
  type ChildPolicy,
  DEFAULT_ESP_EXTRAS,
  type Lifetime,
  type QuickModeProposal,
} from '../../ike/policy.ts';
import type { QuickModePolicy } from '../../policy/compiled.ts';
import type { SecurityMethod } from '../../policy/model.ts';
import { UNSTATED_LIFETIME } from '../../policy/ranges.ts';
import { groupOf, protectionOf } from './algorithms.ts';

const REPLAY_WINDOW = 64;

/** Which traffic of which peer. */
export interface ChildTraffic {
  readonly name: string;
  readonly peer: string;
  readonly mode: EncapsulationMode;
  readonly selector: TrafficSelector;
}

/** The child policy for a traffic. `softSeconds`: how long its soft SAs live, where it may have any. */
export function childPolicy(
  traffic: ChildTraffic,
  policy: QuickModePolicy,
  softSeconds: number | undefined,
): ChildPolicy {
  const { pfs, soft, methods } = policy;
  const isSoft = soft && softSeconds !== undefined && traffic.mode === 'transport';
  return {
    ...traffic,
    firstCovers: true,
    proposals: methods.flatMap((method) => proposalOf(method) ?? []),
    pfsGroup: typeof pfs === 'number' ? groupOf(pfs) : undefined,
    ...(pfs === 'main-mode' && { pfsOfMainMode: true }),
    lifetime: lifetimeOf(methods[0]),
    replayWindow: REPLAY_WINDOW,
    sendIdentities: true,
    extras: DEFAULT_ESP_EXTRAS,
    ...(isSoft && { soft: { expirySeconds: softSeconds } }),
  };
}

/** A method as IKE offers it, with the lifetime that it states. */
function proposalOf(method: SecurityMethod): QuickModeProposal | undefined {
  const protection = protectionOf(method);
  return protection && { ...protection, lifetime: lifetimeOf(method) };
}

/** Whichever of the two is not said has its default: both always hold. */
function lifetimeOf(method: SecurityMethod | undefined): Lifetime {
  return {
    seconds: method?.seconds || UNSTATED_LIFETIME.seconds,
    kilobytes: method?.kilobytes || UNSTATED_LIFETIME.kilobytes,
  };
}
