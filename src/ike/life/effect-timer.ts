/** The timer of a main mode whose step waits for an answer from outside. */

import { LIMITS } from '../../base/limits.ts';
import { SECOND } from '../../base/time.ts';
import type { EngineState } from '../engine-state.ts';
import type { Negotiation } from './negotiation.ts';

/** A main mode waits, and its timer tells when to give that up. */
export function armEffectTimer(engine: EngineState, entry: Negotiation): void {
  const { main } = entry;
  const isCheck = main.waiting?.datagram !== undefined;
  main.timerBefore = isCheck ? (main.timerBefore ?? engine.timers.dueOf(main.timer)) : undefined;
  engine.timers.arm(main.timer, engine.now + LIMITS.effectSeconds * SECOND);
}

/** What was checked is dropped, so the message timer goes on as if it had never come. */
export function takeTimerUpAgain(engine: EngineState, entry: Negotiation): void {
  const { main } = entry;
  const { timerBefore } = main;
  if (timerBefore === undefined || main.waiting !== undefined) return;
  main.timerBefore = undefined;
  engine.timers.arm(main.timer, Math.max(engine.now, timerBefore));
}
