/** Which of this host's certificates it shows to a peer. */

import { equal } from '../../base/bytes.ts';
import type { IsakmpSa } from '../isakmp-sa.ts';
import type { OwnCertificate, SignatureAlgorithm } from './credentials.ts';
import { credentials } from './credentials.ts';

/** This host's certificates for a signature algorithm, in the order of its policy. */
export function certificatesFor(
  { authentication }: IsakmpSa['peer'],
  algorithm: SignatureAlgorithm,
): readonly OwnCertificate[] {
  const own = credentials(authentication, 'certificate')?.certificates ?? [];
  return own.filter((one) => one.algorithm === algorithm);
}

/**
 * The first that the peer asked for, by any authority above it; the first of all where it asked for
 * none or for any (RFC 2408 3.10: an empty authority). Undefined where none fits.
 */
export function chooseCertificate(
  { peer, certificateRequests }: IsakmpSa,
  algorithm: SignatureAlgorithm,
): OwnCertificate | undefined {
  const own = certificatesFor(peer, algorithm);
  const takesAny =
    certificateRequests.length === 0 || certificateRequests.some((name) => name.length === 0);
  if (takesAny) return own[0];
  return own.find(({ authorities }) =>
    authorities.some((authority) => certificateRequests.some((name) => equal(name, authority))),
  );
}
