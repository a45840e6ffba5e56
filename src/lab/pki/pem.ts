/** PEM (RFC 7468), written. It is read by src/net/pki/pem.ts. */

export type PemLabel = 'CERTIFICATE' | 'PRIVATE KEY' | 'X509 CRL';

/** One block, with a line end behind it. */
export function pemText(label: PemLabel, der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}
