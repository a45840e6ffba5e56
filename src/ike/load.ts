/** What the engine keeps of work that is not done yet, for the statistics. */

import type { EngineState } from './engine-state.ts';

export interface EngineLoad {
  /** Messages received whose check waits for an answer from outside. */
  readonly messagesWaiting: number;
  /** Fragments whose message is not whole yet. */
  readonly fragments: number;
  /** Requests for SAs whose quick mode has not begun. */
  readonly requestsWaiting: number;
}

/** Counts it, over all main modes. */
export function loadOf(engine: EngineState): EngineLoad {
  let messagesWaiting = 0;
  let requestsWaiting = engine.heldBack.size;
  for (const { main, waiting } of engine.table.all()) {
    if (main.waiting?.datagram !== undefined) messagesWaiting++;
    requestsWaiting += waiting.length;
  }
  return { messagesWaiting, fragments: engine.fragments.parts, requestsWaiting };
}
