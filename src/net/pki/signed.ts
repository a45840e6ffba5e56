/** The signatures on certificates and revocation lists: octets to be signed, algorithm, signature. */

import { constants, verify as verifySignature } from 'node:crypto';
import { equal } from '../../base/bytes.ts';
import { contextTag, DER_TAG, type DerElement } from '../../base/der.ts';
import { DerError, octetsOfBits, oidText, partsOf, Sequence, smallInteger } from './der.ts';
import type { PublicKey } from './keys.ts';

/** What a certificate and a list are around their contents (RFC 5280 4.1, 5.1). */
export interface Signed {
  /** The octets that are signed. */
  readonly toBeSigned: Uint8Array;
  readonly signature: Uint8Array;
  readonly scheme: SignatureScheme;
}

interface SignatureScheme {
  /** For people: `sha256WithRSAEncryption`. */
  readonly name: string;
  readonly key: PublicKey['kind'];
  /** Undefined: Ed25519, or an algorithm that is not known. */
  readonly hash: string | undefined;
  /** Octets of PSS's salt; undefined: another padding. */
  readonly salt: number | undefined;
}

const NULL = Uint8Array.of(DER_TAG.null, 0);
const PSS = '1.2.840.113549.1.1.10';
const MGF1 = '1.2.840.113549.1.1.8';

const SCHEMES: Readonly<Record<string, Omit<SignatureScheme, 'salt'>>> = {
  '1.2.840.113549.1.1.4': { name: 'md5WithRSAEncryption', key: 'rsa', hash: 'md5' },
  '1.2.840.113549.1.1.5': { name: 'sha1WithRSAEncryption', key: 'rsa', hash: 'sha1' },
  '1.2.840.113549.1.1.14': { name: 'sha224WithRSAEncryption', key: 'rsa', hash: 'sha224' },
  '1.2.840.113549.1.1.11': { name: 'sha256WithRSAEncryption', key: 'rsa', hash: 'sha256' },
  '1.2.840.113549.1.1.12': { name: 'sha384WithRSAEncryption', key: 'rsa', hash: 'sha384' },
  '1.2.840.113549.1.1.13': { name: 'sha512WithRSAEncryption', key: 'rsa', hash: 'sha512' },
  '1.2.840.10045.4.1': { name: 'ecdsa-with-SHA1', key: 'ec', hash: 'sha1' },
  '1.2.840.10045.4.3.1': { name: 'ecdsa-with-SHA224', key: 'ec', hash: 'sha224' },
  '1.2.840.10045.4.3.2': { name: 'ecdsa-with-SHA256', key: 'ec', hash: 'sha256' },
  '1.2.840.10045.4.3.3': { name: 'ecdsa-with-SHA384', key: 'ec', hash: 'sha384' },
  '1.2.840.10045.4.3.4': { name: 'ecdsa-with-SHA512', key: 'ec', hash: 'sha512' },
  '1.3.101.112': { name: 'Ed25519', key: 'ed25519', hash: undefined },
};

const HASHES: Readonly<Record<string, string>> = {
  '1.3.14.3.2.26': 'sha1',
  '2.16.840.1.101.3.4.2.4': 'sha224',
  '2.16.840.1.101.3.4.2.1': 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
};

/** Parts a signed structure: its contents, and what is said of its signature. Throws a DerError. */
export function readSigned(
  whole: DerElement,
  what: string,
): { readonly body: DerElement; readonly signed: Signed } {
  const sequence = new Sequence(whole, what);
  const body = sequence.take(DER_TAG.sequence);
  const algorithm = sequence.take(DER_TAG.sequence);
  const signature = octetsOfBits(sequence.take(DER_TAG.bitString));
  sequence.end();
  return { body, signed: { toBeSigned: body.raw, signature, scheme: schemeOf(algorithm) } };
}

/**
 * Holds the algorithm inside of what is signed against the one outside (RFC 5280 4.1.1.2), octet for octet: the
 * outer one is not signed. Throws a DerError.
 */
export function checkAlgorithms(inner: DerElement, whole: DerElement, what: string): void {
  const outer = partsOf(whole)[1];
  if (outer === undefined || !equal(inner.raw, outer.raw)) {
    throw new DerError(`the two signature algorithms of ${what} differ`);
  }
}

/** Whether the key made the signature. */
export function isSignedBy({ toBeSigned, signature, scheme }: Signed, key: PublicKey): boolean {
  if (key.key === undefined || key.kind !== scheme.key) return false;
  if (key.kind === 'rsa' && signature.length !== Math.ceil(key.bits / 8)) return false;
  try {
    return verifySignature(
      scheme.hash,
      toBeSigned,
      scheme.salt === undefined
        ? key.key
        : {
            key: key.key,
            padding: constants.RSA_PKCS1_PSS_PADDING,
            saltLength: scheme.salt,
          },
      signature,
    );
  } catch {
    return false;
  }
}

function schemeOf(algorithm: DerElement): SignatureScheme {
  const sequence = new Sequence(algorithm, 'a signature algorithm');
  const oid = oidText(sequence.take(DER_TAG.oid));
  const parameters = algorithm.contents.length > 0 ? partsOf(algorithm)[1] : undefined;
  if (oid === PSS) return pssScheme(parameters);
  const found = SCHEMES[oid];
  if (found === undefined) return unknownScheme(oid);
  // RFC 3279 2.2.1: NULL with RSA, though some leave it out; RFC 5758 3.2, RFC 8410 3: nothing with the others.
  if (parameters !== undefined && !(found.key === 'rsa' && equal(parameters.raw, NULL))) {
    throw new DerError('a signature algorithm with parameters that it does not have');
  }
  return { ...found, salt: undefined };
}

/** RSASSA-PSS (RFC 4055 3.1), whose defaults are SHA-1 and a salt of 20 octets. */
function pssScheme(parameters: DerElement | undefined): SignatureScheme {
  if (parameters === undefined) throw new DerError('RSASSA-PSS without parameters');
  const sequence = new Sequence(parameters, 'the parameters of RSASSA-PSS');
  const hash = hashOf(explicit(sequence.optional(contextTag(0, true))));
  const mask = explicit(sequence.optional(contextTag(1, true)));
  const salt = explicit(sequence.optional(contextTag(2, true)));
  const trailer = explicit(sequence.optional(contextTag(3, true)));
  sequence.end();
  const [maskFunction, maskHash] = mask === undefined ? [] : partsOf(mask);
  const sameHash =
    mask === undefined
      ? hash === 'sha1'
      : maskFunction !== undefined && oidText(maskFunction) === MGF1 && hashOf(maskHash) === hash;
  if (hash === undefined || !sameHash || (trailer !== undefined && smallInteger(trailer) !== 1)) {
    return unknownScheme(PSS);
  }
  return {
    name: `RSASSA-PSS with ${hash}`,
    key: 'rsa',
    hash,
    salt: salt === undefined ? 20 : smallInteger(salt),
  };
}

function hashOf(algorithm: DerElement | undefined): string | undefined {
  if (algorithm === undefined) return 'sha1';
  const oid = partsOf(algorithm)[0];
  return oid === undefined ? undefined : HASHES[oidText(oid)];
}

function explicit(element: DerElement | undefined): DerElement | undefined {
  return element === undefined ? undefined : partsOf(element)[0];
}

function unknownScheme(oid: string): SignatureScheme {
  return { name: `algorithm ${oid}`, key: 'other', hash: undefined, salt: undefined };
}
