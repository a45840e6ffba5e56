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

const XAUTH_NAME = 'XAUTHInitPreShared';

/** The name of an authentication method that a peer offers. */
export function authenticationText(
  method: number,
  transform: Transform,
  vendors: ReadonlySet<string>,
): string {
  if (!isGss(method)) return ikeAuthenticationName(method);
  if (isKerberos(transform, vendors)) return KERBEROS;
  return isXauthByVendor(transform, vendors) ? XAUTH_NAME : ikeAuthenticationName(method);
}

/**
 * What to do about an offer's authentication methods: those that Espial does not speak, and, where none
 * is one of `own`, those that this host's policy does not list or cannot use.
 */
export function adviceOnOffer(
  offer: SaPayload,
  vendors: ReadonlySet<string>,
  own: readonly number[],
): readonly string[] {
  const methods = offer.proposals
    .flatMap(({ transforms }) => transforms)
    .flatMap((transform) => {
      const { numbers } = readAttributes(transform.attributes, LIFE);
      const method = numbers.get(IKE_ATTRIBUTE.AUTHENTICATION);
      if (method === undefined) return [];
      return [{ method, name: authenticationText(method, transform, vendors) }];
    });
  const isCommon = methods.some(({ method, name }) => own.includes(method) && isSpoken(name));
  const advice = methods.map(
    ({ method, name }) => adviceOnUnspoken(method, name) ?? (isCommon ? undefined : adviceOn(name)),
  );
  return [...new Set(advice.filter((one) => one !== undefined))];
}

/** What this host needs for a method that Espial speaks, by the method's name. */
const NEEDS: ReadonlyMap<string, string> = new Map([
  [ikeAuthenticationName(IKE_AUTHENTICATION.PSK), 'a pre-shared key'],
  [ikeAuthenticationName(IKE_AUTHENTICATION.RSA), 'a certificate with an RSA key'],
  [ikeAuthenticationName(IKE_AUTHENTICATION.ECDSA_256), 'a certificate with a key on P-256'],
  [ikeAuthenticationName(IKE_AUTHENTICATION.ECDSA_384), 'a certificate with a key on P-384'],
  [ikeAuthenticationName(IKE_AUTHENTICATION.ECDSA_521), 'a certificate with a key on P-521'],
  [KERBEROS, 'Kerberos'],
]);

function isSpoken(name: string): boolean {
  return NEEDS.has(name);
}

function adviceOn(name: string): string | undefined {
  const need = NEEDS.get(name);
  return need && `The peer offers ${name}: put ${need} into the list of methods here.`;
}

function adviceOnUnspoken(method: number, name: string): string | undefined {
  if (isSpoken(name)) return undefined;
  const { HYBRID_INIT_RSA, HYBRID_RESP_DSS, XAUTH_INIT_PSK, XAUTH_RESP_RSA_REVISED } =
    IKE_AUTHENTICATION;
  if (method >= HYBRID_INIT_RSA && method <= HYBRID_RESP_DSS)
    return `Espial does not speak hybrid authentication (${name}): turn it off there, so that both sides have certificates or a pre-shared key.`;
  if (isGss(method) && name !== XAUTH_NAME)
    return `The number ${method} is used twice, and this offer does not say for which: Espial speaks it as Kerberos, with a GSS identity or vendor ID beside it, and does not speak XAUTH.`;
  if (method >= XAUTH_INIT_PSK && method <= XAUTH_RESP_RSA_REVISED)
    return `Espial does not speak XAUTH (${name}): turn XAUTH off there and offer a pre-shared key or signatures alone.`;
  return `Espial does not speak ${name}: offer RSA or ECDSA signatures, Kerberos or a pre-shared key there.`;
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
