/** What comes before main mode is established, although its sender believes that it is. */

import { sameAddress } from '../../base/address.ts';
import type { Path } from '../../base/batch.ts';
import { LIMITS } from '../../base/limits.ts';
import { type Duration, SECOND } from '../../base/time.ts';
import type { EngineState } from '../engine-state.ts';
import { resend } from '../script/interpreter.ts';
import { isFinished } from '../script/run.ts';
import type { Negotiation } from './negotiation.ts';

/**
 * Phase 2 of an initiator that is done with aggressive mode: its message 3 was lost, and nothing would
 * ever send it again. Message 2 that comes once more makes it do so. Nothing is proved by that, so the
 * tries are those of the timer profile.
 */
export function recallMessage3(engine: EngineState, { sa, main }: Negotiation, path: Path): void {
  if (sa.role !== 'responder' || main.exchange.name !== 'aggressive mode') return;
  if (!sameAddress(path.remote.address, sa.path.remote.address)) return;
  const { retransmitGaps } = sa.peer.timers;
  if (main.sent !== undefined && main.sent.times <= retransmitGaps.length)
    resend(main, engine.around);
}

/**
 * Another message 2 than the one that was taken, which may have been a forged twin of it with the same
 * hash: whoever sends it waits for message 3, which is smaller.
 */
export function repeatMessage3(
  engine: EngineState,
  { sa, main }: Negotiation,
  octetsOfOther: number,
): void {
  if (sa.role !== 'initiator' || main.exchange.name !== 'aggressive mode' || !isFinished(main))
    return;
  // Nothing is proved by it: the answer is no longer than what it answers.
  if (main.sent !== undefined && main.sent.message.length <= octetsOfOther)
    resend(main, engine.around);
}

/**
 * How much longer than others an exchange waits for its peer's next message. The initiator of a method
 * that sends something beside its keys may have to get that first: a ticket, from a ticket service.
 */
export function patienceOf({ main }: Negotiation): Duration {
  const isSlow = 'method' in main.state && main.state.method.takeBesideKeys !== undefined;
  return isSlow && main.role === 'responder' && main.next === 3 ? LIMITS.effectSeconds * SECOND : 0;
}
