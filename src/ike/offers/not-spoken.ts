/** What Espial knows by name but does not speak: extended authentication, hybrid methods, other exchanges. */

import type { SaPayload } from '../../wire/isakmp/payload.ts';
import type { Transform } from '../../wire/isakmp/sa.ts';
import {
  IKE_ATTRIBUTE,
  IKE_AUTHENTICATION,
  ikeAuthenticationName,
} from '../../wire/numbers/ike.ts';
import { EXCHANGE, exchangeName } from '../../wire/numbers/isakmp.ts';
import { readAttributes } from './attribute-set.ts';
import { isGss, isKerberos, isXauthByVendor, KERBEROS } from './method-65001.ts';

const LIFE = { type: IKE_ATTRIBUTE.LIFE_TYPE, duration: IKE_ATTRIBUTE.LIFE_DURATION };

/** The name of an authentication method that a peer offers. */
export function authenticationText(
  method: number,
  transform: Transform,
  vendors: ReadonlySet<string>,
): string {
  if (!isGss(method)) return ikeAuthenticationName(method);
  if (isKerberos(transform, vendors)) return KERBEROS;
  return isXauthByVendor(transform, vendors) ? 'XAUTHInitPreShared' : ikeAuthenticationName(method);
}

/** What to do about an offer's authentication methods that Espial does not speak; empty for the others. */
export function adviceOnOffer(offer: SaPayload, vendors: ReadonlySet<string>): readonly string[] {
  const advice = new Set<string>();
  for (const transform of offer.proposals.flatMap(({ transforms }) => transforms)) {
    const { numbers } = readAttributes(transform.attributes, LIFE);
    const method = numbers.get(IKE_ATTRIBUTE.AUTHENTICATION);
    const one = method === undefined ? undefined : adviceOnMethod(method, transform, vendors);
    if (one !== undefined) advice.add(one);
  }
  return [...advice];
}

function adviceOnMethod(
  method: number,
  transform: Transform,
  vendors: ReadonlySet<string>,
): string | undefined {
  const name = authenticationText(method, transform, vendors);
  const { RSA_ENCRYPTION, RSA_REVISED, HYBRID_INIT_RSA, HYBRID_RESP_DSS } = IKE_AUTHENTICATION;
  if (method === RSA_ENCRYPTION || method === RSA_REVISED)
    return `Espial does not speak ${name}: offer a pre-shared key there.`;
  if (method >= HYBRID_INIT_RSA && method <= HYBRID_RESP_DSS)
    return `Espial does not speak hybrid authentication (${name}): turn it off there and offer a pre-shared key.`;
  if (name === KERBEROS)
    return "Put Kerberos into the list of methods here too, or another of the peer's methods.";
  if (
    method >= IKE_AUTHENTICATION.XAUTH_INIT_PSK &&
    method <= IKE_AUTHENTICATION.XAUTH_RESP_RSA_REVISED
  )
    return `Espial does not speak XAUTH (${name}): turn XAUTH off there and offer a pre-shared key alone.`;
  return undefined;
}

const EXCHANGES: ReadonlyMap<number, string> = new Map([
  [EXCHANGE.transaction, 'it carries XAUTH or Mode Config; turn both off at the peer'],
  [EXCHANGE.base, 'no common implementation uses it; let the peer use main mode'],
  [EXCHANGE.authenticationOnly, 'it makes no keys; let the peer use main mode'],
  [EXCHANGE.newGroup, 'both sides know the groups that they use; turn it off at the peer'],
  ...[EXCHANGE.ikeSaInit, EXCHANGE.ikeAuth, EXCHANGE.createChildSa, EXCHANGE.ikeInformational].map(
    (type) => [type, 'it belongs to IKEv2; let the peer use IKEv1'] as const,
  ),
  ...[
    EXCHANGE.authIpMainMode,
    EXCHANGE.authIpQuickMode,
    EXCHANGE.authIpExtendedMode,
    EXCHANGE.authIpInformational,
  ].map((type) => [type, 'Windows Vista and later speak it; let the peer use IKEv1'] as const),
]);

/** Why a message of an exchange type is not taken, as a sentence. */
export function exchangeNotSpoken(type: number): string {
  const name = exchangeName(type);
  const why = EXCHANGES.get(type) ?? 'main mode, quick mode and informational are';
  return `${name} is not spoken here: ${why}`;
}
