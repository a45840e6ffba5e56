/**
 * Renewal of SAs before they end (rekeying). When is said in renewal-times.ts; the timer of a renewal
 * arms itself again until the SA has a successor, so that what fails is tried again. The old SA works
 * on meanwhile: a renewal that fails takes nothing away. A pair that nothing has used is renewed too,
 * as strongSwan does it: what policy protects stays up.
 */

import { LIMITS } from '../../base/limits.ts';
import type { EngineState } from '../engine-state.ts';
import { limitReached } from '../failures/general.ts';
import { scopeOf } from '../isakmp-sa.ts';
import { negotiate } from './acquire.ts';
import { initiateMainMode } from './main-mode-life.ts';
import { isEstablished, type Negotiation } from './negotiation.ts';
import type { Child } from './pairs/child.ts';
import { isKept } from './pairs/child-life.ts';
import { isBeingMade } from './pairs/families.ts';
import { retryAt, wornDelay } from './renewal-times.ts';

/** The time to renew a pair has come. */
export function renewChild(engine: EngineState, id: number): void {
  const child = engine.children.get(id);
  if (child === undefined || child.replacedBy !== undefined) return;
  const { made } = child;
  const again = retryAt(engine.now, child.expiresAt, made.role);
  if (again !== undefined && isKept(engine, child)) engine.timers.arm(child.renewalTimer, again);
  const peer = engine.options.policy.peerNamed(made.peerName, made.remoteEndpoint.address);
  if (peer === undefined || isAwaited(engine, child) || isBeingMade(engine, child)) return;
  negotiate(engine, peer, made.remoteEndpoint, { policy: made.child.name, renews: id });
}

/** Traffic has used most of what a pair may carry. */
export function wornChild(engine: EngineState, id: number): void {
  const child = engine.children.get(id);
  if (child === undefined || child.replacedBy !== undefined || !isKept(engine, child)) return;
  const at = engine.now + wornDelay(child.made.role, engine.renewals);
  const { renewalTimer } = child;
  const due = engine.timers.dueOf(renewalTimer);
  if (due === undefined || due > at) engine.timers.arm(renewalTimer, at);
}

/** The time to renew a main mode has come. */
export function renewMainMode(engine: EngineState, entry: Negotiation): void {
  if (!isEstablished(entry) || entry.replacedBy !== undefined) return;
  const { sa } = entry;
  const again = retryAt(engine.now, sa.expiresAt ?? engine.now, sa.role);
  const peer = engine.options.policy.peerNamed(sa.peer.name, sa.path.remote.address);
  if (peer === undefined) return;
  if (again !== undefined && peer.keeping.rekey) engine.timers.arm(entry.renewalTimer, again);
  if (isMainModeUnderWay(engine, entry)) return;
  const fault = engine.table.faultOfAnother();
  if (fault === undefined) return initiateMainMode(engine, peer, sa.path, [], sa.passedOver);
  engine.options.note({
    kind: 'main-mode-failed',
    ...scopeOf(sa),
    initiatorCookie: '',
    responderCookie: '',
    role: 'initiator',
    failure: limitReached({ where: sa.phaseOne, peer: peer.name }, fault, 'mainModes'),
  });
}

/** Renews the newest pair of every family of a policy entry; answers how many there are. */
export function renewPolicy(engine: EngineState, policy: string): number {
  const peer = engine.options.policy.childNamed(policy)?.peer;
  const { children } = engine;
  const due = (peer === undefined ? children.all() : children.ofPeer(peer)).filter(
    ({ made, replacedBy }) => made.child.name === policy && replacedBy === undefined,
  );
  for (const { made } of due) renewChild(engine, made.id);
  return due.length;
}

/** Renews the main modes with a peer; answers how many there are. */
export function renewMainModes(engine: EngineState, peerName: string): number {
  const due = engine.table
    .ofPeer(peerName)
    .filter((entry) => isEstablished(entry) && entry.replacedBy === undefined);
  for (const entry of due) renewMainMode(engine, entry);
  return due.length;
}

/** Whether a main mode is being made for the renewal of a pair. */
function isAwaited(engine: EngineState, { made }: Child): boolean {
  return engine.table
    .ofPeer(made.peerName)
    .some(({ waiting }) => waiting.some(({ renews }) => renews === made.id));
}

function isMainModeUnderWay(engine: EngineState, { sa }: Negotiation): boolean {
  return engine.table.at(sa.path.remote.address).some(
    (other) =>
      !isEstablished(other) &&
      other.sa.role === 'initiator' &&
      other.sa.peer.name === sa.peer.name &&
      // Behind a NAT the port tells neighbours apart.
      (!sa.nat.remoteBehindNat || other.sa.path.remote.port === sa.path.remote.port) &&
      other.waiting.length < LIMITS.waitingQuickModes,
  );
}
