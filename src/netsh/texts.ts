/** Answers of the backend as text, or as problems. */

import type { PolicyError } from '../policy/commands.ts';
import type { Answered } from './backend.ts';
import { NetshProblem } from './problem.ts';

/** Remarks, a line each. Throws a NetshProblem where it was not done. */
export function answeredText(answer: Answered): string {
  if (answer.ok) return answer.remarks.join('\n');
  const { code, message, advice } = answer.error;
  throw new NetshProblem(code === undefined ? message : `Error ${code}: ${message}`, advice);
}

/** A store's refusal as a problem. */
export function refused(error: PolicyError): NetshProblem {
  return new NetshProblem(error.message, error.advice);
}
