/** Certificates, keys and trust of a policy, made of the octets of files. */

import { createPublicKey, type KeyObject } from 'node:crypto';
import { equal } from '../../base/bytes.ts';
import { Secret } from '../../base/secret.ts';
import type {
  CertificateTrust,
  OwnCertificate,
  RevocationCheck,
  TrustedRoot,
} from '../../ike/auth/credentials.ts';
import { type Certificate, readCertificate } from './certificate.ts';
import { algorithmOfKey, weakness } from './keys.ts';
import { certificatesOfFile, privateKeyOfFile, revocationListsOfFile } from './pem.ts';

/** A file that was read: its octets, and its name for messages. */
interface CredentialFile {
  readonly name: string;
  readonly octets: Uint8Array;
}

export interface OwnCertificateFiles {
  /** PEM or DER. The first certificate is the host's own; others are sent with it. */
  readonly certificate: CredentialFile;
  /** Intermediates that are sent too. */
  readonly chain: readonly CredentialFile[];
  /** Undefined: the private key is not there, and every attempt to sign says so. */
  readonly key: CredentialFile | undefined;
}

/**
 * A certificate of this host's own. Throws an Error for people: a file that cannot be read, a key that is not the
 * certificate's, a key that IKE cannot sign with.
 */
export function ownCertificate(files: OwnCertificateFiles): OwnCertificate {
  const { name } = files.certificate;
  const [der, ...rest] = certificatesOfFile(files.certificate.octets, name);
  const own = readCertificate(der!);
  const more = files.chain.flatMap((file) => certificatesOfFile(file.octets, file.name));
  const chain = orderedChain(own, [...rest, ...more].map(readCertificate));
  const key = own.publicKey.key;
  const algorithm = key === undefined ? undefined : algorithmOfKey(key);
  if (algorithm === undefined) {
    throw new Error(
      `The certificate in ${name} holds ${own.publicKey.text}; IKE signs with RSA, or with EC on P-256, P-384 or P-521.`,
    );
  }
  const weak = weakness(own.publicKey);
  if (weak !== undefined) throw new Error(`The certificate in ${name} cannot be used. ${weak}`);
  return {
    name,
    algorithm,
    certificate: own.der,
    chain: chain.map((one) => one.der),
    subject: own.subject,
    subjectText: own.subjectText,
    authorities: distinctNames([own, ...chain].map((one) => one.issuer)),
    key: files.key === undefined ? undefined : keySecret(files.key, own, name),
  };
}

/** A root of trust, as the policy holds it. The octets are one certificate, DER. Throws a DerError. */
export function trustedRoot(der: Uint8Array): TrustedRoot {
  const { subject } = readCertificate(der);
  return { certificate: der, subject };
}

export interface TrustFiles {
  readonly roots: readonly CredentialFile[];
  readonly known: readonly CredentialFile[];
  readonly revocationLists: readonly CredentialFile[];
  readonly revocation: RevocationCheck;
  readonly fetch: boolean;
}

/** What peers are checked against. Throws an Error for people where a file cannot be read. */
export function certificateTrust(files: TrustFiles): CertificateTrust {
  const certificates = (list: readonly CredentialFile[]): readonly Uint8Array[] =>
    list.flatMap((file) => certificatesOfFile(file.octets, file.name));
  return {
    roots: certificates(files.roots).map(trustedRoot),
    known: certificates(files.known),
    revocationLists: files.revocationLists.flatMap((file) =>
      revocationListsOfFile(file.octets, file.name),
    ),
    revocation: files.revocation,
    fetch: files.fetch,
  };
}

function keySecret(file: CredentialFile, own: Certificate, certificateName: string): Secret {
  const key = privateKeyOfFile(file.octets, file.name);
  if (!belongsTo(key, own)) {
    throw new Error(
      `The private key in ${file.name} is not the key of the certificate of ${own.subjectText} in ${certificateName}.`,
    );
  }
  return new Secret(Uint8Array.from(key.export({ format: 'der', type: 'pkcs8' })));
}

function belongsTo(key: KeyObject, certificate: Certificate): boolean {
  const own = createPublicKey(key);
  return certificate.publicKey.key?.equals(own) === true;
}

/** The nearest issuer first, whatever the order of the files; what belongs to no one comes last. */
function orderedChain(own: Certificate, others: readonly Certificate[]): readonly Certificate[] {
  const left = others.filter((one) => !equal(one.der, own.der));
  const ordered: Certificate[] = [];
  let last = own;
  for (;;) {
    const at = left.findIndex((one) => one.subjectKey === last.issuerKey);
    if (at < 0) return [...ordered, ...left];
    [last] = left.splice(at, 1) as [Certificate];
    ordered.push(last);
  }
}

function distinctNames(names: readonly Uint8Array[]): readonly Uint8Array[] {
  return names.filter((name, at) => names.findIndex((other) => equal(other, name)) === at);
}
