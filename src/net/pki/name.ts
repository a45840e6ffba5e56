/** Distinguished names of certificates: DER that strangers may have made, compared and shown. */

import {
  type DistinguishedName,
  nameKey as keyOf,
  readName,
  sameName as sameParts,
  nameText as textOf,
} from '../../wire/distinguished-name.ts';
import { DerError } from './der.ts';

const COMMON_NAME = '2.5.4.3';

/** A text that two names share exactly where they are the same (RFC 5280 7.1). Throws a DerError where it is none. */
export function nameKey(name: Uint8Array): string {
  return keyOf(read(name));
}

/** Whether a name begins with all parts of another (RFC 5280 4.2.1.10). Throws a DerError. */
export function isWithin(name: Uint8Array, tree: Uint8Array): boolean {
  const above = read(tree);
  return sameParts(read(name).slice(0, above.length), above);
}

/** Whether a Name has no parts at all. */
export function isEmptyName(name: Uint8Array): boolean {
  return name.length === 2;
}

/** Whether two names differ in nothing but the CN, and have more than that. Throws a DerError. */
export function isSameHouse(left: Uint8Array, right: Uint8Array): boolean {
  const [one, other] = [houseOf(left), houseOf(right)];
  return one.length > 0 && sameParts(one, other);
}

/** `C=XX, O=Lab, CN=alpha`, for people whatever the octets. */
export function nameText(name: Uint8Array): string {
  return textOf(name) ?? '(a name that cannot be read)';
}

function houseOf(name: Uint8Array): DistinguishedName {
  return read(name)
    .map((part) => part.filter(({ type }) => type !== COMMON_NAME))
    .filter((part) => part.length > 0);
}

function read(name: Uint8Array): DistinguishedName {
  const found = readName(name);
  if (found === undefined) throw new DerError('a name that is none');
  return found;
}
