/** What the engine tells of its SAs: plain data without secrets. */

import { endpointText } from '../base/address.ts';
import { toHex } from '../base/bytes.ts';
import type { TimerHeap } from '../base/heap.ts';
import type { Instant } from '../base/time.ts';
import type { PhaseOneName } from './isakmp-sa.ts';
import {
  isEstablished,
  type Negotiation,
  quickModesUnderWay,
  type TimerUse,
} from './life/negotiation.ts';
import type { Child } from './life/pairs/child.ts';
import { mainModeProposalText } from './offers/main-mode-offer.ts';
import { methodsPassedOver } from './offers/passed-over.ts';
import { phaseOneWeaknesses } from './weakness.ts';

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
  /** What the peer proved itself with, where that has a name: a certificate, a principal. */
  readonly provedBy: string | undefined;
  /** Sentences: why methods that policy lists before it are not used. */
  readonly passedOver: readonly string[];
  readonly exchange: PhaseOneName;
  /** What is weak about it, in words; empty for a sound one, or while nothing is agreed. */
  readonly weaknesses: readonly string[];
  readonly createdAt: Instant;
  readonly establishedAt: Instant | undefined;
  readonly expiresAt: Instant | undefined;
  /** When it is renewed next; undefined: not. */
  readonly renewsAt: Instant | undefined;
  /** The initiator cookie of the main mode that has taken its place. */
  readonly replacedBy: string | undefined;
  /** Finished quick modes that it remembers, and those under way. */
  readonly quickModes: number;
  readonly natTraversal: boolean;
}

export interface ChildSummary {
  readonly id: number;
  readonly policy: string;
  readonly peer: string;
  readonly role: 'initiator' | 'responder';
  readonly pfsGroup: number | undefined;
  readonly createdAt: Instant;
  readonly expiresAt: Instant;
  /** When it is renewed next; undefined: not. */
  readonly renewsAt: Instant | undefined;
  /** The pair that it took the place of, and the one that has taken its place. */
  readonly replaces: number | undefined;
  readonly replacedBy: number | undefined;
}

export function mainModeSummary(entry: Negotiation, timers: TimerHeap<TimerUse>): MainModeSummary {
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
    provedBy: state.at === 'authenticated' ? state.provedBy : undefined,
    passedOver: 'method' in state ? methodsPassedOver(sa, state) : [],
    exchange: sa.phaseOne,
    weaknesses: 'choice' in state ? phaseOneWeaknesses(state.choice.proposal, sa.phaseOne) : [],
    createdAt: sa.createdAt,
    establishedAt: sa.establishedAt,
    expiresAt: sa.expiresAt,
    renewsAt: timers.dueOf(entry.renewalTimer),
    replacedBy: entry.replacedBy && toHex(entry.replacedBy.sa.initiatorCookie),
    quickModes: entry.quickModes + quickModesUnderWay(entry).length,
    natTraversal: sa.nat.localBehindNat || sa.nat.remoteBehindNat,
  };
}

export function childSummary(child: Child, timers: TimerHeap<TimerUse>): ChildSummary {
  const { made, pfsGroup, createdAt, expiresAt, renewalTimer, replaces, replacedBy } = child;
  return {
    id: made.id,
    policy: made.child.name,
    peer: made.peerName,
    role: made.role,
    pfsGroup,
    createdAt,
    expiresAt,
    renewsAt: timers.dueOf(renewalTimer),
    replaces,
    replacedBy,
  };
}
