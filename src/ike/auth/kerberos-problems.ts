/** What this host itself finds wrong with Kerberos, whoever answers its effects. */

import { LIMITS } from '../../base/limits.ts';
import type { AuthProblem } from '../effects.ts';
import type { KerberosCredentials } from './credentials.ts';
import { ofRealm } from './gss-identity.ts';
import { type Principal, principalText, samePrincipal } from './principal.ts';

/** A token that no answerer needs to see. */
export function strangeToken(token: Uint8Array): AuthProblem | undefined {
  const most = LIMITS.gssTokenOctets;
  if (token.length > 0 && token.length <= most) return undefined;
  const detail = `It has ${token.length} octets, and this host takes 1 to ${most}.`;
  return { code: 'token-malformed', subject: 'GSS token', detail, facts: [] };
}

/** This host cannot use Kerberos; `obstacle` is a sentence without its end. */
export function outsideDomain(obstacle: string): AuthProblem {
  const detail = `Kerberos is wanted between the two hosts, and ${obstacle}.`;
  return { code: 'not-in-domain', subject: '', detail, facts: [] };
}

/** Nobody says for whom a ticket is to be asked for. */
export function noPrincipalOfPeer(peer: string): AuthProblem {
  const detail = `The offer that ${peer} has chosen comes back without its GSS identity, and policy names no principal for it.`;
  return { code: 'no-peer-principal', subject: peer, detail, facts: [] };
}

/** A principal that is not the one which policy wants, if it wants one. */
export function unwantedPrincipal(
  own: KerberosCredentials,
  found: Principal,
): AuthProblem | undefined {
  if (own.remotePrincipal === undefined) return undefined;
  const wanted = ofRealm(own, own.remotePrincipal);
  if (samePrincipal(wanted, found)) return undefined;
  return differing('principal-not-accepted', found, wanted, 'policy wants');
}

/** A principal that is proved and is not the one that was stated. */
export function otherPrincipal(stated: Principal, proved: Principal): AuthProblem | undefined {
  if (samePrincipal(stated, proved)) return undefined;
  return differing('principal-differs', proved, stated, 'the offer states');
}

function differing(
  code: AuthProblem['code'],
  found: Principal,
  expected: Principal,
  why: string,
): AuthProblem {
  const subject = principalText(found);
  return {
    code,
    subject,
    detail: `The peer is ${subject} in Kerberos, and ${why} ${principalText(expected)}.`,
    facts: [{ what: 'principal', expected: principalText(expected), found: subject }],
  };
}
