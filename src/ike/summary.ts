/** What the engine tells of its SAs: plain data without secrets. */

import { endpointText } from '../base/address.ts';
import { toHex } from '../base/bytes.ts';
import type { Instant } from '../base/time.ts';
import { type Child, isEstablished, type Negotiation } from './life/negotiation.ts';
import { mainModeProposalText } from './offers/main-mode-offer.ts';

export interface MainModeSummary {
  readonly peer: string;
  readonly initiatorCookie: string;
  readonly responderCookie: string;
  readonly role: 'initiator' | 'responder';
  readonly state: 'negotiating' | 'established';
  readonly local: string;
  readonly remote: string;
  readonly localIdentity: string | undefined;
  readonly remoteIdentity: string | undefined;
  readonly proposal: string | undefined;
  readonly authentication: string;
  readonly createdAt: Instant;
  readonly establishedAt: Instant | undefined;
  readonly expiresAt: Instant | undefined;
  /** Finished quick modes that it remembers, and those under way. */
  readonly quickModes: number;
  readonly natTraversal: boolean;
}

export interface ChildSummary {
  readonly id: number;
  readonly policy: string;
  readonly peer: string;
  readonly createdAt: Instant;
  readonly expiresAt: Instant;
}

export function mainModeSummary(entry: Negotiation): MainModeSummary {
  const { sa, main } = entry;
  const { state } = main;
  return {
    peer: sa.peer.name,
    initiatorCookie: toHex(sa.initiatorCookie),
    responderCookie: toHex(sa.responderCookie),
    role: sa.role,
    state: isEstablished(entry) ? 'established' : 'negotiating',
    local: endpointText(sa.path.local),
    remote: endpointText(sa.path.remote),
    localIdentity: sa.localIdentity,
    remoteIdentity: state.at === 'authenticated' ? state.remoteIdentity : undefined,
    proposal: 'choice' in state ? mainModeProposalText(state.choice.proposal) : undefined,
    authentication: 'method' in state ? state.method.name : 'not agreed yet',
    createdAt: sa.createdAt,
    establishedAt: sa.establishedAt,
    expiresAt: sa.expiresAt,
    quickModes: entry.quick.size,
    natTraversal: sa.nat.localBehindNat || sa.nat.remoteBehindNat,
  };
}

export function childSummary({ made, createdAt, expiresAt }: Child): ChildSummary {
  return { id: made.id, policy: made.child.name, peer: made.peerName, createdAt, expiresAt };
}
