/** When an exchange speaks again because nothing came. */

import type { Timer } from '../../base/heap.ts';
import type { Duration } from '../../base/time.ts';
import type { EngineState } from '../engine-state.ts';
import type { IsakmpSa } from '../isakmp-sa.ts';
import type { TimerUse } from '../life/negotiation.ts';
import type { Role } from './exchange.ts';

/** What the timer needs to know of an exchange. */
interface Waiting {
  readonly exchange: { readonly phase: 1 | 2 };
  readonly role: Role;
  readonly sent: { readonly tries: number } | undefined;
  readonly timer: Timer<TimerUse>;
}

/** Whether the last message is to be sent again when its timer runs out. */
export function repeats(run: Waiting, sa: IsakmpSa): boolean {
  const { retransmitGaps } = sa.peer.timers;
  return isRepeating(run, sa) && run.sent !== undefined && run.sent.tries < retransmitGaps.length;
}

/**
 * RFC 2408 5.1 has either side repeat. A responder of main mode may leave it to the initiator; one of
 * quick mode may not, because the initiator is done with message 3 and would never know of its loss.
 */
function isRepeating({ role, exchange }: Waiting, { peer }: IsakmpSa): boolean {
  return role === 'initiator' || exchange.phase === 2 || peer.timers.responderRetransmits;
}

/** Arms the timer of an exchange that waits for the peer, so much longer than others. */
export function armMessageTimer(
  engine: EngineState,
  run: Waiting,
  sa: IsakmpSa,
  again: boolean,
  longer: Duration = 0,
): void {
  const { timers } = sa.peer;
  const gap = isRepeating(run, sa) ? timers.retransmitGaps[(run.sent?.tries ?? 1) - 1] : undefined;
  if (!again || gap !== undefined)
    engine.timers.arm(run.timer, engine.now + (gap ?? timers.halfOpen + longer));
}
