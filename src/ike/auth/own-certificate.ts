/** Which of this host's certificates it shows to a peer. */

import { toHex } from '../../base/bytes.ts';
import { nameKey, nameText, readName } from '../../wire/distinguished-name.ts';
import type { AuthProblem } from '../effects.ts';
import type { IsakmpSa } from '../isakmp-sa.ts';
import type { PeerPolicy } from '../policy.ts';
import { credentials, type OwnCertificate, type SignatureAlgorithm } from './credentials.ts';

/** Authorities that a failure names. */
const NAMED = 4;

/** This host's certificates for a signature algorithm, in the order of its policy. */
export function certificatesFor(
  { authentication }: PeerPolicy,
  algorithm: SignatureAlgorithm,
): readonly OwnCertificate[] {
  const own = credentials(authentication, 'certificate')?.certificates ?? [];
  return own.filter((one) => one.algorithm === algorithm);
}

/**
 * The first that the peer asked for, by any authority above it; the first of all where it asked for
 * none or for any (RFC 2408 3.10: an empty authority); where none fits, one without a chain that is
 * not straight under a root that this host knows, since the peer may know what is between. One with
 * its private key goes before one without. Undefined where none will do.
 */
export function chooseCertificate(
  { peer, certificateRequests }: IsakmpSa,
  algorithm: SignatureAlgorithm,
): OwnCertificate | undefined {
  const own = certificatesFor(peer, algorithm);
  const takesAny =
    certificateRequests.length === 0 || certificateRequests.some((name) => name.length === 0);
  const asked = takesAny ? own : under(own, certificateRequests);
  const fitting = asked.length > 0 ? asked : unfinished(peer, own);
  return fitting.find(({ key }) => key !== undefined) ?? fitting[0];
}

/** Those whose chain is not here, and that no root that this host knows has issued. */
function unfinished(
  { authentication }: PeerPolicy,
  own: readonly OwnCertificate[],
): readonly OwnCertificate[] {
  const { roots } = credentials(authentication, 'certificate')!.trust;
  const known = new Set(roots.map(({ subject }) => keyOf(subject)));
  return own.filter(
    ({ chain, authorities }) =>
      chain.length === 0 && !authorities.some((one) => known.has(keyOf(one))),
  );
}

/** Why nothing fits: what the peer asked for, and what there is. */
export function nothingForRequest(
  { peer, certificateRequests }: IsakmpSa,
  algorithm: SignatureAlgorithm,
): AuthProblem {
  const own = certificatesFor(peer, algorithm).flatMap(({ authorities }) => authorities);
  return {
    code: 'no-certificate-for-request',
    subject: peer.name,
    detail: `${peer.name} asks for a certificate under ${namesText(certificateRequests)}; what this host has leads to ${namesText(own)} and no further.`,
    facts: [],
  };
}

/** `C=XX, CN=Root, or CN=Other`: bounded, printable. */
function namesText(names: readonly Uint8Array[]): string {
  const texts = [...new Set(names.map((name) => nameText(name) ?? 'something that is no name'))];
  const rest = texts.length > NAMED ? [`one of ${texts.length - NAMED} more`] : [];
  return [...texts.slice(0, NAMED).map((text) => `"${text}"`), ...rest].join(' or ');
}

/** Those that have one of the names above them. A peer may send many long names: each is read once. */
function under(
  own: readonly OwnCertificate[],
  names: readonly Uint8Array[],
): readonly OwnCertificate[] {
  const wanted = new Set(names.map(keyOf));
  return own.filter(({ authorities }) => authorities.some((one) => wanted.has(keyOf(one))));
}

/** The same for DER Names that are the same, whatever kinds of strings they are written in (RFC 5280 7.1). */
function keyOf(name: Uint8Array): string {
  const parts = readName(name);
  return parts === undefined ? `#${toHex(name)}` : nameKey(parts);
}
