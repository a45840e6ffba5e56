/** What certificates, requests, signatures, tokens and refusals in a message say, beside their octets. */

import { utf8Text } from '../base/bytes.ts';
import { oidText } from '../base/der.ts';
import { readGssIdentity } from '../ike/auth/gss-identity.ts';
import { differenceOf } from '../ike/failures/difference-data.ts';
import { refusalOf } from '../ike/failures/refusal-data.ts';
import { DerError } from '../net/pki/der.ts';
import { type CertificateDescription, describeCertificate } from '../net/pki/describe.ts';
import { tryRevocationList } from '../net/pki/revocation-list.ts';
import { timeText } from '../net/pki/time.ts';
import type { FieldNode } from '../wire/codec.ts';
import { nameText } from '../wire/distinguished-name.ts';
import { IKE_ATTRIBUTE } from '../wire/numbers/ike.ts';
import { CERTIFICATE } from '../wire/numbers/isakmp.ts';
import type { Layer } from './dissection.ts';

/** Puts words to the fields of a layer that hold such things. */
export function sayCredentials(layer: Layer): void {
  for (const root of layer.fields) visit(root, layer);
}

function visit(node: FieldNode, layer: Layer): void {
  const wordsOf = WORDS.get(String(node.name));
  const data = node.children.find(({ name }) => name === 'data');
  if (wordsOf !== undefined && data?.value instanceof Uint8Array) {
    const encoding = Number(node.children.find(({ name }) => name === 'encoding')?.value);
    const words = wordsOf(data.value, encoding);
    if (words !== undefined) layer.words.set(data, words);
    // A field of no octets has no line of its own.
    if (node.name === 'certreq' && data.value.length === 0)
      layer.notes.push(`certificate request: ${words}`);
    return;
  }
  if (sayGssIdentity(node, layer)) return;
  for (const child of node.children) visit(child, layer);
}

/** By the name of a payload's body: its data in words. */
const WORDS: ReadonlyMap<string, (data: Uint8Array, encoding: number) => string | undefined> =
  new Map([
    ['cert', certificateWords],
    ['certreq', requestWords],
    ['sig', signatureWords],
    ['gss', tokenWords],
    ['notify', refusalWords],
  ]);

function certificateWords(data: Uint8Array, encoding: number): string | undefined {
  // The reader of certificates remembers what it has read by the array it was given.
  const der = data.slice();
  if (encoding === CERTIFICATE.CRL) {
    const list = tryRevocationList(der);
    if (list === undefined) return undefined;
    const { issuerText, thisUpdate, nextUpdate, revoked } = list;
    const next =
      nextUpdate === undefined ? 'no next update' : `next update ${timeText(nextUpdate)}`;
    const count = `${revoked.size} certificate${revoked.size === 1 ? '' : 's'} revoked`;
    return `of ${issuerText}; ${count}; this update ${timeText(thisUpdate)}, ${next}`;
  }
  if (encoding !== CERTIFICATE.X509_SIGNATURE && encoding !== CERTIFICATE.X509_KEY_EXCHANGE)
    return undefined;
  const known = descriptionOf(der);
  if (known === undefined) return 'no X.509 certificate that can be read';
  const names = known.alternativeNames.join(', ');
  return [
    `${known.subject}`,
    `issued by ${known.issuer}`,
    `valid from ${known.notBefore} to ${known.notAfter}`,
    known.key,
    ...(names === '' ? [] : [names]),
    ...(known.authority === 'no' ? [] : [`authority: ${known.authority}`]),
    `SHA-1 ${known.thumbprint}`,
  ].join('; ');
}

function descriptionOf(der: Uint8Array): CertificateDescription | undefined {
  try {
    return describeCertificate(der);
  } catch (error) {
    if (error instanceof DerError) return undefined;
    throw error;
  }
}

/** RFC 2408 3.10: an empty request leaves the authority to whoever answers. */
function requestWords(data: Uint8Array): string | undefined {
  return data.length === 0 ? 'any authority' : nameText(data);
}

/** RFC 4754 7: r and s at full length; an RSA signature is as long as its modulus. */
function signatureWords({ length }: Uint8Array): string | undefined {
  if (length === 0) return undefined;
  const curve = CURVES.get(length);
  const kind = curve === undefined ? `RSA with ${length * 8} bits` : `ECDSA on ${curve}`;
  return `${length} octets, as of ${kind}`;
}

const CURVES: ReadonlyMap<number, string> = new Map([
  [64, 'P-256'],
  [96, 'P-384'],
  [132, 'P-521'],
]);

/** RFC 2743 3.1: [APPLICATION 0], a length, and the mechanism's object identifier. */
function tokenWords(data: Uint8Array): string | undefined {
  if (data[0] !== 0x60) return undefined;
  const first = data[1] ?? 0;
  const at = first < 0x80 ? 2 : 2 + (first & 0x7f);
  const length = data[at + 1] ?? 0x80;
  if (data[at] !== 0x06 || length >= 0x80) return undefined;
  const mechanism = oidText(data.subarray(at + 2, at + 2 + length));
  if (mechanism === undefined) return undefined;
  return `${data.length} octets, ${MECHANISMS.get(mechanism) ?? `mechanism ${mechanism}`}`;
}

const MECHANISMS: ReadonlyMap<string, string> = new Map([
  ['1.2.840.113554.1.2.2', 'Kerberos 5'],
  ['1.2.840.48018.1.2.2', 'Kerberos 5 (as Windows 2000 numbers it)'],
  ['1.3.6.1.5.5.2', 'SPNEGO'],
  ['1.3.6.1.4.1.311.2.2.10', 'NTLM'],
]);

/** What one Espial tells another of a refusal: its reason, or what differs. */
function refusalWords(data: Uint8Array): string | undefined {
  return (refusalOf(data) ?? differenceOf(data)) === undefined ? undefined : utf8Text(data);
}

/** Attribute 16384 of a transform, or Windows 2000's number for it. */
function sayGssIdentity(node: FieldNode, layer: Layer): boolean {
  const [type] = node.children;
  const value = node.children.at(-1);
  if (type?.name !== 'type' || !GSS_NAMES.has(Number(type.value))) return false;
  if (value?.name !== 'value' || !(value.value instanceof Uint8Array)) return false;
  const identity = readGssIdentity(value.value);
  if (identity === undefined) return false;
  const encoding = identity.encoding === 'latin1' ? 'ISO 8859-1' : 'UTF-16LE';
  layer.words.set(value, `"${identity.text}" in ${encoding}`);
  return true;
}

const GSS_NAMES: ReadonlySet<number> = new Set([
  IKE_ATTRIBUTE.GSS_ID,
  IKE_ATTRIBUTE.GSS_ID_WINDOWS_2000,
]);
