/** Subjects of certificates, from text: `O=Lab, CN=alpha`. */

import 'reflect-metadata';
import { type JsonName, Name } from '@peculiar/x509';

/** The attributes of a subject, by the short names that everybody writes. */
const ATTRIBUTES: Readonly<Record<string, string>> = {
  C: 'C',
  ST: 'ST',
  L: 'L',
  O: 'O',
  OU: 'OU',
  CN: 'CN',
  DC: 'DC',
  E: 'E',
  EMAILADDRESS: 'E',
  SERIALNUMBER: '2.5.4.5',
};

/**
 * A subject from text, attributes in the order in which they are encoded, a comma in a value as `\,`.
 * Throws a RangeError that says what is wrong.
 */
export function parseSubject(text: string): Name {
  const parts = text.split(/(?<!\\),/).map((part) => part.trim());
  const json: JsonName = parts.map((part) => {
    const [, key, value] = /^([A-Za-z]+)\s*=\s*(.+)$/.exec(part) ?? [];
    const attribute = ATTRIBUTES[key?.toUpperCase() ?? ''];
    if (attribute === undefined || value === undefined) {
      const known = Object.keys(ATTRIBUTES).join(', ');
      throw new RangeError(
        `"${text}" is not a subject like "O=Lab, CN=alpha": "${part}" is none of ${known} with a value`,
      );
    }
    const plain = value.replaceAll(/\\(.)/g, '$1');
    if (attribute === 'C' && !/^[A-Za-z]{2}$/.test(plain))
      throw new RangeError(`"${text}": C is a country of two letters, like XX`);
    return { [attribute]: [plain] };
  });
  return new Name(json);
}

/** A subject from its DER. */
export function subjectOfDer(der: Uint8Array): Name {
  return new Name(der);
}
