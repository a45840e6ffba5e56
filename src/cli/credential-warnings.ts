/** What a peer should say of its own certificates when it starts: it runs all the same. */

import type { HostConfig } from '../host/config.ts';
import { credentials, type OwnCertificate } from '../ike/auth/credentials.ts';
import { readCertificate } from '../net/pki/certificate.ts';
import { timeText } from '../net/pki/time.ts';

/** A sentence for each trouble with a certificate of the host's own. `wallClock`: milliseconds since 1970. */
export function credentialWarnings(config: HostConfig, wallClock: number): string[] {
  const own = config.peers.flatMap(
    (peer) => credentials(peer.authentication, 'certificate')?.certificates ?? [],
  );
  const sentences = own.flatMap((certificate) => warningsOf(certificate, wallClock));
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
