/**
 * Lines of key files: Wireshark's tables `ikev1_decryption_table` and `esp_sa`, bare, or as tshark
 * takes them with `-o uat:table:line`; and Espial's own table of AH, which Wireshark has not.
 */

import { parseAddress } from '../base/address.ts';
import { fromHex } from '../base/bytes.ts';
import { checkSuite, INTEGRITY, keyOctets } from '../crypto/algorithms.ts';
import type {
  AhIntegrity,
  EspEncryption,
  EspIntegrity,
  EspKeys,
  EspSuite,
} from '../crypto/provider.ts';

/** The cipher key of one phase 1. */
export interface IkeKeyLine {
  readonly kind: 'ike';
  /** 16 hexadecimal digits. */
  readonly initiatorCookie: string;
  readonly key: Uint8Array;
}

/** The keys of one ESP SA, one direction. */
export interface EspKeyLine {
  readonly kind: 'esp';
  /** Octets; undefined = any. */
  readonly source: Uint8Array | undefined;
  readonly destination: Uint8Array | undefined;
  /** Undefined = any. */
  readonly spi: number | undefined;
  readonly suite: EspSuite;
  readonly keys: EspKeys;
}

/** The key of one AH SA, one direction. */
export interface AhKeyLine {
  readonly kind: 'ah';
  readonly source: Uint8Array | undefined;
  readonly destination: Uint8Array | undefined;
  readonly spi: number | undefined;
  readonly integrity: AhIntegrity;
  readonly key: Uint8Array;
}

/** What a line holds; undefined for an empty line or a comment. Throws a RangeError in words. */
export function parseKeyLine(line: string): IkeKeyLine | EspKeyLine | AhKeyLine | undefined {
  const text = line
    .trim()
    .replace(/^-o\s*/, '')
    .replace(/^'(.*)'$/, '$1')
    .replace(/^uat:\w+:/, '');
  if (text === '' || text.startsWith('#')) return undefined;
  const fields = fieldsOf(text);
  if (fields.length === 2) return ikeLine(fields[0]!, fields[1]!);
  if (fields.length === 6) return ahLine(fields);
  if (fields.length >= 8) return espLine(fields);
  throw new RangeError(
    'a line has an initiator cookie and a key, the eight fields of an ESP SA, or the six of an AH SA',
  );
}

function fieldsOf(text: string): string[] {
  const fields: string[] = [];
  for (const [, quoted, bare] of text.matchAll(/\s*(?:"([^"]*)"|([^",]*))\s*(?:,|$)/g)) {
    fields.push(quoted ?? bare!.trim());
  }
  // The expression matches once more, nothing, at the end of the line.
  fields.pop();
  return fields;
}

function ikeLine(cookie: string, key: string): IkeKeyLine {
  if (!/^(0x)?[0-9a-f]{16}$/i.test(cookie)) {
    throw new RangeError(`an initiator cookie has 16 hexadecimal digits, not "${cookie}"`);
  }
  const initiatorCookie = cookie.slice(-16).toLowerCase();
  return { kind: 'ike', initiatorCookie, key: keyOf(key) };
}

function espLine(fields: readonly string[]): EspKeyLine {
  const [, source, destination, spi, encryption, encryptionKey, integrity, integrityKey] = fields;
  const { suite, keys } = suiteOf(
    encryption!,
    keyOf(encryptionKey!),
    integrity!,
    keyOf(integrityKey!),
  );
  return {
    kind: 'esp',
    source: addressOf(source!),
    destination: addressOf(destination!),
    spi: spiOf(spi!),
    suite,
    keys,
  };
}

function ahLine(fields: readonly string[]): AhKeyLine {
  const [, source, destination, spi, name, text] = fields;
  const integrity = named(MACS, name!, 'an AH authentication');
  if (integrity === 'none') throw new RangeError('AH has an authentication');
  const key = keyOf(text!);
  const { keyOctets: octets } = INTEGRITY[integrity];
  if (key.length !== octets)
    throw new RangeError(`${name} has a key of ${octets} octets, not ${key.length}`);
  return {
    kind: 'ah',
    source: addressOf(source!),
    destination: addressOf(destination!),
    spi: spiOf(spi!),
    integrity,
    key,
  };
}

