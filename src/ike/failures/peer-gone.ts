/** Failures of a peer that was there: it answers no more, or it has begun anew. */

import type { Failure } from '../failure.ts';
import type { Place } from './general.ts';
import { WINDOWS } from './windows-errors.ts';
import { times } from './wording.ts';

/** A peer that answered before answers no R-U-THERE any more (RFC 3706 5.4). */
export function peerDoesNotAnswer(place: Place, tries: number, silentSeconds: number): Failure {
  return {
    code: 'peer-does-not-answer',
    title: `${place.peer} does not answer any more.`,
    certainty: 'certain',
    where: place.where,
    detail:
      `Nothing that it vouches for has come for ${silentSeconds} s, no ESP packet and no IKE message, ` +
      `and R-U-THERE was sent ${times(tries)} without an answer. Every SA with it is given up.`,
    comparison: [],
    notify: undefined,
    windowsError: WINDOWS.TIMED_OUT,
    auditEvent: 547,
    failurePoint: 'Me',
    advice: [
      'Check that the peer runs and that UDP 500 and 4500 still pass in both directions.',
      'If the peer is only slow or the path loses much, ask later (dpd: 60s, say) or use a slower timer profile.',
    ],
  };
}

/** What a negotiation stood on is gone, because the peer lost it in a restart. */
export function peerRestarted(place: Place): Failure {
  return {
    code: 'peer-restarted',
    title: `${place.peer} has begun anew.`,
    certainty: 'certain',
    where: place.where,
    detail:
      'It said with a new main mode that this is its first contact (INITIAL-CONTACT), so it has lost the SA that protected this negotiation.',
    comparison: [],
    notify: undefined,
    windowsError: WINDOWS.SA_DELETED,
    auditEvent: 547,
    failurePoint: 'Peer',
    advice: ['Try again: the new main mode is there.'],
  };
}
