/** Whether a certificate holds the identity that a peer states (RFC 4945 3.1). */

import { addressOfBytes } from '../../base/address.ts';
import { equal, toHex } from '../../base/bytes.ts';
import type { AuthProblem, Effect } from '../../ike/effects.ts';
import { sameEncodedName } from '../../wire/distinguished-name.ts';
import { ID_TYPE } from '../../wire/numbers/ipsec.ts';
import type { Certificate } from './certificate.ts';
import { type GeneralName, generalNameText, printable } from './general-name.ts';
import { isEmptyName, nameText } from './name.ts';
import { fact, problem } from './problems.ts';

export type StatedIdentity = Extract<Effect, { kind: 'verify' }>['identity'];

/** Whether the certificate vouches for the identity. */
export function holdsIdentity(certificate: Certificate, { idType, data }: StatedIdentity): boolean {
  const names = certificate.extensions.alternativeNames;
  switch (idType) {
    case ID_TYPE.ID_IPV4_ADDR:
    case ID_TYPE.ID_IPV6_ADDR: {
      const octets = idType === ID_TYPE.ID_IPV4_ADDR ? 4 : 16;
      if (data.length !== octets) return false;
      return names.some((name) => name.kind === 'ip' && equal(name.octets, data));
    }
    case ID_TYPE.ID_FQDN:
      return hasText(names, 'dns', data);
    case ID_TYPE.ID_USER_FQDN:
      return hasText(names, 'email', data);
    case ID_TYPE.ID_DER_ASN1_DN:
      // RFC 4945 3.1.5: an empty subject is nobody.
      return !isEmptyName(data) && sameEncodedName(certificate.subject, data);
    case ID_TYPE.ID_DER_ASN1_GN:
      return names.some((name) => equal(name.raw, data));
    default:
      // Subnets, ranges and key ids name no one that a certificate could vouch for (RFC 4945 3.1.4, 3.1.7).
      return false;
  }
}

/** What to say where it does not. */
export function identityProblem(certificate: Certificate, identity: StatedIdentity): AuthProblem {
  const stated = identityText(identity);
  const names = certificate.extensions.alternativeNames.slice(0, 16).map(generalNameText);
  const found = [`subject ${certificate.subjectText}`, ...names].join('; ');
  const kind = carrierOf(identity.idType);
  return problem(
    'identity-not-in-certificate',
    certificate.subjectText,
    kind === undefined
      ? `The peer says that it is ${stated}. A certificate cannot vouch for an identity of this kind.`
      : `The peer says that it is ${stated}. Its certificate (serial ${certificate.serial}) does not hold that as ${kind}.`,
    [fact('identity', stated, found)],
  );
}

/** Where a certificate holds identities of a kind, for people. */
function carrierOf(idType: number): string | undefined {
  switch (idType) {
    case ID_TYPE.ID_IPV4_ADDR:
    case ID_TYPE.ID_IPV6_ADDR:
      return 'an IP address among its alternative names';
    case ID_TYPE.ID_FQDN:
      return 'a DNS name among its alternative names';
    case ID_TYPE.ID_USER_FQDN:
      return 'an e-mail address among its alternative names';
    case ID_TYPE.ID_DER_ASN1_DN:
      return 'its subject';
    case ID_TYPE.ID_DER_ASN1_GN:
      return 'one of its alternative names';
    default:
      return undefined;
  }
}

function identityText({ idType, data }: StatedIdentity): string {
  switch (idType) {
    case ID_TYPE.ID_IPV4_ADDR:
    case ID_TYPE.ID_IPV6_ADDR:
      return data.length === 4 || data.length === 16
        ? addressOfBytes(data).text
        : `#${shortHex(data)}`;
    case ID_TYPE.ID_FQDN:
    case ID_TYPE.ID_USER_FQDN:
      return printable(latin(data));
    case ID_TYPE.ID_DER_ASN1_DN:
      return nameText(data);
    default:
      return `kind ${idType} #${shortHex(data)}`;
  }
}

/** RFC 4945 3.1.2, 3.1.3: upper and lower case are the same, and there are no wildcards. */
function hasText(names: readonly GeneralName[], kind: 'dns' | 'email', data: Uint8Array): boolean {
  const wanted = latin(data).toLowerCase();
  return (
    wanted.length > 0 &&
    names.some((name) => name.kind === kind && name.text.toLowerCase() === wanted)
  );
}

function latin(octets: Uint8Array): string {
  return Array.from(octets, (octet) => String.fromCharCode(octet)).join('');
}

function shortHex(octets: Uint8Array): string {
  return toHex(octets.subarray(0, 64));
}
