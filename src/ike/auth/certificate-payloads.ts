/** Certificates and requests for them as payloads (RFC 2408 3.9 and 3.10). */

import { EMPTY } from '../../base/bytes.ts';
import { LIMITS } from '../../base/limits.ts';
import type { DecodedPayload, Payload } from '../../wire/isakmp/payload.ts';
import { CERTIFICATE, certificateTable, PAYLOAD } from '../../wire/numbers/isakmp.ts';
import type { CertificateTrust, OwnCertificate } from './credentials.ts';

/** Encodings that are looked at. */
const READ: ReadonlySet<number> = new Set([
  CERTIFICATE.X509_SIGNATURE,
  CERTIFICATE.PKCS7,
  CERTIFICATE.CRL,
]);

/** What a peer sent of certificates. */
export interface SentCertificates {
  readonly certificates: readonly Uint8Array[];
  /** Wrapped in PKCS #7. */
  readonly wrapped: readonly Uint8Array[];
  readonly revocationLists: readonly Uint8Array[];
  /** Names of the encodings that this host does not read, each once. */
  readonly notRead: readonly string[];
}

/** The certificate with its chain, the peer's own first as RFC 4945 3.3 has it. */
export function certificatePayloads({ certificate, chain }: OwnCertificate): readonly Payload[] {
  return [certificate, ...chain].map((data) => ({
    kind: 'cert',
    type: PAYLOAD.CERT,
    encoding: CERTIFICATE.X509_SIGNATURE,
    data,
  }));
}

/** One request for each trusted root, or one for any. */
export function requestPayloads(
  { roots }: CertificateTrust,
  nameRoots: boolean,
): readonly Payload[] {
  const named = nameRoots ? roots.slice(0, LIMITS.requestedAuthorities) : [];
  const names = named.length === 0 ? [EMPTY] : named.map(({ subject }) => subject);
  return names.map((data) => ({
    kind: 'certreq',
    type: PAYLOAD.CR,
    encoding: CERTIFICATE.X509_SIGNATURE,
    data,
  }));
}

/** What a message carries of certificates and revocation lists, as octets that outlive it. */
export function sentCertificates(payloads: readonly DecodedPayload[]): SentCertificates {
  const sent = payloads.filter((payload) => payload.kind === 'cert');
  const of = (encoding: number, most: number): readonly Uint8Array[] =>
    sent
      .filter((payload) => payload.encoding === encoding)
      .slice(0, most)
      .map(({ data }) => data.slice());
  const others = sent.map(({ encoding }) => encoding).filter((encoding) => !READ.has(encoding));
  return {
    certificates: of(CERTIFICATE.X509_SIGNATURE, LIMITS.certificatesFromPeer),
    wrapped: of(CERTIFICATE.PKCS7, LIMITS.certificatesFromPeer),
    revocationLists: of(CERTIFICATE.CRL, LIMITS.revocationListsFromPeer),
    notRead: [...new Set(others)].map(certificateTable.nameOf),
  };
}
