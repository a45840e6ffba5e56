/** The life of a pair of SAs: its making, who takes its place, its end. */

import { packOctets } from '../../../base/compact.ts';
import { SECOND } from '../../../base/time.ts';
import { selectorText } from '../../../base/traffic.ts';
import { protectionLabel, protocolOf } from '../../../crypto/protection.ts';
import { algorithmFacts, filterFacts } from '../../audit-facts.ts';
import type { EngineState } from '../../engine-state.ts';
import type { EndReason, IkeScope } from '../../events.ts';
import { cookieTexts, type IsakmpSa } from '../../isakmp-sa.ts';
import { childWeaknesses } from '../../weakness.ts';
import { establishedWith } from '../established.ts';
import { sendPairDelete } from '../informational/reliable-delete.ts';
import type { Negotiation, QuickModeRun } from '../negotiation.ts';
import { renewalDelay, retryAt } from '../renewal-times.ts';
import { Child } from './child.ts';
import { familyOf, pairsOfFamily, siblingsOf } from './families.ts';

/**
 * How long a pair that is not needed stays, so that what is under way on it still arrives: the peer
 * has to have stopped sending on it.
 */
const REDUNDANT_FOR = 5 * SECOND;

/** Enters the pair that a finished quick mode has made. */
export function establishChild(engine: EngineState, entry: Negotiation, run: QuickModeRun): void {
  if (run.state.at !== 'done') return;
  const { made, pfsGroup, nonce } = run.state;
  const { began, renews } = run.context;
  const { sa } = entry;
  const known = renews === undefined ? undefined : engine.children.get(renews);
  const before = pairsOfFamily(engine, familyOf(sa, made.child.name, made.selector));
  const crossing = before.find((other) => crossed(other, made.role, began));
  const replaced = known ?? before.find((other) => other !== crossing);
  const child = new Child({
    made,
    cookies: sa.cookies,
    madeWith: sa.path.remote,
    pfsGroup,
    madeAt: engine.nextStep++,
    nonce: packOctets(nonce),
    createdAt: engine.now,
    seconds: made.lifetime.seconds,
    replaces: replaced?.made.id,
  });
  engine.children.add(child);
  engine.heldBack.delete(made.child.name);
  engine.timers.arm(child.lifetimeTimer, child.expiresAt);
  armRenewal(engine, child);
  armIdle(engine, child, sa);
  for (const other of [known, ...before]) if (other !== crossing) giveWay(engine, other, child);
  engine.options.note({
    kind: 'quick-mode-established',
    ...scopeOfChild(child),
    id: made.id,
    messageId: run.messageId,
    policy: made.child.name,
    protocol: protocolOf(made),
    suite: protectionLabel(made),
    mode: made.mode,
    udpEncapsulated: made.udpEncapsulated,
    esn: made.esn,
    pfsGroup,
    weaknesses: childWeaknesses(made, pfsGroup),
    selector: selectorText(made.selector),
    filter: filterFacts(made.selector),
    algorithms: algorithmFacts(made),
    inboundSpi: made.inbound.spi,
    outboundSpi: made.outbound.spi,
    lifetimeSeconds: made.lifetime.seconds,
    lifetimeKilobytes: made.lifetime.kilobytes,
    replaces: child.replaces,
  });
  if (crossing !== undefined) settleCrossing(engine, child, crossing);
}

/** What events about a pair carry, as its main mode was when it made the pair. */
function scopeOfChild({ made, cookies, madeWith }: Child): IkeScope {
  const { peerName, localEndpoint, role } = made;
  const { initiatorCookie, responderCookie } = cookieTexts(cookies);
  return {
    peerName,
    local: localEndpoint,
    remote: madeWith,
    initiatorCookie,
    responderCookie,
    role,
  };
}

/** Both sides began at once: the other quick mode ended while this one was under way. */
function crossed(other: Child, role: 'initiator' | 'responder', began: number): boolean {
  return other.made.role !== role && other.replacedBy === undefined && other.madeAt > began;
}

/**
 * Two quick modes for one family have crossed. Both sides know all four nonces and come to the same
 * end, as in IKEv2 (RFC 7296 2.8.1): the pair with the lowest one is not needed. Nobody sends on it
 * from now on; the side that began it deletes it after a while.
 */
