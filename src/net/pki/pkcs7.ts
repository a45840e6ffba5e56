/** Certificates wrapped in PKCS #7 SignedData without a signer (RFC 2315 9, RFC 2408 3.9: encoding 1). */

import { contextTag, DER_TAG, type DerElement } from '../../base/der.ts';
import { LIMITS } from '../../base/limits.ts';
import { DerError, oidText, partsOf, readWhole, Sequence } from './der.ts';

/** What such a wrapping holds. Nothing of it is checked but its form. */
export interface Wrapped {
  readonly certificates: readonly Uint8Array[];
  readonly revocationLists: readonly Uint8Array[];
}

const SIGNED_DATA = '1.2.840.113549.1.7.2';

/** What is in a wrapping, within the bounds for one peer. Throws a DerError. */
export function unwrapPkcs7(octets: Uint8Array): Wrapped {
  const content = new Sequence(readWhole(octets), 'PKCS #7');
  if (oidText(content.take(DER_TAG.oid)) !== SIGNED_DATA)
    throw new DerError('PKCS #7 that is no signed data');
  const [inner] = partsOf(content.take(contextTag(0, true)));
  if (inner === undefined) throw new DerError('PKCS #7 without contents');
  const signed = new Sequence(inner, 'signed data of PKCS #7');
  signed.take(DER_TAG.integer);
  signed.take(DER_TAG.set);
  signed.take(DER_TAG.sequence);
  const certificates = signed.optional(contextTag(0, true));
  const lists = signed.optional(contextTag(1, true));
  return {
    certificates: sequencesIn(certificates, LIMITS.certificatesFromPeer),
    revocationLists: sequencesIn(lists, LIMITS.revocationListsFromPeer),
  };
}

/** Both sets may hold things of other kinds, which have other tags. */
function sequencesIn(set: DerElement | undefined, most: number): readonly Uint8Array[] {
  const parts = set === undefined ? [] : partsOf(set);
  return parts
    .filter(({ tag }) => tag === DER_TAG.sequence)
    .slice(0, most)
    .map(({ raw }) => raw);
}
