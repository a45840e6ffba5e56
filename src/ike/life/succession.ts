/** Which main mode takes the place of which, when one is established. */

import { compare } from '../../base/bytes.ts';
import { type Duration, SECOND } from '../../base/time.ts';
import type { EngineState } from '../engine-state.ts';
import { isUsedUp, type Negotiation } from './negotiation.ts';
import { mainModesBeside } from './pairs/families.ts';
import { renewalDelay, retryAt } from './renewal-times.ts';

/**
 * How long a main mode that is not needed stays. What the peer has under way on it can end, and
 * strongSwan has moved its pairs to the new one by then: it would delete them with the old one.
 */
export const REDUNDANT_MAIN_MODE_FOR: Duration = 10 * SECOND;

/**
 * Enters a main mode that has just been established: it takes the place of older ones with the same
 * peer, and its own renewal is planned. The side that began it deletes the older ones after a while;
 * their pairs stay (RFC 2408 5.15). Answers the one that it replaces.
 */
export function succeed(engine: EngineState, entry: Negotiation): Negotiation | undefined {
  const beside = mainModesBeside(engine, entry);
  const crossing = beside.find((other) => crossed(other, entry));
  for (const other of beside) {
    if (other === crossing) continue;
    giveWay(engine, other, entry);
    if (entry.sa.role === 'initiator') dismiss(engine, other);
  }
  planRenewal(engine, entry);
  if (crossing !== undefined) {
    // Both sides began at once. The one with the lower initiator cookie goes: both know it.
    const loses = compare(entry.sa.initiatorCookie, crossing.sa.initiatorCookie) < 0;
    const [loser, winner] = loses ? [entry, crossing] : [crossing, entry];
    giveWay(engine, loser, winner);
    // By who began it: strongSwan has moved its pairs to its own by then, and would end them with it.
    if (loser.sa.role === 'initiator') dismiss(engine, loser);
  }
  return beside.find((other) => other !== crossing);
}

/** A main mode has ended: where it was the newest, the one before it serves again and is renewed. */
export function takePlaceAgain(engine: EngineState, gone: Negotiation): void {
  if (gone.replacedBy !== undefined) return;
  const heir = mainModesBeside(engine, gone).find(({ redundant }) => !redundant);
  if (heir === undefined || heir.replacedBy !== gone) return;
  heir.replacedBy = undefined;
  const at = retryAt(engine.now, heir.sa.expiresAt ?? engine.now, heir.sa.role);
  if (heir.sa.peer.keeping.rekey && at !== undefined) engine.timers.arm(heir.renewalTimer, at);
}

function crossed({ sa, replacedBy, madeAt }: Negotiation, entry: Negotiation): boolean {
  return sa.role !== entry.sa.role && replacedBy === undefined && madeAt > entry.began;
}

function giveWay(engine: EngineState, old: Negotiation, successor: Negotiation): void {
  old.replacedBy ??= successor;
  engine.timers.cancel(old.renewalTimer);
}

/**
 * A quick mode has finished on a main mode. One that has made what policy lets it make is deleted (RFC
 * 2409 8), after the time in which a last message that was lost is made up for.
 */
export function countQuickMode(engine: EngineState, entry: Negotiation): void {
  entry.quickModes++;
  if (isUsedUp(entry)) dismiss(engine, entry);
}

function dismiss(engine: EngineState, entry: Negotiation): void {
  if (entry.redundant) return;
  entry.redundant = true;
  const { expiresAt } = entry.sa;
  const at = engine.now + REDUNDANT_MAIN_MODE_FOR;
  if (expiresAt !== undefined) engine.timers.arm(entry.lifetimeTimer, Math.min(expiresAt, at));
}

function planRenewal(engine: EngineState, entry: Negotiation): void {
  const { sa, main } = entry;
  if (!sa.peer.keeping.rekey || !('lifetime' in main.state)) return;
  const delay = renewalDelay(main.state.lifetime.seconds, sa.role, engine.renewals);
  if (delay !== undefined) engine.timers.arm(entry.renewalTimer, engine.now + delay);
}
