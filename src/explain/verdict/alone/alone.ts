/** What one host alone can tell of what happened between it and others: nothing of it is certain. */

import { withRecovery } from '../cross-findings.ts';
import type { SideEvidence } from '../evidence.ts';
import type { Finding } from '../finding.ts';
import { clearRequestFindings, peersInClear } from './clear-requests.ts';
import { delayFindings } from './delays.ts';
import { memoryFindings } from './memory.ts';
import { numberFindings } from './numbers.ts';
import { withReason } from './silence.ts';
import { unansweredFindings } from './unanswered.ts';

/** The findings of a host, each with the reason that its evidence bears out, and what it misses. */
export function aloneFindings(
  side: SideEvidence,
  findings: readonly Finding[],
): readonly Finding[] {
  return withRecovery([
    ...findings.map((one) => withReason(one, side)),
    ...unansweredFindings(side),
    ...numberFindings(side),
    ...clearRequestFindings(side),
    ...peersInClear(side),
    ...delayFindings(side),
    ...memoryFindings(side),
  ]);
}
