/** The checks of a path whose signatures are right (RFC 5280 6.1.3, 6.1.4; RFC 4945 5.1). */

import type { AuthProblem } from '../../ike/effects.ts';
import { type Certificate, isSelfIssued } from './certificate.ts';
import { weakness } from './keys.ts';
import { brokenConstraint } from './name-constraints.ts';
import type { CertificatePath } from './path.ts';
import { fact, problem } from './problems.ts';
import { timeText } from './time.ts';

/**
 * Extended usages that allow IKE. RFC 4945 5.1.3.12 has the first two. `IKE intermediate` is what Windows Server 2003
 * gives its IPsec certificates; the last three are IPsec's of 1999, deprecated and in use at that time. All others,
 * a web server's too, are refused as the section says.
 */
const IKE_PURPOSES: ReadonlySet<string> = new Set([
  '1.3.6.1.5.5.7.3.17',
  '2.5.29.37.0',
  '1.3.6.1.5.5.8.2.2',
  '1.3.6.1.5.5.7.3.5',
  '1.3.6.1.5.5.7.3.6',
  '1.3.6.1.5.5.7.3.7',
]);

const PURPOSE_NAMES: Readonly<Record<string, string>> = {
  '1.3.6.1.5.5.7.3.1': 'server authentication',
  '1.3.6.1.5.5.7.3.2': 'client authentication',
  '1.3.6.1.5.5.7.3.3': 'code signing',
  '1.3.6.1.5.5.7.3.4': 'e-mail protection',
  '1.3.6.1.5.5.7.3.5': 'IPsec end system',
  '1.3.6.1.5.5.7.3.6': 'IPsec tunnel',
  '1.3.6.1.5.5.7.3.7': 'IPsec user',
  '1.3.6.1.5.5.7.3.8': 'time stamping',
  '1.3.6.1.5.5.7.3.9': 'OCSP signing',
  '1.3.6.1.5.5.7.3.17': 'IPsec IKE',
  '1.3.6.1.5.5.8.2.2': 'IKE intermediate',
  '2.5.29.37.0': 'any purpose',
};

/** The first thing that is wrong with a path at a time (milliseconds since 1970), or undefined. */
export function checkPath(path: CertificatePath, wallClock: number): AuthProblem | undefined {
  return (
    first(path, (one) => checkValidity(one, wallClock)) ??
    first(path, (_, at) => (at === 0 ? undefined : checkAuthority(path, at))) ??
    first(path, (one, at) => (at === 0 ? undefined : checkIssuerKey(one))) ??
    checkEndUsage(path[0]!) ??
    first(path, checkCritical) ??
    checkConstraints(path)
  );
}

/** For people: the name of an extended key usage. */
export function purposeText(oid: string): string {
  return PURPOSE_NAMES[oid] ?? oid;
}

function first(
  path: CertificatePath,
  check: (certificate: Certificate, at: number) => AuthProblem | undefined,
): AuthProblem | undefined {
  for (const [at, certificate] of path.entries()) {
    const found = check(certificate, at);
    if (found !== undefined) return found;
  }
  return undefined;
}

function checkValidity(one: Certificate, wallClock: number): AuthProblem | undefined {
  const here = `${whose(one)} is valid from ${timeText(one.notBefore)} to ${timeText(one.notAfter)}; this host's clock says ${timeText(wallClock)}.`;
  if (wallClock < one.notBefore) {
    return problem('certificate-not-yet-valid', one.subjectText, here, [
      fact('valid from', `before ${timeText(wallClock)}`, timeText(one.notBefore)),
    ]);
  }
  if (wallClock > one.notAfter) {
    return problem('certificate-expired', one.subjectText, here, [
      fact('valid to', `after ${timeText(wallClock)}`, timeText(one.notAfter)),
    ]);
  }
  return undefined;
}

