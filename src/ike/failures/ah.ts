/** AH where it cannot be. */

import { NOTIFY } from '../../wire/numbers/isakmp.ts';
import type { Failure } from '../failure.ts';
import type { Place } from './general.ts';
import { WINDOWS } from './windows-errors.ts';

/** Either side: the policy wants AH, and there is a NAT between the hosts. */
export function ahBehindNat(place: Place, policy: string): Failure {
  return {
    code: 'ah-behind-nat',
    title: `AH cannot be used with ${place.peer}: there is a NAT between the hosts.`,
    certainty: 'certain',
    where: place.where,
    detail: `Policy "${policy}" asks for AH, whose integrity check covers the IP addresses. The NAT changes them, so the other end would drop every packet (RFC 3715 2.1), and no encapsulation of AH in UDP exists.`,
    comparison: [
      {
        what: 'policy',
        local: `"${policy}" with AH`,
        peer: 'behind a NAT, or in front',
        differs: true,
      },
    ],
    notify: NOTIFY['NO-PROPOSAL-CHOSEN'],
    windowsError: WINDOWS.POLICY_MATCH,
    auditEvent: 547,
    failurePoint: 'Me',
    advice: [
      'Use ESP with an integrity algorithm in place of AH: it does not cover the outer addresses, and goes through NATs in UDP.',
      'Or take the NAT out of the path: AH needs the addresses that the hosts themselves have.',
    ],
  };
}
