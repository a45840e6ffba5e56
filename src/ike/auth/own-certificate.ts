/** Which of this host's certificates it shows to a peer. */

import { equal } from '../../base/bytes.ts';
import { nameText, readName, sameName } from '../../wire/distinguished-name.ts';
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
 * none or for any (RFC 2408 3.10: an empty authority). One with its private key goes before one
 * without. Undefined where none fits.
 */
export function chooseCertificate(
  { peer, certificateRequests }: IsakmpSa,
  algorithm: SignatureAlgorithm,
): OwnCertificate | undefined {
  const own = certificatesFor(peer, algorithm);
  const takesAny =
    certificateRequests.length === 0 || certificateRequests.some((name) => name.length === 0);
  const fitting = takesAny
    ? own
    : own.filter(({ authorities }) =>
        authorities.some((authority) =>
          certificateRequests.some((name) => isName(name, authority)),
        ),
      );
  return fitting.find(({ key }) => key !== undefined) ?? fitting[0];
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

/** Whether two DER Names are the same, whatever kinds of strings they are written in (RFC 5280 7.1). */
function isName(left: Uint8Array, right: Uint8Array): boolean {
  if (equal(left, right)) return true;
  const [one, other] = [readName(left), readName(right)];
  return one !== undefined && other !== undefined && sameName(one, other);
}
