/** X.509 certificates, made as RFC 5280 and RFC 4945 have them, or wrong in one chosen way. */

import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  CRLDistributionPointsExtension,
  ExtendedKeyUsageExtension,
  Extension,
  type JsonGeneralName,
  KeyUsagesExtension,
  type Name,
  PublicKey,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509CertificateGenerator,
} from '@peculiar/x509';
import { toHex } from '../../base/bytes.ts';
import { parseAlternativeName } from './alternative-name.ts';
import { type LabKey, type SignatureHash, signingKey } from './key.ts';
import { steadyCrypto } from './steady-crypto.ts';
import { parseSubject } from './subject.ts';
import { EXTENDED_USAGES, type ExtendedUsage, KEY_USAGES, type KeyUsage } from './usages.ts';

export interface CertificateSpec {
  readonly subject: Name;
  /** The public key in it. */
  readonly key: LabKey;
  readonly serial: Uint8Array;
  /** Milliseconds since 1970; a certificate knows whole seconds. */
  readonly notBefore: number;
  readonly notAfter: number;
  /** Texts as `parseAlternativeName` takes them; none: no extension. */
  readonly names: readonly string[];
  /** An authority, and how many more may stand below it; undefined: no authority. */
  readonly authority?: { readonly pathLength?: number } | undefined;
  /** None: no extension. */
  readonly keyUsages: readonly KeyUsage[];
  /** Names of `EXTENDED_USAGES` or object identifiers; none: no extension. */
  readonly extendedUsages: readonly (ExtendedUsage | string)[];
  /** Where its issuer's revocation list is, where a peer may fetch it. */
  readonly crlUrl?: string | undefined;
  /** Adds an extension that is critical and that nobody knows (RFC 5280 4.2). */
  readonly unknownCritical?: boolean;
}

/** Who signs. */
export interface Signer {
  readonly subject: Name;
  readonly key: LabKey;
  readonly hash: SignatureHash;
}

/** An object identifier of nobody, under the arc for examples (ITU-T X.660). */
const UNKNOWN_EXTENSION = '2.999.4.2003';
const NULL_VALUE = Uint8Array.of(0x05, 0x00);

/** A certificate as DER. A signer with the same key makes it self-signed. */
export async function makeCertificate(spec: CertificateSpec, signer: Signer): Promise<Uint8Array> {
  const { key, algorithm } = await signingKey(signer.key, signer.hash);
  const certificate = await X509CertificateGenerator.create(
    {
      serialNumber: toHex(spec.serial),
      subject: spec.subject,
      issuer: signer.subject,
      notBefore: wholeSeconds(spec.notBefore),
      notAfter: wholeSeconds(spec.notAfter),
      publicKey: new PublicKey(spec.key.spki),
      signingKey: key,
      signingAlgorithm: algorithm,
      extensions: await extensionsOf(spec, signer),
    },
    steadyCrypto(signer.key),
  );
  return new Uint8Array(certificate.rawData);
}

/** SHA-1 of the public key: how authorities and lists are found (RFC 5280 4.2.1.2). */
export async function keyIdentifier(key: LabKey): Promise<string> {
  return toHex(new Uint8Array(await new PublicKey(key.spki).getKeyIdentifier(webcrypto)));
}

async function extensionsOf(spec: CertificateSpec, signer: Signer): Promise<Extension[]> {
  const { authority, keyUsages, extendedUsages, names, crlUrl } = spec;
  const extensions: Extension[] = [
    new BasicConstraintsExtension(authority !== undefined, authority?.pathLength, true),
    new SubjectKeyIdentifierExtension(await keyIdentifier(spec.key)),
    new AuthorityKeyIdentifierExtension(await keyIdentifier(signer.key)),
  ];
  if (keyUsages.length > 0) {
    const flags = keyUsages.reduce((all, usage) => all | KEY_USAGES[usage], 0);
    extensions.push(new KeyUsagesExtension(flags, true));
  }
  if (extendedUsages.length > 0) {
    const known: Readonly<Record<string, string>> = EXTENDED_USAGES;
    const usages = extendedUsages.map((usage) => known[usage] ?? usage);
    extensions.push(new ExtendedKeyUsageExtension(usages, false));
  }
  if (names.length > 0)
    extensions.push(new SubjectAlternativeNameExtension(names.map(alternativeName)));
  if (crlUrl !== undefined) extensions.push(new CRLDistributionPointsExtension([crlUrl]));
  if (spec.unknownCritical === true)
    extensions.push(new Extension(UNKNOWN_EXTENSION, true, NULL_VALUE));
  return extensions;
}

function alternativeName(text: string): JsonGeneralName {
  const { type, value } = parseAlternativeName(text);
  return { type, value: type === 'dn' ? parseSubject(value).toString() : value };
}

/** Fractions of a second may not be in a certificate (RFC 5280 4.1.2.5). */
export function wholeSeconds(milliseconds: number): Date {
  return new Date(Math.floor(milliseconds / 1000) * 1000);
}
