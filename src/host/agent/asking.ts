/** What the agent has asked of the world outside, by numbers of its own, and what it does with answers. */

import type { Timer, TimerHeap } from '../../base/heap.ts';
import { LIMITS } from '../../base/limits.ts';
import { type Instant, SECOND } from '../../base/time.ts';
import type { AgentEffect, AgentEffectResult } from './ports.ts';

/** `effect` goes out; what comes back, or that nothing does, is an answer. */
export interface AskingParts {
  readonly timers: TimerHeap<() => void>;
  now(): Instant;
  ask(id: number, effect: AgentEffect): void;
}

interface Asked {
  readonly then: (result: AgentEffectResult) => void;
  readonly timer: Timer<() => void>;
  /** It is asked for the service, which may end. */
  readonly forService: boolean;
}

/** Effects of the agent have negative numbers, so that they never meet those of the engine. */
export function isAgentEffectId(id: number): boolean {
  return id < 0;
}

export class Asking {
  readonly #parts: AskingParts;
  readonly #asked = new Map<number, Asked>();
  #lastId = 0;

  constructor(parts: AskingParts) {
    this.#parts = parts;
  }

  /** Asks for the service: forgotten when that stops. */
  forService(effect: AgentEffect, then: (result: AgentEffectResult) => void): void {
    this.#ask(effect, then, true);
  }

  /** Asks whatever becomes of the service. */
  always(effect: AgentEffect, then: (result: AgentEffectResult) => void): void {
    this.#ask(effect, then, false);
  }

  /** What was asked for the service is not waited for any more. */
  forgetService(): void {
    for (const [id, { forService, timer }] of this.#asked) {
      if (!forService) continue;
      this.#parts.timers.cancel(timer);
      this.#asked.delete(id);
    }
  }

  /** Takes an answer; a late one, or one that nobody asked for, is dropped. */
  answered(id: number, result: AgentEffectResult): void {
    const asked = this.#asked.get(id);
    if (asked === undefined) return;
    this.#parts.timers.cancel(asked.timer);
    this.#asked.delete(id);
    asked.then(result);
  }

  #ask(effect: AgentEffect, then: (result: AgentEffectResult) => void, forService: boolean): void {
    const { timers, now, ask } = this.#parts;
    const id = --this.#lastId;
    const timer = timers.timer(() => {
      this.answered(id, { kind: 'agent-problem', what: silence(effect) });
    });
    this.#asked.set(id, { then, timer, forService });
    timers.arm(timer, now() + LIMITS.agentEffectSeconds * SECOND);
    ask(id, effect);
  }
}

/** Why what was asked for is not in an answer: a sentence. */
export function problemOf(result: AgentEffectResult): string {
  return result.kind === 'agent-problem' ? result.what : 'the answer was of the wrong kind.';
}

function silence(effect: AgentEffect): string {
  const who = effect.kind === 'read-directory' ? 'the directory' : 'the store';
  return `${who} did not answer in ${LIMITS.agentEffectSeconds} seconds.`;
}