interface Cipher {
  readonly encryption: EspEncryption;
  readonly saltOctets: 0 | 4;
}

/** Wireshark's names without the document that they end with, in small letters. */
const CIPHERS: Readonly<Record<string, Cipher>> = {
  null: plainCipher('null'),
  'des-cbc': plainCipher('des-cbc'),
  'tripledes-cbc': plainCipher('3des-cbc'),
  'aes-cbc': plainCipher('aes-cbc'),
  'aes-ctr': saltedCipher('aes-ctr'),
  'aes-gcm': saltedCipher('aes-gcm-16'),
  'aes-gcm with 8 octet icv': saltedCipher('aes-gcm-8'),
  'aes-gcm with 12 octet icv': saltedCipher('aes-gcm-12'),
  'aes-gcm with 16 octet icv': saltedCipher('aes-gcm-16'),
  'null_auth_aes-gmac': saltedCipher('aes-gmac'),
  'chacha20 with poly1305': saltedCipher('chacha20-poly1305'),
};

const MACS: Readonly<Record<string, EspIntegrity>> = {
  '': 'none',
  null: 'none',
  'hmac-md5-96': 'hmac-md5-96',
  'hmac-sha-1-96': 'hmac-sha1-96',
  'hmac-sha-256-128': 'hmac-sha256-128',
  'hmac-sha-384-192': 'hmac-sha384-192',
  'hmac-sha-512-256': 'hmac-sha512-256',
  'aes-xcbc-mac-96': 'aes-xcbc-96',
  // What stands for XCBC where Wireshark has no name for it.
  'any 96 bit authentication': 'aes-xcbc-96',
};

/** AES-CTR in files of Wireshark has the nonce behind its key, as RFC 3686 5.1 divides KEYMAT. */
function suiteOf(
  encryptionName: string,
  encryptionKey: Uint8Array,
  integrityName: string,
  integrityKey: Uint8Array,
): { suite: EspSuite; keys: EspKeys } {
  const cipher = named(CIPHERS, encryptionName, 'an ESP encryption');
  const integrity = named(MACS, integrityName, 'an ESP authentication');
  const cut = Math.max(0, encryptionKey.length - cipher.saltOctets);
  const suite: EspSuite = { encryption: cipher.encryption, keyBits: cut * 8, integrity };
  checkSuite(suite);
  const octets = keyOctets(suite);
  if (octets.integrity !== integrityKey.length) {
    throw new RangeError(
      `${integrityName} has a key of ${octets.integrity} octets, not ${integrityKey.length}`,
    );
  }
  const encryption = encryptionKey.subarray(0, cut);
  return {
    suite,
    keys: { encryption, salt: encryptionKey.subarray(cut), integrity: integrityKey },
  };
}

function named<Value>(table: Readonly<Record<string, Value>>, name: string, what: string): Value {
  const key = name
    .replace(/\[.*\]/, '')
    .trim()
    .toLowerCase();
  if (!Object.hasOwn(table, key)) throw new RangeError(`Espial knows no "${name}" as ${what}`);
  return table[key]!;
}

function keyOf(text: string): Uint8Array {
  return fromHex(text.replace(/^0x/i, '').replaceAll(':', ''));
}

/** Addresses may be wildcards; one with a prefix stands for any, since the SPI tells enough. */
function addressOf(text: string): Uint8Array | undefined {
  return /[*/]/.test(text) || text === '' ? undefined : parseAddress(text).bytes;
}

function spiOf(text: string): number | undefined {
  if (text.includes('*')) return undefined;
  const spi = /^\d+$/.test(text) ? Number(text) : Number.parseInt(text.replace(/^0x/i, ''), 16);
  if (!Number.isInteger(spi) || spi < 0 || spi > 0xffffffff) {
    throw new RangeError(`"${text}" is no SPI`);
  }
  return spi;
}

function plainCipher(encryption: EspEncryption): Cipher {
  return { encryption, saltOctets: 0 };
}

function saltedCipher(encryption: EspEncryption): Cipher {
  return { encryption, saltOctets: 4 };
}
