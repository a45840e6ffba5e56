/** Distinguished names from text as people write it: `C=XX, O=Lab, CN=alpha` (RFC 4514 3, order kept). */

import { compare, concat, fromHex, utf8, utf8Text } from '../base/bytes.ts';
import { DER_TAG, derElement, oidOctets, wholeElement } from '../base/der.ts';
import { LIMITS } from '../base/limits.ts';
import {
  ATTRIBUTE_NAMES,
  type DistinguishedName,
  type NameAttribute,
  stringOf,
} from './distinguished-name.ts';

/** Names of types in lower case, with the other ones that are in use. */
const TYPES: ReadonlyMap<string, string> = new Map([
  ...[...ATTRIBUTE_NAMES].map(([type, name]) => [name.toLowerCase(), type] as const),
  ['commonname', '2.5.4.3'],
  ['surname', '2.5.4.4'],
  ['country', '2.5.4.6'],
  ['s', '2.5.4.8'],
  ['organization', '2.5.4.10'],
  ['organizationalunit', '2.5.4.11'],
  ['g', '2.5.4.42'],
  ['givenname', '2.5.4.42'],
  ['userid', '0.9.2342.19200300.100.1.1'],
  ['email', '1.2.840.113549.1.9.1'],
  ['emailaddress', '1.2.840.113549.1.9.1'],
]);

/** RFC 5280 app. A.1: these types have a kind of string of their own; all others are UTF-8 strings. */
const PRINTABLE: ReadonlySet<string> = new Set(['2.5.4.5', '2.5.4.6', '2.5.4.46']);
const IA5: ReadonlySet<string> = new Set(['0.9.2342.19200300.100.1.25', '1.2.840.113549.1.9.1']);

/** The name that a text says, or a sentence without its end that says why it is none. */
export function parseName(text: string): DistinguishedName | string {
  if (text.trim() === '') return 'it is empty';
  if (utf8(text).length > LIMITS.nameOctets) return `it has more than ${LIMITS.nameOctets} octets`;
  const name: NameAttribute[][] = [];
  let joins = false;
  for (let at = 0; at <= text.length; ) {
    const { end, separator } = endOfPart(text, at);
    const attribute = parseAttribute(text.slice(at, end));
    if (typeof attribute === 'string') return attribute;
    if (joins) name.at(-1)!.push(attribute);
    else name.push([attribute]);
    if (name.length > LIMITS.nameAttributes || name.at(-1)!.length > LIMITS.nameAttributes)
      return `it has more than ${LIMITS.nameAttributes} parts`;
    joins = separator === '+';
    at = end + 1;
    if (separator === '') break;
  }
  return name;
}

/** The DER of a name. */
export function encodeName(name: DistinguishedName): Uint8Array {
  return derElement(DER_TAG.sequence, ...name.map(encodePart));
}

/** Where the part that begins at an offset ends, and by what. */
function endOfPart(text: string, from: number): { end: number; separator: ',' | '+' | '' } {
  let quoted = false;
  for (let at = from; at < text.length; at++) {
    const character = text[at]!;
    if (character === '\\') at++;
    else if (character === '"') quoted = !quoted;
    else if (!quoted && (character === ',' || character === '+'))
      return { end: at, separator: character };
  }
  return { end: text.length, separator: '' };
}

function parseAttribute(part: string): NameAttribute | string {
  const [, key = '', rest = ''] = /^\s*([A-Za-z0-9.]+)\s*=\s*(.*)$/su.exec(part) ?? [];
  const shown = part.trim().slice(0, 40);
  const type = TYPES.get(key.toLowerCase()) ?? dotted(key);
  if (type === undefined) return `"${shown}" is not like CN=alpha`;
  const value = parseValue(rest);
  if (value === undefined || value.length === 0) return `"${shown}" has no value that can be read`;
  return { type, value };
}

function dotted(key: string): string | undefined {
  const text = key.replace(/^oid\./i, '');
  return oidOctets(text) === undefined ? undefined : text;
}

/** RFC 4514 2.4 and 3: `#` and hexadecimal DER, a quoted string, or characters with escapes. */
function parseValue(rest: string): string | Uint8Array | undefined {
  const trimmed = trimUnescaped(rest);
  if (trimmed.startsWith('#')) return parseHexValue(trimmed.slice(1));
  const isQuoted = /^".*"$/su.test(trimmed);
  const inner = isQuoted ? trimmed.slice(1, -1) : trimmed;
  const octets: Uint8Array[] = [];
  for (let at = 0; at < inner.length; ) {
    const found = /^\\(?:([0-9A-Fa-f]{2})|(.))/su.exec(inner.slice(at));
    if (found !== null) {
      const [whole, hex, character = ''] = found;
      octets.push(hex === undefined ? utf8(character) : fromHex(hex));
      at += whole.length;
      continue;
    }
    const character = String.fromCodePoint(inner.codePointAt(at)!);
    if (character === '\\' || character === '"') return undefined;
    octets.push(utf8(character));
    at += character.length;
  }
  return utf8Text(concat(...octets));
}

function parseHexValue(digits: string): string | Uint8Array | undefined {
  if (!/^([0-9A-Fa-f]{2})+$/.test(digits)) return undefined;
  const value = wholeElement(fromHex(digits));
  return value === undefined ? undefined : (stringOf(value) ?? value.raw);
}

/** Spaces around a value do not belong to it, unless they are escaped. */
function trimUnescaped(text: string): string {
  const trimmed = text.trim();
  const isEscaped = /(^|[^\\])(\\\\)*\\$/.test(trimmed) && text.trimStart().length > trimmed.length;
  return isEscaped ? `${trimmed} ` : trimmed;
}

function encodePart(part: readonly NameAttribute[]): Uint8Array {
  const pairs = part.map(({ type, value }) =>
    derElement(
      DER_TAG.sequence,
      derElement(DER_TAG.oid, oidOctets(type)!),
      typeof value === 'string' ? derElement(kindOfString(type, value), utf8(value)) : value,
    ),
  );
  // X.690 11.6: the elements of a SET OF stand in the order of their octets.
  return derElement(DER_TAG.set, ...pairs.sort(compare));
}

function kindOfString(type: string, value: string): number {
  if (PRINTABLE.has(type) && /^[A-Za-z0-9 '()+,\-./:=?]*$/.test(value))
    return DER_TAG.printableString;
  return IA5.has(type) && /^[\x20-\x7e]*$/.test(value) ? DER_TAG.ia5String : DER_TAG.utf8String;
}
