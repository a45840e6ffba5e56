/** Files of certificates, revocation lists and private keys: PEM (RFC 7468) or DER. */

import { createPrivateKey, type KeyObject } from 'node:crypto';
import { utf8Text } from '../../base/bytes.ts';
import { DER_TAG } from '../../base/der.ts';
import { LIMITS } from '../../base/limits.ts';
import { readCertificate } from './certificate.ts';
import { DerError, partsOf, readWhole } from './der.ts';
import { readRevocationList } from './revocation-list.ts';

interface Block {
  readonly label: string;
  readonly der: Uint8Array;
}

const CERTIFICATE = /^(X509 |TRUSTED )?CERTIFICATE$/;
const LIST = /^X509 CRL$/;
const KEY = /^((RSA|EC) )?PRIVATE KEY$/;
const ENCRYPTED = /^ENCRYPTED PRIVATE KEY$/;
const KINDS = [
  [KEY, 'private key'],
  [ENCRYPTED, 'private key'],
  [CERTIFICATE, 'certificate'],
  [LIST, 'revocation list'],
  [/^(NEW )?CERTIFICATE REQUEST$/, 'certificate request'],
  [/^(RSA )?PUBLIC KEY$/, 'public key'],
] as const;

/**
 * The certificates of a file, in its order, DER: any number in PEM (other blocks are passed over), one in DER.
 * Throws an Error that names `where` if there is none or one cannot be read.
 */
export function certificatesOfFile(octets: Uint8Array, where: string): readonly Uint8Array[] {
  return objectsOfFile(octets, where, CERTIFICATE, 'certificate', readCertificate);
}

/** The revocation lists of a file, in the same manner. */
export function revocationListsOfFile(octets: Uint8Array, where: string): readonly Uint8Array[] {
  return objectsOfFile(octets, where, LIST, 'revocation list', readRevocationList);
}

/**
 * The private key of a file: PKCS #8, PKCS #1 or SEC 1, PEM or DER. Throws an Error that names `where` if there is
 * none, if it is encrypted, or if it cannot be read.
 */
export function privateKeyOfFile(octets: Uint8Array, where: string): KeyObject {
  checkSize(octets, where);
  if (!looksLikePem(octets)) return keyOfDer(octets, where);
  const text = utf8Text(octets);
  const blocks = blocksOf(text, where);
  const key = blocks.find(({ label }) => KEY.test(label));
  if (blocks.some(({ label }) => ENCRYPTED.test(label)) || /^Proc-Type:.*ENCRYPTED/m.test(text)) {
    throw encrypted(where);
  }
  if (key === undefined) throw new Error(holdsNo('private key', blocks, where));
  return keyOfDer(key.der, where);
}

function objectsOfFile(
  octets: Uint8Array,
  where: string,
  label: RegExp,
  what: string,
  read: (der: Uint8Array) => unknown,
): readonly Uint8Array[] {
  checkSize(octets, where);
  const blocks = looksLikePem(octets) ? blocksOf(utf8Text(octets), where) : undefined;
  const found =
    blocks === undefined
      ? [Uint8Array.from(octets)]
      : blocks.flatMap((block) => (label.test(block.label) ? [block.der] : []));
  if (found.length === 0) throw new Error(holdsNo(what, blocks ?? [], where));
  for (const [at, der] of found.entries()) {
    try {
      read(der);
    } catch (error) {
      if (!(error instanceof DerError)) throw error;
      const which = found.length === 1 ? `The ${what}` : `The ${what} number ${at + 1}`;
      throw new Error(`${which} in ${where} cannot be read: ${error.message}.`, { cause: error });
    }
  }
  return found;
}

/** That what is wanted is not there, and what is instead: files are easily mixed up. */
function holdsNo(what: string, blocks: readonly Block[], where: string): string {
  const other = KINDS.find(([label]) => blocks.some((block) => label.test(block.label)))?.[1];
  return other === undefined
    ? `${where} holds no ${what}.`
    : `${where} holds a ${other}, and no ${what}.`;
}

function keyOfDer(der: Uint8Array, where: string): KeyObject {
  if (isEncrypted(der)) throw encrypted(where);
  const key = Buffer.from(der);
  for (const type of ['pkcs8', 'pkcs1', 'sec1'] as const) {
    try {
      return createPrivateKey({ key, format: 'der', type });
    } catch {
      // Another form, perhaps.
    }
  }
  throw new Error(`${where} holds no private key that can be read.`);
}

/** EncryptedPrivateKeyInfo (RFC 5958 3): an algorithm and octets, and no version before them. */
function isEncrypted(der: Uint8Array): boolean {
  try {
    const [algorithm, octets] = partsOf(readWhole(der));
    return algorithm?.tag === DER_TAG.sequence && octets?.tag === DER_TAG.octetString;
  } catch {
    return false;
  }
}

function encrypted(where: string): Error {
  return new Error(
    `${where} holds an encrypted private key. Espial does not ask for passwords: take the encryption off, for example with "openssl pkey".`,
  );
}

function looksLikePem(octets: Uint8Array): boolean {
  // A DER file begins with the tag of a sequence.
  return octets[0] !== 0x30 || utf8Text(octets.subarray(0, 65_536)).includes('-----BEGIN ');
}

function blocksOf(text: string, where: string): readonly Block[] {
  const blocks: Block[] = [];
  // Line by line: a search for the end of each beginning takes the square of the time where there is none.
  let label: string | undefined;
  let body: string[] = [];
  for (const line of text.split(/\r?\n/)) {
    const [, edge, name] = /^-----(BEGIN|END) ([A-Z0-9 ]+)-----\s*$/.exec(line.trimStart()) ?? [];
    if (edge === 'BEGIN') {
      label = name;
      body = [];
    } else if (edge === 'END' && name === label) {
      blocks.push({ label: label!, der: octetsOfBody(body, label!, where) });
      label = undefined;
    } else if (label !== undefined) {
      body.push(line);
    }
  }
  return blocks;
}

function octetsOfBody(lines: readonly string[], label: string, where: string): Uint8Array {
  // Old encrypted keys have header lines; nothing of them is read.
  const base64 = lines
    .filter((line) => !/^[\w-]+:/.test(line))
    .join('')
    .replace(/\s+/g, '');
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(base64)) {
    throw new Error(`The block ${label} in ${where} is not base 64.`);
  }
  return Uint8Array.from(Buffer.from(base64, 'base64'));
}

function checkSize(octets: Uint8Array, where: string): void {
  if (octets.length > LIMITS.credentialFileOctets) {
    throw new Error(
      `${where} has ${octets.length} octets, more than the ${LIMITS.credentialFileOctets} allowed.`,
    );
  }
}
