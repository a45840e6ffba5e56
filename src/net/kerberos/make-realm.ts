/** Realms for tests and demos: every principal with a key drawn at random. */

import type { Random } from '../../base/random.ts';
import { Secret } from '../../base/secret.ts';
import type { KerberosCredentials, KerberosRealm } from '../../ike/auth/credentials.ts';
import { parsePrincipal } from '../../ike/auth/principal.ts';

/** Kerberos' usual bound on the difference of two clocks (RFC 4120 3.1.3; Windows has the same). */
export const DEFAULT_SKEW_SECONDS = 300;
/** Windows' usual lifetime of a service ticket: ten hours. */
const DEFAULT_TICKET_SECONDS = 36_000;

/** A realm whose principals have random keys of 32 octets. */
export function makeRealm(
  name: string,
  principals: readonly string[],
  random: Random,
): KerberosRealm {
  const keys = random.fork(`keys of ${name}`);
  return {
    name,
    principals: principals.map((principal) => ({
      name: principal,
      key: new Secret(keys.fork(principal).bytes(32)),
    })),
    ticketSeconds: DEFAULT_TICKET_SECONDS,
    answers: true,
  };
}

/** What a host of a realm has whose keytab is right. Throws a RangeError if the realm has no such principal. */
export function memberOf(realm: KerberosRealm, principal: string): KerberosCredentials {
  const { name } = parsePrincipal(principal, realm.name);
  const found = realm.principals.find((one) => one.name === name);
  if (found === undefined) throw new RangeError(`${realm.name} has no principal ${name}`);
  return {
    principal: `${name}@${realm.name}`,
    key: found.key,
    realm,
    clockSkewSeconds: DEFAULT_SKEW_SECONDS,
    remotePrincipal: undefined,
  };
}
