/** What a peer should say of what it proves itself with when it starts: it runs all the same. */

import { parseAddress } from '../base/address.ts';
import { equal } from '../base/bytes.ts';
import type { HostConfig } from '../host/config.ts';
import { credentials, type OwnCertificate, type TrustedRoot } from '../ike/auth/credentials.ts';
import { identityText, phaseOneId } from '../ike/identity.ts';
import type { PeerPolicy } from '../ike/policy.ts';
import { readCertificate } from '../net/pki/certificate.ts';
import { holdsIdentity } from '../net/pki/identity.ts';
import { timeText } from '../net/pki/time.ts';

/** Stands in for an address where an identity is configured. */
const ANY_ADDRESS = parseAddress('0.0.0.0');

/** A sentence for each trouble with what the host itself has. `wallClock`: milliseconds since 1970. */
export function credentialWarnings(config: HostConfig, wallClock: number): string[] {
  const sentences = config.peers.flatMap((peer) => {
    const method = credentials(peer.authentication, 'certificate');
    if (method === undefined) return outsideTheDomain(peer);
    return method.certificates.flatMap((own) => [
      ...warningsOf(own, wallClock),
      ...missingLink(own, method.trust.roots),
      ...foreignIdentity(own, peer),
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
 * A chain that ends below a root: whoever does not know the intermediate cannot check it. Where the two sides trust
 * different roots, the end of the chain may be the peer's own.
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

/** An identity that the policy states and the certificate does not hold counts for nothing (RFC 4945 3.1). */
function foreignIdentity({ name, certificate }: OwnCertificate, peer: PeerPolicy): string[] {
  if (peer.localIdentity === undefined) return [];
  const stated = phaseOneId(peer.localIdentity, ANY_ADDRESS);
  if (holdsIdentity(readCertificate(certificate), stated)) return [];
  return [
    `localId of peer "${peer.name}" is ${identityText(stated)}, which the certificate in ${name} does not hold: the peer will refuse it.`,
  ];
}

/** Where there are other methods a workgroup is nothing unusual, and Kerberos is passed over. */
function outsideTheDomain({ name, authentication }: PeerPolicy): string[] {
  const [only, ...others] = authentication;
  const outside = only?.method === 'kerberos' && only.kerberos.principal === undefined;
  if (!outside || others.length > 0) return [];
  return [
    `Kerberos is the only method for peer "${name}", and this host is in no domain: add "kerberos" to its file, or another method to the list.`,
  ];
}
