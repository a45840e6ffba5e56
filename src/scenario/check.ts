/** One thing that a scenario looked at, and how it was. */

export interface Check {
  readonly passed: boolean;
  /** The line of the scenario's file. */
  readonly line: number;
  /** What was done or expected, in words. */
  readonly what: string;
  /** What there was instead, where it failed. */
  readonly found: readonly string[];
}

/** A check that holds where nothing is found amiss. */
export function check(line: number, what: string, found: readonly string[]): Check {
  return { passed: found.length === 0, line, what, found };
}
