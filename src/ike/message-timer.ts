/** When an exchange speaks again because nothing came. */

import type { Timer } from '../base/heap.ts';
import type { EngineState } from './engine-state.ts';
import type { Role } from './exchange.ts';
import type { IsakmpSa } from './isakmp-sa.ts';
import type { TimerUse } from './negotiation.ts';

/** What the timer needs to know of an exchange. */
interface Waiting {
  readonly role: Role;
  readonly sent: { readonly times: number } | undefined;
  readonly timer: Timer<TimerUse>;
}

/** Whether the last message is to be sent again when its timer runs out. */
export function repeats(run: Waiting, sa: IsakmpSa): boolean {
  const { timers } = sa.peer;
  const allowed = run.role === 'initiator' || timers.responderRetransmits;
  return allowed && run.sent !== undefined && run.sent.times < timers.retransmitGaps.length;
}

/** Arms the timer of an exchange that waits for the peer. */
export function armMessageTimer(
  engine: EngineState,
  run: Waiting,
  sa: IsakmpSa,
  again: boolean,
): void {
  const { timers } = sa.peer;
  const repeating = run.role === 'initiator' || timers.responderRetransmits;
  const gap = repeating ? timers.retransmitGaps[(run.sent?.times ?? 1) - 1] : undefined;
  if (!again || gap !== undefined)
    engine.timers.arm(run.timer, engine.now + (gap ?? timers.halfOpen));
}
