/** The extensions of a certificate (RFC 5280 4.2) that a check of an IKE peer looks at. */

import { AsnConvert } from '@peculiar/asn1-schema';
import {
  AuthorityKeyIdentifier,
  BasicConstraints,
  ExtendedKeyUsage,
  KeyUsage,
  SubjectKeyIdentifier,
} from '@peculiar/asn1-x509';
import { contextTag, DER_TAG, type DerElement } from '../../base/der.ts';
import { LIMITS } from '../../base/limits.ts';
import { DerError, oidText, partsOf, readStrictly, Sequence } from './der.ts';
import { type GeneralName, generalNameOf, generalNamesOf } from './general-name.ts';
import { nameKey } from './name.ts';

export interface CertificateExtensions {
  readonly basicConstraints:
    | { readonly ca: boolean; readonly pathLength: number | undefined }
    | undefined;
  /** Names of RFC 5280 4.2.1.3, `crlSign` as the library writes it. */
  readonly keyUsage: readonly string[] | undefined;
  /** Object identifiers. */
  readonly extendedKeyUsage: readonly string[] | undefined;
  readonly alternativeNames: readonly GeneralName[];
  readonly subjectKeyId: Uint8Array | undefined;
  readonly authorityKeyId: Uint8Array | undefined;
  /** The issuer of the issuer, as a DER Name, where the certificate says it. */
  readonly issuerOfIssuer: Uint8Array | undefined;
  readonly listPoints: readonly ListPoint[];
  readonly nameConstraints: NameConstraints | undefined;
  /** Critical ones that this host does not know. */
  readonly unknownCritical: readonly string[];
}

/** Where revocation lists are (RFC 5280 4.2.1.13). */
interface ListPoint {
  readonly names: readonly GeneralName[];
  /** It holds some reasons only, or is signed by somebody else: neither is spoken here. */
  readonly partial: boolean;
}

export interface NameConstraints {
  readonly permitted: readonly GeneralName[];
  readonly excluded: readonly GeneralName[];
}

/** An extension as it stands in a certificate or a list. */
export interface Extension {
  readonly oid: string;
  readonly critical: boolean;
  readonly value: Uint8Array;
}

const OID = {
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  nameConstraints: '2.5.29.30',
  crlDistributionPoints: '2.5.29.31',
  certificatePolicies: '2.5.29.32',
  authorityKeyIdentifier: '2.5.29.35',
  extendedKeyUsage: '2.5.29.37',
} as const;

/**
 * Known to the checks. Policies are: no policy is demanded of a path, so that none can be missing
 * (RFC 5280 6.1.1, RFC 4945 5.1.3.4).
 */
const KNOWN: ReadonlySet<string> = new Set(Object.values(OID));

/** The extensions in their order, none twice (RFC 5280 4.2). Throws a DerError. */
export function extensionsOf(list: DerElement, what: string): readonly Extension[] {
  const seen = new Set<string>();
  if (list.tag !== DER_TAG.sequence)
    throw new DerError(`the extensions of ${what} are no sequence`);
  return partsOf(list).map((part) => {
    const sequence = new Sequence(part, `an extension of ${what}`);
    const oid = oidText(sequence.take(DER_TAG.oid));
    const critical = sequence.optional(DER_TAG.boolean)?.contents[0] === 0xff;
    const value = sequence.take(DER_TAG.octetString).contents;
    sequence.end();
    if (seen.has(oid)) throw new DerError(`extension ${oid} stands twice in ${what}`);
    seen.add(oid);
    return { oid, critical, value };
  });
}

