/** Outcomes as JSON, for programs. */

import type { Outcome } from '../outcome.ts';

/** An outcome as plain data; of what passed without its events and its ladder. */
export function outcomeData(outcome: Outcome): Record<string, unknown> {
  const { checks, events, ladder, story: _, ...rest } = outcome;
  const passed = outcome.state === 'passed';
  const data = {
    ...rest,
    passed,
    checks: checks.map(({ place: { file, line, column }, ...check }) => ({
      ...check,
      file,
      line,
      column,
    })),
  };
  return passed ? data : { ...data, ladder, events };
}