/** Whether an issuer is an authority, may sign certificates, and allows a path of this length. */
function checkAuthority(path: CertificatePath, at: number): AuthProblem | undefined {
  const issuer = path[at]!;
  const { basicConstraints, keyUsage } = issuer.extensions;
  const signed = path[at - 1]!.subjectText;
  if (!isOldRoot(path, at) && basicConstraints?.ca !== true) {
    return problem(
      'not-an-authority',
      issuer.subjectText,
      `${whose(issuer)} signed the one of ${signed}, and is no authority's: its basic constraints ${basicConstraints === undefined ? 'are missing' : 'say so'}.`,
      [fact('authority', 'yes', basicConstraints === undefined ? 'no basic constraints' : 'no')],
    );
  }
  if (keyUsage !== undefined && !keyUsage.includes('keyCertSign')) {
    return problem(
      'not-an-authority',
      issuer.subjectText,
      `${whose(issuer)} signed the one of ${signed}, and its key usage does not allow to sign certificates.`,
      [fact('key usage', 'keyCertSign', keyUsage.join(', '))],
    );
  }
  // RFC 5280 4.2.1.9: the peer's own certificate and those that carry an issuer's new key are not counted.
  const below = path.slice(1, at).filter((one) => !isSelfIssued(one)).length;
  const allowed = basicConstraints?.pathLength;
  if (allowed !== undefined && below > allowed) {
    return problem(
      'not-an-authority',
      issuer.subjectText,
      `${whose(issuer)} allows ${allowed} more ${allowed === 1 ? 'authority' : 'authorities'} below it, and the path has ${below}.`,
      [fact('path length', `at most ${allowed}`, String(below))],
    );
  }
  return undefined;
}

/** A root of a version without extensions (RFC 4945 5.1.1). */
function isOldRoot(path: CertificatePath, at: number): boolean {
  return at === path.length - 1 && path[at]!.version < 3;
}

function checkIssuerKey(issuer: Certificate): AuthProblem | undefined {
  const weak = weakness(issuer.publicKey);
  return weak === undefined
    ? undefined
    : problem('certificate-wrong-key', issuer.subjectText, `${whose(issuer)}: ${weak}`, [
        fact('key', 'one that is safe', issuer.publicKey.text),
      ]);
}

/** RFC 4945 5.1.3.2 and 5.1.3.12. */
function checkEndUsage(end: Certificate): AuthProblem | undefined {
  const { keyUsage, extendedKeyUsage } = end.extensions;
  if (
    keyUsage !== undefined &&
    !keyUsage.includes('digitalSignature') &&
    !keyUsage.includes('nonRepudiation')
  ) {
    return problem(
      'certificate-wrong-usage',
      end.subjectText,
      `${whose(end)} does not allow its key to sign: its key usage is ${keyUsage.join(', ') || 'empty'}.`,
      [fact('key usage', 'digitalSignature or nonRepudiation', keyUsage.join(', ') || 'nothing')],
    );
  }
  if (extendedKeyUsage !== undefined && !extendedKeyUsage.some((one) => IKE_PURPOSES.has(one))) {
    const found = extendedKeyUsage.map(purposeText).join(', ');
    return problem(
      'certificate-wrong-usage',
      end.subjectText,
      `${whose(end)} is for other purposes than IKE: ${found}.`,
      [fact('extended key usage', 'IPsec IKE, IKE intermediate, any purpose, or none said', found)],
    );
  }
  return undefined;
}

function checkCritical(one: Certificate): AuthProblem | undefined {
  const [unknown] = one.extensions.unknownCritical;
  return unknown === undefined
    ? undefined
    : problem(
        'certificate-wrong-usage',
        one.subjectText,
        `${whose(one)} has the critical extension ${unknown}, which this host does not know, so that it must not be used (RFC 5280 4.2).`,
        [fact('critical extensions', 'known ones', unknown)],
      );
}

function checkConstraints(path: CertificatePath): AuthProblem | undefined {
  for (let at = path.length - 1; at > 0; at--) {
    const issuer = path[at]!;
    const { nameConstraints } = issuer.extensions;
    if (nameConstraints === undefined) continue;
    for (const below of path.slice(0, at).reverse()) {
      // RFC 5280 6.1.3 (b): an issuer's new key needs no leave, except as the peer's own.
      if (below !== path[0] && isSelfIssued(below)) continue;
      const broken = brokenConstraint(nameConstraints, below);
      if (broken === undefined) continue;
      return problem(
        'not-an-authority',
        issuer.subjectText,
        `${whose(issuer)} does not allow it to vouch for ${broken.name} of ${below.subjectText}: ${broken.why}.`,
        [fact('name', broken.wanted, broken.name)],
      );
    }
  }
  return undefined;
}

function whose(certificate: Certificate): string {
  return `The certificate of ${certificate.subjectText} (serial ${certificate.serial})`;
}
