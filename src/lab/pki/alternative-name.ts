/** Subject alternative names of certificates, from text. */

import type { JsonGeneralName } from '@peculiar/x509';
import { tryParseAddress } from '../../base/address.ts';

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
  if (type === 'dns' && (!isHostName(value) || (prefix === undefined && endsInNumber(value)))) {
    throw new RangeError(
      `"${text}" is not a name for a certificate: it is no address, host name or user@host`,
    );
  }
  // X.509 allows ASCII alone in these names (RFC 5280 4.2.1.6).
  if (!/^[\x21-\x7e]+$/.test(value) && type !== 'dn')
    throw new RangeError(`"${text}" holds characters that a name in a certificate cannot have`);
  return { type, value };
}

/** Labels with single dots between them. */
function isHostName(text: string): boolean {
  const labels = text.replace(/^\*\./, '').split('.');
  return labels.every((label) => /^[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?$/.test(label));
}

/** No host's name does (RFC 1123 2.1): without its kind before it, it is a mistyped address. */
function endsInNumber(text: string): boolean {
  return /(^|\.)\d+$/.test(text);
}

function kindOf(text: string): JsonGeneralName['type'] {
  if (tryParseAddress(text) !== undefined) return 'ip';
  return text.includes('@') ? 'email' : 'dns';
}
