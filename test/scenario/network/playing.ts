/** Two hosts and what they do, with the network under them. */

import type { ScenarioResult } from '../../../src/scenario/run.ts';
import { run, twoHosts } from '../two-hosts.ts';

/** Plays the rest of a file: network, steps, expect. */
export function playTwo(rest: string): Promise<ScenarioResult> {
  return run(`title: t\n${twoHosts(rest)}`);
}

/** What did not hold, a line each. */
export function failed({ checks }: ScenarioResult): string[] {
  return checks.flatMap(({ passed, what, found }) =>
    passed ? [] : [`${what}: ${found.join('; ')}`],
  );
}
