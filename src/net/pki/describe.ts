/** A certificate described for people. */

import { type Certificate, readCertificate } from './certificate.ts';
import { generalNameText, printable } from './general-name.ts';
import { purposeText } from './path-check.ts';
import { listAddresses } from './revocation.ts';
import { timeText } from './time.ts';

export interface CertificateDescription {
  readonly subject: string;
  readonly issuer: string;
  /** Hexadecimal. */
  readonly serial: string;
  readonly notBefore: string;
  readonly notAfter: string;
  /** `RSA 2048 bits`. */
  readonly key: string;
  readonly signature: string;
  /** `yes`, `no`, or `yes, path length 0`. */
  readonly authority: string;
  readonly keyUsage: readonly string[];
  readonly extendedKeyUsage: readonly string[];
  /** `DNS:alpha.lab.example`. */
  readonly alternativeNames: readonly string[];
  /** HTTP addresses of its revocation lists. */
  readonly revocationLists: readonly string[];
  /** Hexadecimal SHA-1, as Windows shows it. */
  readonly thumbprint: string;
}

/** What a certificate says. Throws a DerError where the octets are none. */
export function describeCertificate(der: Uint8Array): CertificateDescription {
  const one = readCertificate(der);
  const { extensions } = one;
  return {
    subject: one.subjectText,
    issuer: one.issuerText,
    serial: one.serial,
    notBefore: timeText(one.notBefore),
    notAfter: timeText(one.notAfter),
    key: one.publicKey.text,
    signature: one.signed.scheme.name,
    authority: authorityText(one),
    keyUsage: extensions.keyUsage ?? [],
    extendedKeyUsage: (extensions.extendedKeyUsage ?? []).map(purposeText),
    alternativeNames: extensions.alternativeNames.map(generalNameText),
    revocationLists: listAddresses(one).map(printable),
    thumbprint: one.thumbprint,
  };
}

function authorityText({ extensions: { basicConstraints } }: Certificate): string {
  if (basicConstraints?.ca !== true) return 'no';
  const { pathLength } = basicConstraints;
  return pathLength === undefined ? 'yes' : `yes, path length ${pathLength}`;
}
