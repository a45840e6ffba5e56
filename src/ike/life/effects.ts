/** Answers from outside: to whom they belong, and what becomes of an exchange that waits in vain. */

import { LIMITS } from '../../base/limits.ts';
import { fitsEffect } from '../effect-results.ts';
import type { EffectResult } from '../effects.ts';
import type { EngineState } from '../engine-state.ts';
import { place } from '../exchanges/phase-one.ts';
import { effectTimedOut } from '../failures/time-outs.ts';
import { scopeOf } from '../isakmp-sa.ts';
import { giveUp, goOn } from '../script/interpreter.ts';
import { afterVerdict, failMainMode, refuseProven } from './main-mode-life.ts';
import type { Negotiation } from './negotiation.ts';

/**
 * Takes the result of an effect. One that nothing waits for any more is dropped by its number; so is one
 * of another kind than was asked for, and the exchange still waits for the right one.
 */
export function receiveAnswer(engine: EngineState, id: number, result: EffectResult): void {
  const sa = engine.effects.get(id);
  const entry = sa && engine.table.find(sa.initiatorCookie, sa.responderCookie);
  const waiting = entry?.sa === sa ? entry?.main.waiting : undefined;
  const isFor = waiting?.id === id;
  const fits = isFor && fitsEffect(waiting.effect, result);
  if (fits || !isFor) engine.effects.delete(id);
  if (sa === undefined || entry === undefined || !fits) {
    engine.options.note({ kind: 'effect-late', id });
    return;
  }
  const { effect, since } = waiting;
  engine.options.note({
    kind: 'effect-answered',
    ...scopeOf(sa),
    id,
    effect,
    problem: result.kind === 'problem' ? result.problem.code : undefined,
    milliseconds: engine.now - since,
  });
  afterVerdict(engine, entry, goOn(entry.main, result), sa.path);
}

/** An answer did not come in time. The peer is told, as far as there are keys for it. */
export function giveUpWaiting(engine: EngineState, entry: Negotiation): void {
  const { main, sa } = entry;
  const { effect, number, id } = main.waiting!;
  engine.effects.delete(id);
  giveUp(main);
  const failure = effectTimedOut(place(sa, number), effect, LIMITS.effectSeconds);
  refuseProven(engine, entry, failure);
  failMainMode(engine, entry, failure);
}
