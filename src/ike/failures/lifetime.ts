/** Failures about how long SAs live (RFC 2407 4.5.4, 4.6.3.1). */

import { NOTIFY } from '../../wire/numbers/isakmp.ts';
import type { Comparison, Failure } from '../failure.ts';
import type { Place } from './general.ts';
import { WINDOWS } from './windows-errors.ts';
import { firstDifference } from './wording.ts';

/** Responder: the offer asks for a longer lifetime, and policy refuses that. */
export function lifetimeTooLong(place: Place, comparison: readonly Comparison[]): Failure {
  return {
    code: 'lifetime-too-long',
    title: `${place.peer} asks for a longer lifetime than this host allows.`,
    certainty: 'certain',
    where: place.where,
    detail: `Policy refuses such offers ("longer-lifetime: refuse").${firstDifference(comparison)}`,
    comparison,
    notify: NOTIFY['NO-PROPOSAL-CHOSEN'],
    windowsError: WINDOWS.POLICY_MATCH,
    auditEvent: 546,
    failurePoint: 'Me',
    advice: [
      'Set the same lifetimes on both hosts, or let this host answer with its own (longer-lifetime: notify).',
    ],
  };
}

/** Initiator: the responder names a lifetime that cannot be used. */
export function responderLifetimeInvalid(place: Place, why: string): Failure {
  return {
    code: 'responder-lifetime-invalid',
    title: `${place.peer} names a lifetime that cannot be used.`,
    certainty: 'certain',
    where: place.where,
    detail: `Its RESPONDER-LIFETIME is not acceptable: ${why}.`,
    comparison: [],
    notify: NOTIFY['PAYLOAD-MALFORMED'],
    windowsError: WINDOWS.INVALID_RESPONDER_LIFETIME,
    auditEvent: 547,
    failurePoint: 'Peer',
    advice: ['Give the peer a longer lifetime for this policy.'],
  };
}
