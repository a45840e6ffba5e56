/** What this host's policy refuses because it is weak. */

import { NOTIFY } from '../../wire/numbers/isakmp.ts';
import type { Comparison, Failure } from '../failure.ts';
import type { Place } from './general.ts';
import { WINDOWS } from './windows-errors.ts';

/** The offers have something in common, but all of it is weak. */
export function weakMainModeProposal(
  place: Place,
  weaknesses: readonly string[],
  comparison: readonly Comparison[],
): Failure {
  return weak(place, 'main-mode', weaknesses, comparison);
}

/** The same of quick mode. */
export function weakQuickModeProposal(
  place: Place,
  weaknesses: readonly string[],
  comparison: readonly Comparison[],
): Failure {
  return weak(place, 'quick-mode', weaknesses, comparison);
}

function weak(
  place: Place,
  mode: 'main-mode' | 'quick-mode',
  weaknesses: readonly string[],
  comparison: readonly Comparison[],
): Failure {
  return {
    code: 'weak-refused',
    title: `${place.peer} offers only ${mode} algorithms that this host refuses as weak.`,
    certainty: 'certain',
    where: place.where,
    detail: `What both sides would accept is weak: ${weaknesses.join('; ')}. This host's policy refuses that (refuseWeak).`,
    comparison,
    notify: NOTIFY['NO-PROPOSAL-CHOSEN'],
    windowsError: WINDOWS.POLICY_MATCH,
    auditEvent: 546,
    failurePoint: 'Me',
    advice: [
      'Let the peer offer something sound as well: AES with SHA-1 or SHA-2 and group 14 or larger.',
      'In a laboratory that needs the weak algorithms, set refuseWeak: false.',
    ],
  };
}
