/** Distinguished names: compared as RFC 5280 7.1 has it, and as text. */

import { toHex } from '../../base/bytes.ts';
import { type Der, DerError, oidText, partsOf, readStrictly, Sequence, TAG } from './der.ts';

const SHORT: Readonly<Record<string, string>> = {
  '2.5.4.3': 'CN',
  '2.5.4.4': 'SN',
  '2.5.4.5': 'serialNumber',
  '2.5.4.6': 'C',
  '2.5.4.7': 'L',
  '2.5.4.8': 'ST',
  '2.5.4.9': 'street',
  '2.5.4.10': 'O',
  '2.5.4.11': 'OU',
  '2.5.4.12': 'title',
  '2.5.4.42': 'GN',
  '0.9.2342.19200300.100.1.1': 'UID',
  '0.9.2342.19200300.100.1.25': 'DC',
  '1.2.840.113549.1.9.1': 'E',
};

const MAXIMUM_ELEMENTS = 512;
/** Characters of a name that is shown: a peer may choose it. */
const MAXIMUM_TEXT = 512;

interface Attribute {
  readonly type: string;
  readonly value: Der;
}

/**
 * A text that two names share exactly where they are the same: kinds of strings, case and white space do not
 * count, nor does the order within a multi-valued part. Throws a DerError where the octets are no Name.
 */
export function nameKey(name: Uint8Array): string {
  return JSON.stringify(
    readName(name).map((part) =>
      part.map(({ type, value }) => JSON.stringify([type, comparable(value)])).sort(),
    ),
  );
}

/** Whether two names are the same; octets that are no Name are nobody's. */
export function sameName(left: Uint8Array, right: Uint8Array): boolean {
  try {
    return nameKey(left) === nameKey(right);
  } catch (error) {
    if (error instanceof DerError) return false;
    throw error;
  }
}

/** Whether a name begins with all parts of another (RFC 5280 4.2.1.10). Throws a DerError. */
export function isWithin(name: Uint8Array, tree: Uint8Array): boolean {
  const own = JSON.parse(nameKey(name)) as readonly unknown[];
  const above = JSON.parse(nameKey(tree)) as readonly unknown[];
  return (
    above.length <= own.length &&
    above.every((part, i) => JSON.stringify(part) === JSON.stringify(own[i]))
  );
}

/** Whether a Name has no parts at all. */
export function isEmptyName(name: Uint8Array): boolean {
  return name.length === 2;
}

/** The attributes of a name but its CN, comparable: what tells houses apart. Throws a DerError. */
export function houseOf(name: Uint8Array): string {
  const parts = readName(name).flat();
  return JSON.stringify(
    parts
      .filter(({ type }) => SHORT[type] !== 'CN')
      .map((one) => [one.type, comparable(one.value)]),
  );
}

/** `C=XX, O=Lab, CN=alpha`, in the order in which it is written. */
export function nameText(name: Uint8Array): string {
  try {
    const parts = readName(name);
    if (parts.length === 0) return '(no name)';
    const text = parts.map((part) => part.map(attributeText).join(' + ')).join(', ');
    return text.length <= MAXIMUM_TEXT ? text : `${text.slice(0, MAXIMUM_TEXT)}...`;
  } catch (error) {
    if (error instanceof DerError) return '(a name that cannot be read)';
    throw error;
  }
}

function readName(name: Uint8Array): readonly (readonly Attribute[])[] {
  const whole = readStrictly(name, MAXIMUM_ELEMENTS);
  if (whole.tag !== TAG.sequence) throw new DerError('a name of another type');
  return partsOf(whole).map((part) => {
    if (part.tag !== TAG.set || part.contents.length === 0) {
      throw new DerError('a part of a name without attributes');
    }
    return partsOf(part).map((pair) => {
      const sequence = new Sequence(pair, 'an attribute of a name');
      const type = oidText(sequence.take(TAG.oid));
      const value = sequence.any();
      sequence.end();
      return { type, value };
    });
  });
}

function attributeText({ type, value }: Attribute): string {
  const text = stringOf(value);
  if (text === undefined) return `${SHORT[type] ?? type}=#${toHex(value.raw)}`;
  // Control characters have no place in logs; commas and the like are escaped (RFC 4514 2.4).
  const safe = text.replace(/\p{C}/gu, '\uFFFD').replace(/([,+"\\<>;])/g, '\\$1');
  return `${SHORT[type] ?? type}=${safe}`;
}

function comparable(value: Der): string {
  const text = stringOf(value);
  if (text === undefined) return `#${toHex(value.raw)}`;
  return `=${text.normalize('NFKC').toLowerCase().trim().replace(/\s+/g, ' ')}`;
}

/** The text of a string; undefined for other types and for strings that are wrong. */
function stringOf({ tag, contents }: Der): string | undefined {
  switch (tag) {
    case TAG.utf8String:
      return decoded('utf-8', contents);
    case TAG.printableString:
    case TAG.ia5String:
    case TAG.teletexString:
      return Array.from(contents, (octet) => String.fromCharCode(octet)).join('');
    case TAG.bmpString:
      return contents.length % 2 === 0 ? decoded('utf-16be', contents) : undefined;
    default:
      return undefined;
  }
}

function decoded(encoding: string, octets: Uint8Array): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(octets);
  } catch {
    return undefined;
  }
}
