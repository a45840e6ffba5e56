/** Which results belong to which effects: whoever answers is not this code, and may be wrong. */

import type { EffectKind, EffectResult } from './effects.ts';
import { PROBLEM_CODES } from './failures/authentication.ts';

const RESULT_OF: Readonly<Record<EffectKind, EffectResult['kind']>> = {
  sign: 'signed',
  verify: 'verified',
  'gss-initiate': 'gss-token',
  'gss-accept': 'gss-token',
  'gss-finish': 'gss-ready',
  'gss-wrap': 'gss-message',
  'gss-unwrap': 'gss-message',
};

const PROBLEMS: ReadonlySet<string> = new Set(PROBLEM_CODES);

/** Whether a result answers an effect of a kind at all: with what was asked for, or with a problem that has words. */
export function fitsEffect(effect: EffectKind, result: EffectResult): boolean {
  if (result.kind === 'problem') return PROBLEMS.has(result.problem.code);
  return result.kind === RESULT_OF[effect];
}
