/** X.509 certificates (RFC 5280 4), read. */

import { createHash } from 'node:crypto';
import { toHex } from '../../base/bytes.ts';
import { contextTag, DER_TAG } from '../../base/der.ts';
import { LIMITS } from '../../base/limits.ts';
import { DerError, partsOf, readStrictly, Sequence, smallInteger } from './der.ts';
import { type CertificateExtensions, extensionsOf, readExtensions } from './extensions.ts';
import { type PublicKey, publicKeyOf } from './keys.ts';
import { nameKey, nameText } from './name.ts';
import { checkAlgorithms, readSigned, type Signed } from './signed.ts';
import { timeOf } from './time.ts';

export interface Certificate {
  readonly der: Uint8Array;
  readonly signed: Signed;
  /** 1, 2 or 3. */
  readonly version: number;
  /** Hexadecimal. */
  readonly serial: string;
  /** DER Names, what they compare by, and the same for people. */
  readonly issuer: Uint8Array;
  readonly issuerKey: string;
  readonly issuerText: string;
  readonly subject: Uint8Array;
  readonly subjectKey: string;
  readonly subjectText: string;
  /** Milliseconds since 1970. */
  readonly notBefore: number;
  readonly notAfter: number;
  /** SubjectPublicKeyInfo, DER. */
  readonly keyInfo: Uint8Array;
  readonly publicKey: PublicKey;
  readonly extensions: CertificateExtensions;
  /** Hexadecimal SHA-1 of the DER. */
  readonly thumbprint: string;
}

/**
 * What is known of octets that were read before. Credentials of a policy are the same octets all their life; what a
 * peer sends is forgotten with its message.
 */
const remembered = new WeakMap<Uint8Array, Certificate | DerError>();

/** A certificate read. Throws a DerError, and nothing else. */
export function readCertificate(der: Uint8Array): Certificate {
  let known = remembered.get(der);
  if (known === undefined) {
    known = attempt(der);
    remembered.set(der, known);
  }
  if (known instanceof DerError) throw known;
  return known;
}

/** The same, with undefined for what is no certificate. */
export function tryCertificate(der: Uint8Array): Certificate | undefined {
  try {
    return readCertificate(der);
  } catch {
    return undefined;
  }
}

/** Whether subject and issuer are the same name. */
export function isSelfIssued(certificate: Certificate): boolean {
  return certificate.subjectKey === certificate.issuerKey;
}

function attempt(der: Uint8Array): Certificate | DerError {
  try {
    return parse(der);
  } catch (error) {
    return error instanceof DerError ? error : new DerError('no certificate', { cause: error });
  }
}

function parse(der: Uint8Array): Certificate {
  if (der.length > LIMITS.certificateOctets) {
    throw new DerError(`${der.length} octets, more than the ${LIMITS.certificateOctets} allowed`);
  }
  const whole = readStrictly(der, LIMITS.certificateElements);
  const { body, signed } = readSigned(whole, 'the certificate');
  const sequence = new Sequence(body, 'the certificate');
  const explicitVersion = sequence.optional(contextTag(0, true));
  const version = explicitVersion === undefined ? 1 : versionOf(partsOf(explicitVersion)[0]);
  const serial = sequence.take(DER_TAG.integer).contents;
  if (serial.length > LIMITS.serialOctets) {
    throw new DerError(`a serial number of ${serial.length} octets`);
  }
  checkAlgorithms(sequence.take(DER_TAG.sequence), whole, 'the certificate');
  const issuer = sequence.take(DER_TAG.sequence).raw;
  const validity = new Sequence(sequence.take(DER_TAG.sequence), 'the validity');
  const notBefore = timeOf(validity.any());
  const notAfter = timeOf(validity.any());
  validity.end();
  const subject = sequence.take(DER_TAG.sequence).raw;
  const keyInfo = sequence.take(DER_TAG.sequence).raw;
  sequence.optional(contextTag(1, false));
  sequence.optional(contextTag(2, false));
  const extensions = sequence.optional(contextTag(3, true));
  sequence.end();
  if (extensions !== undefined && version !== 3) {
    throw new DerError(`a certificate of version ${version} with extensions`);
  }
  const list = extensions === undefined ? undefined : partsOf(extensions)[0];
  return {
    der,
    signed,
    version,
    serial: toHex(serial),
    issuer,
    issuerKey: nameKey(issuer),
    issuerText: nameText(issuer),
    subject,
    subjectKey: nameKey(subject),
    subjectText: nameText(subject),
    notBefore,
    notAfter,
    keyInfo,
    publicKey: publicKeyOf(keyInfo),
    extensions: readExtensions(list === undefined ? [] : extensionsOf(list, 'the certificate')),
    thumbprint: createHash('sha1').update(der).digest('hex'),
  };
}

function versionOf(element: ReturnType<Sequence['any']> | undefined): number {
  const version = element?.tag === DER_TAG.integer ? smallInteger(element) + 1 : 0;
  if (version !== 2 && version !== 3) throw new DerError(`a certificate of an unknown version`);
  return version;
}
