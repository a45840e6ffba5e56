/** One thing that a scenario looked at, and how it was. */

import type { Place } from './schema/problem.ts';

export interface Check {
  readonly passed: boolean;
  /** Where the step or the expectation stands. */
  readonly place: Place;
  /** What was done or expected, in words. */
  readonly what: string;
  /** What there was instead, where it failed. */
  readonly found: readonly string[];
}

/** A check that holds where nothing is found amiss. */
export function check(place: Place, what: string, found: readonly string[]): Check {
  return { passed: found.length === 0, place, what, found };
}
