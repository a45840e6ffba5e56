/** What a peer should say of its own certificates when it starts: it runs all the same. */

import { equal } from '../base/bytes.ts';
import type { HostConfig } from '../host/config.ts';
import { credentials, type OwnCertificate, type TrustedRoot } from '../ike/auth/credentials.ts';
import { readCertificate } from '../net/pki/certificate.ts';
import { timeText } from '../net/pki/time.ts';

/** A sentence for each trouble with a certificate of the host's own. `wallClock`: milliseconds since 1970. */
export function credentialWarnings(config: HostConfig, wallClock: number): string[] {
  const sentences = config.peers.flatMap((peer) => {
    const method = credentials(peer.authentication, 'certificate');
    if (method === undefined) return [];
    return method.certificates.flatMap((own) => [
      ...warningsOf(own, wallClock),
      ...missingLink(own, method.trust.roots),
    ]);
  });
  return [...new Set(sentences)];
}

function warningsOf({ name, certificate, key }: OwnCertificate, now: number): string[] {
  const { notBefore, notAfter, subjectText } = readCertificate(certificate);
  const which = `the certificate of ${subjectText} in ${name}`;
  const clock = `by this host's clock it is ${timeText(now)}`;
  const warnings: string[] = [];
  if (now > notAfter)
    warnings.push(`${which} expired at ${timeText(notAfter)}, and ${clock}: peers will refuse it.`);
  if (now < notBefore)
    warnings.push(
      `${which} is valid from ${timeText(notBefore)}, and ${clock}: peers will refuse it.`,
    );
  if (key === undefined)
    warnings.push(`${which} has no private key here: this host cannot prove itself with it.`);
  return warnings;
}

/**
 * A chain that ends below a root: whoever does not know the intermediate cannot check it, and a peer that asks by the
 * root's name gets nothing. Where the two sides trust different roots, the end of the chain may be the peer's own.
 */
function missingLink(
  { name, certificate, chain }: OwnCertificate,
  roots: readonly TrustedRoot[],
): string[] {
  const { subject, subjectText, issuer, issuerText } = readCertificate(chain.at(-1) ?? certificate);
  if (equal(subject, issuer) || roots.some((root) => equal(root.subject, issuer))) return [];
  return [
    `what is sent with ${name} ends with ${subjectText}, issued by ${issuerText}, which is no root of this host: unless peers know that authority, put its certificate into "chain".`,
  ];
}