function settleCrossing(engine: EngineState, one: Child, other: Child): void {
  const [loser, winner] = one.nonce < other.nonce ? [one, other] : [other, one];
  giveWay(engine, loser, winner);
  engine.options.sas.standDown(loser.made.id);
  if (loser.made.role !== 'initiator') return;
  loser.redundant = true;
  engine.timers.arm(loser.lifetimeTimer, Math.min(loser.expiresAt, engine.now + REDUNDANT_FOR));
}

/**
 * A pair has a successor. It stays until it expires or the peer deletes it (RFC 2408 4.3: so that
 * what the peer still sends by it arrives); the successor's outbound SA is the first choice.
 */
function giveWay(engine: EngineState, child: Child | undefined, successor: Child): void {
  if (child === undefined || child.replacedBy !== undefined) return;
  child.replacedBy = successor.made.id;
  engine.timers.cancel(child.renewalTimer);
}

/** Whether policy wants a pair renewed. */
export function isKept(engine: EngineState, { made }: Child): boolean {
  return engine.options.policy.peerNamed(made.peerName)?.keeping.rekey === true;
}

function armRenewal(engine: EngineState, child: Child): void {
  const { made } = child;
  if (!isKept(engine, child)) return;
  const delay = renewalDelay(made.lifetime.seconds, made.role, engine.renewals);
  if (delay !== undefined) engine.timers.arm(child.renewalTimer, child.createdAt + delay);
}

/** Where policy ends what nothing uses, the time of idleness begins. */
function armIdle(engine: EngineState, child: Child, { peer, peerVendorIds }: IsakmpSa): void {
  const { idle } = peer.keeping;
  if (idle === undefined) return;
  const seconds = peerVendorIds.has('NLBS_PRESENT') ? idle.clusterSeconds : idle.seconds;
  child.idleFor = seconds * SECOND;
  engine.timers.arm(child.idleTimer, child.createdAt + child.idleFor);
}

/** A pair may have been idle for too long. */
export function idleTimeout(engine: EngineState, id: number): void {
  const child = engine.children.get(id);
  if (child === undefined) return;
  const used = engine.options.sas.lastUsed(id) ?? child.createdAt;
  const end = Math.max(used, child.createdAt) + child.idleFor;
  if (end > engine.now) engine.timers.arm(child.idleTimer, end);
  else deleteChild(engine, id, 'idle');
}

/** The time of a pair is over. */
export function childTimeout(engine: EngineState, id: number): void {
  const reason = engine.children.get(id)?.redundant === true ? 'replaced' : 'lifetime';
  deleteChild(engine, id, reason);
}

/** Ends a pair of this host's own accord: the peer is told, if a main mode is there to protect the message. */
export function deleteChild(
  engine: EngineState,
  id: number,
  reason: Exclude<EndReason, 'deleted-by-peer'>,
): boolean {
  const child = engine.children.get(id);
  if (child === undefined) return false;
  const { peerName, remoteEndpoint } = child.made;
  const carrier = establishedWith(engine, peerName, remoteEndpoint);
  if (carrier !== undefined) sendPairDelete(engine, carrier, child.made);
  endChild(engine, id, reason);
  return true;
}

/** Takes a pair out of the data plane and out of the engine's books. */
export function endChild(engine: EngineState, id: number, reason: EndReason): void {
  const child = engine.children.get(id);
  if (child === undefined) return;
  engine.options.sas.remove(id);
  child.cancelTimers(engine.timers);
  engine.children.remove(child);
  engine.options.note({
    kind: 'quick-mode-ended',
    ...scopeOfChild(child),
    id,
    policy: child.made.child.name,
    filter: filterFacts(child.made.selector),
    inboundSpi: child.made.inbound.spi,
    outboundSpi: child.made.outbound.spi,
    reason,
  });
  if (child.replacedBy === undefined) takePlaceAgain(engine, child);
}

/** Where the newest pair of a family goes first, the one before it serves again and is renewed. */
function takePlaceAgain(engine: EngineState, gone: Child): void {
  const heir = siblingsOf(engine, gone).find((other) => !other.redundant);
  if (heir === undefined) return;
  heir.replacedBy = undefined;
  const at = retryAt(engine.now, heir.expiresAt, heir.made.role);
  if (at !== undefined && isKept(engine, heir)) engine.timers.arm(heir.renewalTimer, at);
}
