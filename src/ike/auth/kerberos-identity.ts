/**
 * The identity of phase 1 beside Kerberos. A ticket proves a principal, `host/NAME@REALM`, and nothing
 * else. So of what a peer states, only a name that goes with its principal is taken: NAME as ID_FQDN, or
 * the whole principal as ID_KEY_ID. An address may be stated, as racoon does; it is neither proved nor
 * believed. Policy is compared with the names, and peers are told apart by the principal alone.
 */

import type { IdentificationPayload } from '../../wire/isakmp/payload.ts';
import { ID_TYPE } from '../../wire/numbers/ipsec.ts';
import type { Failure } from '../failure.ts';
import type { Place } from '../failures/general.ts';
import { provedIdentityNotAccepted } from '../failures/signatures.ts';
import {
  configuredIdentityText,
  identityMatches,
  identityText,
  phaseOneId,
  phaseOneIdFault,
} from '../identity.ts';
import type { IsakmpSa } from '../isakmp-sa.ts';
import type { IdentityConfig, PeerPolicy } from '../policy.ts';
import { ownGssIdentity } from './gss-identity.ts';
import { hostOf, type Principal, parsePrincipal, principalText } from './principal.ts';

/** What a peer is told apart from others by; no ID payload reads like it. */
export function identityOfPrincipal(principal: Principal): string {
  return `${principalText(principal)} (Kerberos)`;
}

/** What this host states unless policy says it: its name; in the dialect of Windows its address. */
export function statedByDefault({
  authentication,
  localAddress,
  dialect,
}: PeerPolicy): IdentificationPayload | undefined {
  const own = ownGssIdentity(authentication);
  if (own === undefined || dialect.name !== 'default') return undefined;
  const value = hostOf(parsePrincipal(own, ''));
  return value === undefined ? undefined : phaseOneId({ type: 'fqdn', value }, localAddress);
}

/** Why what a peer states is not taken beside the principal that it has proved. */
export function refusalOfStatedId(
  place: Place,
  { peer, path }: IsakmpSa,
  id: IdentificationPayload,
  principal: Principal,
): Failure | undefined {
  const address = path.remote.address;
  const names = namesOf(principal);
  const texts = names.map((name) => configuredIdentityText(name, address));
  const goesWith =
    ADDRESSES.has(id.idType) || names.some((one) => identityMatches(id, one, address));
  const fault =
    phaseOneIdFault(id) ??
    (goesWith ? undefined : `the ticket proves ${principalText(principal)}, and so ${texts[0]}`);
  const refuse = (expected: string, received: string): Failure =>
    provedIdentityNotAccepted(place, 'kerberos', expected, received, fault);
  if (fault !== undefined) return refuse(texts.join(' or '), identityText(id));
  const { remoteIdentity: wanted } = peer;
  if (wanted === undefined) return undefined;
  if (names.some((name) => identityMatches(phaseOneId(name, address), wanted, address)))
    return undefined;
  return refuse(configuredIdentityText(wanted, address), texts.join(', '));
}

/** The names that a principal proves, the usual one first. */
function namesOf(principal: Principal): readonly IdentityConfig[] {
  const host = hostOf(principal);
  const whole: IdentityConfig = { type: 'key-id', value: principalText(principal) };
  return host === undefined ? [whole] : [{ type: 'fqdn', value: host }, whole];
}

const ADDRESSES: ReadonlySet<number> = new Set([ID_TYPE.ID_IPV4_ADDR, ID_TYPE.ID_IPV6_ADDR]);