/** What the extensions of a certificate say. Throws a DerError. */
export function readExtensions(extensions: readonly Extension[]): CertificateExtensions {
  const value = (oid: string): Uint8Array | undefined =>
    extensions.find((one) => one.oid === oid)?.value;
  const basic = parsed(value(OID.basicConstraints), BasicConstraints);
  const authority = parsed(value(OID.authorityKeyIdentifier), AuthorityKeyIdentifier);
  const subjectKey = parsed(value(OID.subjectKeyIdentifier), SubjectKeyIdentifier);
  const issuer = authority?.authorityCertIssuer?.find((name) => name.directoryName !== undefined);
  return {
    basicConstraints:
      basic === undefined ? undefined : { ca: basic.cA, pathLength: basic.pathLenConstraint },
    keyUsage: parsed(value(OID.keyUsage), KeyUsage)?.toJSON(),
    extendedKeyUsage: purposes(value(OID.extendedKeyUsage)),
    alternativeNames: names(value(OID.subjectAltName)),
    subjectKeyId: subjectKey === undefined ? undefined : new Uint8Array(subjectKey.buffer),
    authorityKeyId:
      authority?.keyIdentifier === undefined
        ? undefined
        : new Uint8Array(authority.keyIdentifier.buffer),
    issuerOfIssuer:
      issuer === undefined ? undefined : new Uint8Array(AsnConvert.serialize(issuer.directoryName)),
    listPoints: listPoints(value(OID.crlDistributionPoints)),
    nameConstraints: constraints(value(OID.nameConstraints)),
    unknownCritical: extensions
      .filter(({ oid, critical }) => critical && !KNOWN.has(oid))
      .map(({ oid }) => oid),
  };
}

/** DistributionPointName: the full names; undefined where it is one relative to the issuer. Throws a DerError. */
export function distributionPointName(element: DerElement): readonly GeneralName[] | undefined {
  const choice = partsOf(element)[0];
  return choice?.tag === contextTag(0, true) ? generalNamesOf(choice) : undefined;
}

function parsed<T>(value: Uint8Array | undefined, type: new () => T): T | undefined {
  if (value === undefined) return undefined;
  readStrictly(value, LIMITS.certificateElements);
  try {
    return AsnConvert.parse(value, type);
  } catch {
    throw new DerError(`an extension that is no ${type.name}`);
  }
}

function purposes(value: Uint8Array | undefined): readonly string[] | undefined {
  const list = parsed(value, ExtendedKeyUsage);
  return list === undefined ? undefined : Array.from(list);
}

function names(value: Uint8Array | undefined): readonly GeneralName[] {
  if (value === undefined) return [];
  const list = readStrictly(value, LIMITS.certificateElements);
  if (list.tag !== DER_TAG.sequence) throw new DerError('subjectAltName is no sequence');
  const found = generalNamesOf(list);
  // A directory name that does not compare would be found out only by the peer who wants it.
  for (const name of found) if (name.kind === 'directory') nameKey(name.name);
  return found;
}

function listPoints(value: Uint8Array | undefined): readonly ListPoint[] {
  if (value === undefined) return [];
  const list = readStrictly(value, LIMITS.certificateElements);
  return partsOf(list).map((part) => {
    const sequence = new Sequence(part, 'a distribution point');
    const point = sequence.optional(contextTag(0, true));
    const reasons = sequence.optional(contextTag(1, false));
    const issuer = sequence.optional(contextTag(2, true));
    sequence.end();
    const found = point === undefined ? undefined : distributionPointName(point);
    return {
      names: found ?? [],
      partial: reasons !== undefined || issuer !== undefined || found === undefined,
    };
  });
}

function constraints(value: Uint8Array | undefined): NameConstraints | undefined {
  if (value === undefined) return undefined;
  const whole = readStrictly(value, LIMITS.certificateElements);
  const sequence = new Sequence(whole, 'name constraints');
  const permitted = sequence.optional(contextTag(0, true));
  const excluded = sequence.optional(contextTag(1, true));
  sequence.end();
  return { permitted: subtrees(permitted), excluded: subtrees(excluded) };
}

function subtrees(list: DerElement | undefined): readonly GeneralName[] {
  if (list === undefined) return [];
  return partsOf(list).map((part) => {
    const sequence = new Sequence(part, 'a subtree of name constraints');
    const base = generalNameOf(sequence.any());
    // Minimum and maximum are not used by RFC 5280 4.2.1.10.
    sequence.end();
    return base;
  });
}
