/** What main mode needs to know of a peer, from an IKE policy and a main-mode filter. */

import type { Address } from '../../base/address.ts';
import type { Authentication } from '../../ike/auth/credentials.ts';
import { DEFAULT_KEEPING, type MainModeProposal, type PeerPolicy } from '../../ike/policy.ts';
import { TIMER_PROFILES } from '../../ike/timers.ts';
import type { MainModePolicy } from '../../policy/compiled.ts';
import type { WindowsSystem } from './system.ts';

/** MS-IKEE <21>: a quick-mode SA that carries nothing ends after five minutes, with a cluster after one. */
const IDLE = { seconds: 300, clusterSeconds: 60 } as const;
const NAT_KEEPALIVE_SECONDS = 20;

/** Who a peer is, and where it is spoken to from. */
export interface PeerPlace {
  readonly name: string;
  readonly remote: Address;
  readonly local: Address;
}

/** What a filter, or the default response, says of main mode. */
export interface MainModeTerms {
  readonly policy: MainModePolicy;
  readonly authentication: readonly Authentication[];
  /** Those of the policy. The same objects for every peer: what is agreed on by them is shared, too. */
  readonly proposals: readonly MainModeProposal[];
}

/** The peer policy for a place. */
export function peerPolicy(
  { name, remote, local }: PeerPlace,
  { policy, authentication, proposals }: MainModeTerms,
  { timers = TIMER_PROFILES['windows-2003'], natTraversal = 'auto' }: WindowsSystem,
): PeerPolicy {
  return {
    name,
    address: remote,
    port: 500,
    localAddress: local,
    proposals,
    authentication,
    localIdentity: undefined,
    remoteIdentity: undefined,
    lifetime: { seconds: policy.lifetimeSeconds, kilobytes: 0 },
    natTraversal,
    natKeepaliveSeconds: NAT_KEEPALIVE_SECONDS,
    timers,
    keeping: {
      ...DEFAULT_KEEPING,
      quickModesPerMainMode: policy.masterPfs ? 1 : policy.quickModeLimit,
      idle: IDLE,
    },
    dialect: { name: 'windows-2003', aggressive: 'never', refuseWeak: false },
    // Filters are for any address: whoever forges packets would choose whom this host speaks to.
    promptedBySpi: false,
  };
}
