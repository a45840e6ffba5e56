/**
 * Authentication method 65001 means two things: Kerberos by GSS-API (draft-ietf-ipsec-isakmp-gss-auth) and
 * XAUTHInitPreShared. It is Kerberos with the GSS identity attribute, or where the vendor IDs say so and
 * do not say XAUTH.
 */

import type { Transform } from '../../wire/isakmp/sa.ts';
import { IKE_ATTRIBUTE, IKE_AUTHENTICATION } from '../../wire/numbers/ike.ts';

export const KERBEROS = 'GSS-API (Kerberos)';

/** Whether a method is the one with two meanings. */
export function isGss(method: number): boolean {
  return method === IKE_AUTHENTICATION.GSS_API;
}

/** Whether a peer that offers the method means Kerberos; `vendors` are the keys of its vendor IDs. */
export function isKerberos(transform: Transform, vendors: ReadonlySet<string>): boolean {
  if (statesIdentity(transform)) return true;
  return !vendors.has('XAUTH') && [...vendors].some(saysKerberos);
}

/** Whether a peer means XAUTHInitPreShared by the method, as far as its vendor IDs say. */
export function isXauthByVendor(transform: Transform, vendors: ReadonlySet<string>): boolean {
  return !statesIdentity(transform) && vendors.has('XAUTH');
}

function statesIdentity({ attributes }: Transform): boolean {
  return attributes.some(({ type }) => type === IKE_ATTRIBUTE.GSS_ID);
}

function saysKerberos(vendor: string): boolean {
  return vendor === 'GSSAPI' || vendor.startsWith('MS_NT5');
}
