/**
 * Message ids of phase 2. A main mode takes each once, and so many in its life; a long one with much
 * to say is renewed before they run out, for without any left it could hear of nothing more. What
 * nobody has proved never uses the last of them up.
 */

import { LIMITS } from '../../base/limits.ts';
import type { EngineState } from '../engine-state.ts';
import type { Role } from '../script/exchange.ts';
import { isEstablished, type Negotiation } from './negotiation.ts';
import { countOfIds, withId } from './used-message-ids.ts';

const MOST = LIMITS.messageIdsPerMainMode;
/** Apart, since both sides count nearly the same. */
const RENEWED_AT: Readonly<Record<Role, number>> = {
  initiator: MOST / 2,
  responder: (MOST * 5) / 8,
};
const ENDED_AT = (MOST * 7) / 8;

/** Whether there are enough left for what a stranger may have prompted. */
export function mayTakeMessageId({ messageIds }: Negotiation): boolean {
  return countOfIds(messageIds) < (MOST * 3) / 4;
}

/** Remembers that a message id has been used, by either side. */
export function takeMessageId(engine: EngineState, entry: Negotiation, messageId: number): void {
  const { sa } = entry;
  const before = countOfIds(entry.messageIds);
  entry.messageIds = withId(entry.messageIds, messageId);
  const count = countOfIds(entry.messageIds);
  if (count === before || !isEstablished(entry)) return;
  if (sa.peer.keeping.rekey && count === RENEWED_AT[sa.role])
    engine.timers.arm(entry.renewalTimer, engine.now);
  // Not renewed, or not yet: a pair needs no main mode, and another one is made when it is wanted.
  if (count === ENDED_AT) engine.timers.arm(entry.lifetimeTimer, engine.now);
}
