/**
 * Distinguished names (RFC 5280 4.1.2.4) as text and compared. The text is `C=XX, O=Lab, CN=alpha`: like
 * RFC 4514, but in the order of the encoding, as strongSwan and openssl write it too.
 */

import { toHex } from '../base/bytes.ts';
import { DER_TAG, type DerElement, elementsOf, oidText, wholeElement } from '../base/der.ts';
import { LIMITS } from '../base/limits.ts';

/** One attribute: its type as a dotted number, and its value as text, or as DER where it is no text. */
export interface NameAttribute {
  readonly type: string;
  readonly value: string | Uint8Array;
}

/** Relative names in the order of the encoding, each with one attribute or, rarely, more. */
export type DistinguishedName = readonly (readonly NameAttribute[])[];

/** Names of attribute types, as everybody writes them. */
export const ATTRIBUTE_NAMES: ReadonlyMap<string, string> = new Map([
  ['2.5.4.3', 'CN'],
  ['2.5.4.4', 'SN'],
  ['2.5.4.5', 'serialNumber'],
  ['2.5.4.6', 'C'],
  ['2.5.4.7', 'L'],
  ['2.5.4.8', 'ST'],
  ['2.5.4.9', 'street'],
  ['2.5.4.10', 'O'],
  ['2.5.4.11', 'OU'],
  ['2.5.4.12', 'title'],
  ['2.5.4.42', 'GN'],
  ['2.5.4.46', 'dnQualifier'],
  ['0.9.2342.19200300.100.1.1', 'UID'],
  ['0.9.2342.19200300.100.1.25', 'DC'],
  ['1.2.840.113549.1.9.1', 'E'],
]);

/** What a DER Name says; undefined where the octets are none, or more than a bound allows. */
export function readName(octets: Uint8Array): DistinguishedName | undefined {
  if (octets.length > LIMITS.nameOctets) return undefined;
  const whole = wholeElement(octets);
  const most = LIMITS.nameAttributes;
  const sets = whole?.tag === DER_TAG.sequence ? elementsOf(whole.contents, most) : undefined;
  if (sets === undefined) return undefined;
  const name = sets.map(readRelativeName);
  return name.every((part) => part !== undefined) ? name : undefined;
}

/** `C=XX, O=Lab, CN=alpha`, printable and bounded; undefined where the octets are no Name. */
export function nameText(octets: Uint8Array): string | undefined {
  const name = readName(octets);
  if (name === undefined) return undefined;
  if (name.length === 0) return '(empty name)';
  const text = name.map((part) => part.map(attributeText).join(' + ')).join(', ');
  const most = LIMITS.nameCharacters;
  return text.length <= most ? text : `${text.slice(0, most)}...`;
}

/**
 * Whether two names are the same (RFC 5280 7.1): type by type in the same order; kinds of strings,
 * case and the amount of white space do not count, nor does the order within one relative name.
 */
export function sameName(left: DistinguishedName, right: DistinguishedName): boolean {
  return nameKey(left) === nameKey(right);
}

/** The same of their DER; octets that are no Name are nobody's. */
export function sameEncodedName(left: Uint8Array, right: Uint8Array): boolean {
  const [one, other] = [readName(left), readName(right)];
  return one !== undefined && other !== undefined && sameName(one, other);
}

/** A text that names share exactly where they are the same. */
export function nameKey(name: DistinguishedName): string {
  return JSON.stringify(name.map(key));
}

/** The text of a DER string of any kind; undefined for other elements and where it is malformed. */
export function stringOf({
  tag,
  contents,
}: Pick<DerElement, 'tag' | 'contents'>): string | undefined {
  switch (tag) {
    case DER_TAG.utf8String:
      return fromUtf8(contents);
    case DER_TAG.printableString:
    case DER_TAG.ia5String:
    // Whoever writes Teletex strings means ISO 8859-1 by them.
    case DER_TAG.teletexString:
      return Array.from(contents, (octet) => String.fromCharCode(octet)).join('');
    case DER_TAG.bmpString:
      return fromUnits(contents, 2);
    case DER_TAG.universalString:
      return fromUnits(contents, 4);
    default:
      return undefined;
  }
}

function readRelativeName({ tag, contents }: DerElement): readonly NameAttribute[] | undefined {
  const pairs = tag === DER_TAG.set ? elementsOf(contents, LIMITS.nameAttributes) : undefined;
  if (pairs === undefined || pairs.length === 0) return undefined;
  const attributes = pairs.map(readAttribute);
  return attributes.every((one) => one !== undefined) ? attributes : undefined;
}

function readAttribute(pair: DerElement): NameAttribute | undefined {
  const parts = pair.tag === DER_TAG.sequence ? elementsOf(pair.contents, 2) : undefined;
  const [first, value] = parts ?? [];
  if (first?.tag !== DER_TAG.oid || value === undefined) return undefined;
  const type = oidText(first.contents);
  return type === undefined ? undefined : { type, value: stringOf(value) ?? value.raw };
}

function attributeText({ type, value }: NameAttribute): string {
  const name = ATTRIBUTE_NAMES.get(type) ?? type;
  if (typeof value !== 'string') return `${name}=#${toHex(value)}`;
  // RFC 4514 2.4. Control and format characters have no place on a terminal or in a log.
  const escaped = value
    .replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '\ufffd')
    .replace(/[,+"\\<>;]|^[ #]| $/g, '\\$&');
  return `${name}=${escaped}`;
}

/** Equal for relative names that are the same, and only for those. */
function key(part: readonly NameAttribute[]): string {
  return JSON.stringify(part.map(({ type, value }) => `${type}${comparable(value)}`).sort());
}

function comparable(value: string | Uint8Array): string {
  if (typeof value !== 'string') return `#${toHex(value)}`;
  return `=${value.normalize('NFKC').toLowerCase().trim().replace(/\s+/g, ' ')}`;
}

function fromUtf8(octets: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(octets);
  } catch {
    return undefined;
  }
}

/** Characters of two or four octets each, most significant first. */
function fromUnits(octets: Uint8Array, width: 2 | 4): string | undefined {
  if (octets.length % width !== 0) return undefined;
  let text = '';
  for (let at = 0; at < octets.length; at += width) {
    let point = 0;
    for (let i = 0; i < width; i++) point = point * 256 + octets[at + i]!;
    if (point > 0x10ffff) return undefined;
    text += String.fromCodePoint(point);
  }
  return text;
}
