/** Whether a host has an account in a realm at all. */

import type { KerberosCredentials } from '../../ike/auth/credentials.ts';
import { type Principal, parsePrincipal } from '../../ike/auth/principal.ts';
import { shownName } from './names.ts';
import { type Failed, fact, failed } from './problems.ts';

/** Who a host is, with its key. */
export interface Member {
  readonly self: Principal;
  readonly key: Uint8Array;
}

/** Who this host is, or that it is in no domain. */
export function membershipOf(kerberos: KerberosCredentials): Member | Failed {
  const { principal, key } = kerberos;
  if (principal === undefined) {
    return failed(
      'not-in-domain',
      'this host',
      'This host is in no domain: it has no principal, so it can neither get tickets nor take them.',
      fact('principal of this host', 'a name of the realm', 'none'),
    );
  }
  if (key === undefined) {
    return failed(
      'not-in-domain',
      principal,
      `This host calls itself ${shownName(principal)}, but has no key for that name: it was never joined to the domain.`,
      fact(`key of ${shownName(principal)}`, 'the one of the realm file', 'none'),
    );
  }
  return { self: parsePrincipal(principal, kerberos.realm?.name ?? ''), key: key.reveal() };
}
