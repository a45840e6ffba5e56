/**
 * The GSS identity name, attribute 16384 of an offer of Kerberos: who its sender is
 * (draft-ietf-ipsec-isakmp-gss-auth). It travels in UTF-16LE, as Windows sends it; racoon can be told to
 * send ISO 8859-1 instead (`gss_id_enc latin1`), as its first versions did.
 */

import { LIMITS } from '../../base/limits.ts';
import { type Authentication, credentials, type KerberosCredentials } from './credentials.ts';
import { type Principal, parsePrincipal, principalText } from './principal.ts';

/** How a GSS identity is written. */
export type GssEncoding = 'utf-16le' | 'latin1';

/** A GSS identity as it came. */
export interface GssIdentity {
  readonly text: string;
  readonly encoding: GssEncoding;
}

/** What this host states with an offer of Kerberos: its principal with its realm, where it has one. */
export function ownGssIdentity(authentication: readonly Authentication[]): string | undefined {
  const kerberos = credentials(authentication, 'kerberos')?.kerberos;
  return kerberos?.principal && principalText(ofRealm(kerberos, kerberos.principal));
}

/** A principal's text in parts; one without a realm is of this host's own. */
export function ofRealm({ principal = '', realm }: KerberosCredentials, text: string): Principal {
  return parsePrincipal(text, parsePrincipal(principal, realm?.name ?? '').realm);
}

/** Whether a name can be stated: plain characters of ISO 8859-1, which is what both sides hash. */
export function canState(name: string): boolean {
  return name !== '' && name.length * 2 <= LIMITS.gssIdentityOctets && PLAIN.test(name);
}

/** Reads a GSS identity; undefined where the octets are none that this host takes. */
export function readGssIdentity(octets: Uint8Array): GssIdentity | undefined {
  if (octets.length === 0 || octets.length > LIMITS.gssIdentityOctets) return undefined;
  const wide = octets.length % 2 === 0 && octets.every((octet, i) => i % 2 === 0 || octet === 0);
  const codes = wide ? octets.filter((_, i) => i % 2 === 0) : octets;
  const text = String.fromCharCode(...codes);
  return PLAIN.test(text) ? { text, encoding: wide ? 'utf-16le' : 'latin1' } : undefined;
}

/** The value of the attribute for a name that can be stated. */
export function writeGssIdentity(name: string, encoding: GssEncoding): Uint8Array {
  const codes = gssIdentityOctets(name);
  if (encoding === 'latin1') return codes;
  const octets = new Uint8Array(codes.length * 2);
  for (const [i, code] of codes.entries()) octets[i * 2] = code;
  return octets;
}

/** A GSS identity as HASH_I and HASH_R cover it: racoon hashes its ISO 8859-1, however it travelled. */
export function gssIdentityOctets(name: string): Uint8Array {
  return Uint8Array.from(name, (character) => character.charCodeAt(0));
}

/** Nothing that a terminal, or a comparison by eye, could take for something else. */
const PLAIN = /^[\x21-\x7e\xa1-\xff]+$/;
