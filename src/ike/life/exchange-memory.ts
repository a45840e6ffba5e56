/**
 * What is kept of an exchange that is over: its last messages, to answer a peer that has not got them
 * (RFC 2408 5.1), for as long as a peer may repeat its own. Keys and values that only the exchange
 * needed go when it ends, and the messages then: of a thousand SAs they are most of the memory.
 */

import type { EngineState } from '../engine-state.ts';
import type { IsakmpSa } from '../isakmp-sa.ts';
import { lastPhase1Block } from './last-block.ts';
import {
  isEstablished,
  type MainModeRun,
  type Negotiation,
  type QuickModeRun,
} from './negotiation.ts';
import { rest } from './resting.ts';

/** An exchange is over: its timer, which nothing else needs now, ends the memory of it. */
export function forgetLater(
  engine: EngineState,
  { timer }: MainModeRun | QuickModeRun,
  { peer }: IsakmpSa,
): void {
  engine.timers.arm(timer, engine.now + peer.timers.halfOpen);
}

/** Nobody repeats a message of main mode any more. Its keys for phase 2 stay. */
export function forgetMainMode(entry: Negotiation): void {
  if (isEstablished(entry)) rest(entry, lastPhase1Block(entry));
}
