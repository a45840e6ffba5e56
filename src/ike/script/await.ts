/**
 * Steps that wait. A step that needs something slow or foreign answers an `Await`: the effect that is to
 * go out, and what to do with its result. Nothing of the exchange moves until the result is there.
 */

import type { Effect, EffectResult } from '../effects.ts';

/** The outcome of a step is not known yet. */
export interface Await<T> {
  readonly effect: Effect;
  resume(result: EffectResult): T | Await<T>;
}

/** What a step answers now, or once it has what it waits for. `T` has no field `effect`. */
export type MayWait<T> = T | Await<T>;

/** Whether an outcome is still to come. */
export function waits<T extends object>(outcome: MayWait<T>): outcome is Await<T> {
  return 'effect' in outcome;
}

/** Asks for an effect, and goes on with its result. */
export function ask<T>(effect: Effect, resume: (result: EffectResult) => MayWait<T>): Await<T> {
  return { effect, resume };
}

/** A result that is no problem: whoever answers keeps to the contract of `Effect`. */
export function expectResult<K extends EffectResult['kind']>(
  result: EffectResult,
  kind: K,
): Extract<EffectResult, { kind: K }> {
  if (result.kind !== kind)
    throw new Error(`an effect was answered by ${result.kind}, not ${kind}`);
  return result as Extract<EffectResult, { kind: K }>;
}

/** What comes after an outcome, whenever that is there. */
export function andThen<T extends object, U>(
  outcome: MayWait<T>,
  next: (outcome: T) => MayWait<U>,
): MayWait<U> {
  if (!waits(outcome)) return next(outcome);
  return {
    effect: outcome.effect,
    resume: (result) => andThen(outcome.resume(result), next),
  };
}
