/** Names in certificates, from text: subjects as `O=Lab, CN=alpha`, and subject alternative names. */

import 'reflect-metadata';
import { type JsonGeneralName, type JsonName, Name } from '@peculiar/x509';
import { tryParseAddress } from '../../base/address.ts';

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

/** A name as DER, and from DER. */
export function nameOfDer(der: Uint8Array): Name {
  return new Name(der);
}

const PREFIXES: Readonly<Record<string, JsonGeneralName['type']>> = {
  dns: 'dns',
  ip: 'ip',
  email: 'email',
  uri: 'url',
  dn: 'dn',
};

/**
 * A subject alternative name from text: an address, `user@host`, a host name, or any of them with its
 * kind before it (`dns:`, `ip:`, `email:`, `uri:`, `dn:`). Throws a RangeError that quotes the text.
 */
export function parseAlternativeName(text: string): JsonGeneralName {
  const [, prefix, rest] = /^(dns|ip|email|uri|dn):(.+)$/i.exec(text) ?? [];
  const type = PREFIXES[prefix?.toLowerCase() ?? ''] ?? kindOf(text);
  const value = rest ?? text;
  if (type === 'ip') {
    const address = tryParseAddress(value);
    if (address === undefined) throw new RangeError(`"${value}" is not an IPv4 or IPv6 address`);
    return { type, value: address.text };
  }
  if (type === 'dn') parseSubject(value);
  if (type === 'dns' && !/^(\*\.)?[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_])?$/.test(value)) {
    throw new RangeError(
      `"${text}" is not a name for a certificate: it is no address, host name or user@host`,
    );
  }
  // X.509 allows ASCII alone in these names (RFC 5280 4.2.1.6).
  if (!/^[\x21-\x7e]+$/.test(value) && type !== 'dn')
    throw new RangeError(`"${text}" holds characters that a name in a certificate cannot have`);
  return { type, value };
}

function kindOf(text: string): JsonGeneralName['type'] {
  if (tryParseAddress(text) !== undefined) return 'ip';
  return text.includes('@') ? 'email' : 'dns';
}
