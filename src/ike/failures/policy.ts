/** Failures that come from policy itself: it has changed, or there is none. */

import type { Failure } from '../failure.ts';
import type { Place } from './general.ts';
import { WINDOWS } from './windows-errors.ts';

/** Policy was changed while a negotiation was under way, and does not want it any more. */
export function policyChanged(place: Place): Failure {
  return {
    code: 'policy-changed',
    title: 'The policy of this host was changed.',
    certainty: 'certain',
    where: place.where,
    detail:
      'A new policy came into force, and in it the filter, the security methods or the authentication methods that this negotiation was about are gone or others.',
    comparison: [],
    notify: undefined,
    windowsError: WINDOWS.POLICY_CHANGE,
    auditEvent: 547,
    failurePoint: 'Me',
    advice: ['Send again: traffic that the new policy protects is negotiated by the new policy.'],
  };
}

/** A computer that no filter is for wants to negotiate, and no default response is active. */
export function noPolicyFor(place: Place): Failure {
  return {
    code: 'no-policy',
    title: `This host has no policy for ${place.peer}.`,
    certainty: 'certain',
    where: place.where,
    detail:
      'It asks for security, but no main-mode filter is for its address, and the default response rule is not active.',
    comparison: [
      { what: 'main-mode filters', local: `none for ${place.peer}`, peer: '-', differs: true },
      { what: 'default response', local: 'not active', peer: '-', differs: true },
    ],
    notify: undefined,
    windowsError: WINDOWS.NO_POLICY,
    auditEvent: 547,
    failurePoint: 'Me',
    advice: [
      'Assign a policy that has a rule for this computer.',
      'Or let everyone be answered: netsh ipsec static set defaultrule policy=... activate=yes',
    ],
  };
}

/** A filter protects traffic, but nothing says how main mode with the other computer is to be. */
export function noMainModePolicy(place: Place): Failure {
  return {
    code: 'no-policy',
    title: `No main-mode policy is for ${place.peer}.`,
    certainty: 'certain',
    where: place.where,
    detail:
      'A quick-mode filter protects the traffic, but no main-mode filter is for the two addresses, or what it names is not there.',
    comparison: [],
    notify: undefined,
    windowsError: WINDOWS.NO_MM_POLICY,
    auditEvent: 547,
    failurePoint: 'Me',
    advice: ['See the filters: netsh ipsec dynamic show mmfilter all, and show qmfilter all.'],
  };
}
