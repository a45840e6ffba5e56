/**
 * The facts of every algorithm, one table a kind: lengths in octets, a label for people, and
 * whether it is weak. Wire numbers live in wire/, not here.
 */

import type {
  CbcName,
  EspEncryption,
  EspIntegrity,
  EspKeys,
  EspSuite,
  GroupId,
  HashName,
} from './provider.ts';

/** A hash function (and with it its HMAC, RFC 2104). */
export interface HashFacts {
  readonly label: string;
  readonly octets: number;
  /** Input block: HMAC keys longer than this are hashed first. */
  readonly blockOctets: number;
  readonly weak: boolean;
}

/** A block cipher in CBC mode. */
export interface CbcFacts {
  readonly label: string;
  readonly keyBits: readonly number[];
  readonly blockOctets: number;
  readonly weak: boolean;
}

/** An ESP encryption transform. */
interface EncryptionFacts {
  readonly label: string;
  /** What stands behind the length of the key in its name; empty for most. */
  readonly labelTail: string;
  readonly keyBits: readonly number[];
  /** What the ciphertext is a multiple of: 1 for streams. */
  readonly blockOctets: number;
  readonly ivOctets: number;
  /** Octets of KEYMAT behind the key: nonce or salt (RFC 3686 5.1, 4106 8.1, 7634 2). */
  readonly saltOctets: number;
  /** Octets of the ICV that a combined mode makes itself; 0 for the others. */
  readonly combinedIcvOctets: number;
  /** Whether what it protects cannot be read: not with NULL and GMAC. */
  readonly encrypts: boolean;
  readonly weak: boolean;
}

/** An ESP integrity algorithm. */
export interface IntegrityFacts {
  readonly label: string;
  /** Of the HMAC that it is; undefined for what is none. */
  readonly hash: HashName | undefined;
  readonly keyOctets: number;
  readonly icvOctets: number;
  readonly weak: boolean;
}

/** Hashes of IKE (RFC 2409 App. A; SHA-2 by RFC 4868). */
export const HASHES: Readonly<Record<HashName, HashFacts>> = {
  md5: { label: 'MD5', octets: 16, blockOctets: 64, weak: true },
  sha1: { label: 'SHA1', octets: 20, blockOctets: 64, weak: false },
  sha256: { label: 'SHA2-256', octets: 32, blockOctets: 64, weak: false },
  sha384: { label: 'SHA2-384', octets: 48, blockOctets: 128, weak: false },
  sha512: { label: 'SHA2-512', octets: 64, blockOctets: 128, weak: false },
};

const AES_KEY_BITS = [128, 192, 256];

/** CBC ciphers of IKE and ESP (RFC 2405, 2451, 3602). */
export const CBC_CIPHERS: Readonly<Record<CbcName, CbcFacts>> = {
  'des-cbc': { label: 'DES-CBC', keyBits: [64], blockOctets: 8, weak: true },
  '3des-cbc': { label: '3DES-CBC', keyBits: [192], blockOctets: 8, weak: false },
  'aes-cbc': { label: 'AES-CBC', keyBits: AES_KEY_BITS, blockOctets: 16, weak: false },
};

/** ESP encryption (RFC 2410, 2405, 2451, 3602, 3686, 4106, 4543, 7634). */
const ENCRYPTION: Readonly<Record<EspEncryption, EncryptionFacts>> = {
  null: { ...stream('NULL', [0], 0, 0, 0), encrypts: false },
  'des-cbc': cbc('des-cbc'),
  '3des-cbc': cbc('3des-cbc'),
  'aes-cbc': cbc('aes-cbc'),
  'aes-ctr': stream('AES-CTR', AES_KEY_BITS, 8, 4, 0),
  'aes-gcm-8': { ...stream('AES-GCM', AES_KEY_BITS, 8, 4, 8), labelTail: ' with 8-octet ICV' },
  'aes-gcm-12': { ...stream('AES-GCM', AES_KEY_BITS, 8, 4, 12), labelTail: ' with 12-octet ICV' },
  'aes-gcm-16': stream('AES-GCM', AES_KEY_BITS, 8, 4, 16),
  'aes-gmac': { ...stream('AES-GMAC', AES_KEY_BITS, 8, 4, 16), encrypts: false },
  'chacha20-poly1305': stream('CHACHA20-POLY1305', [256], 8, 4, 16),
};

/** ESP integrity (RFC 2403, 2404, 4868, 3566). */
export const INTEGRITY: Readonly<Record<EspIntegrity, IntegrityFacts>> = {
  none: { label: 'NONE', hash: undefined, keyOctets: 0, icvOctets: 0, weak: true },
  'hmac-md5-96': mac('HMAC-MD5-96', 'md5', 16, 12, true),
  'hmac-sha1-96': mac('HMAC-SHA1-96', 'sha1', 20, 12, false),
  'hmac-sha256-128': mac('HMAC-SHA2-256-128', 'sha256', 32, 16, false),
  'hmac-sha384-192': mac('HMAC-SHA2-384-192', 'sha384', 48, 24, false),
  'hmac-sha512-256': mac('HMAC-SHA2-512-256', 'sha512', 64, 32, false),
  'aes-xcbc-96': mac('AES-XCBC-MAC-96', undefined, 16, 12, false),
};

/** Octets of each part of one SA's KEYMAT, and of all of it. */
export interface KeyOctets {
  readonly encryption: number;
  readonly salt: number;
  readonly integrity: number;
  readonly total: number;
}

/** How much KEYMAT one SA of a suite takes. Throws a RangeError for a suite that cannot be. */
export function keyOctets(suite: EspSuite): KeyOctets {
  checkSuite(suite);
  const encryption = suite.keyBits / 8;
  const salt = ENCRYPTION[suite.encryption].saltOctets;
  const integrity = INTEGRITY[suite.integrity].keyOctets;
  return { encryption, salt, integrity, total: encryption + salt + integrity };
}

/**
 * KEYMAT cut into its keys: encryption key, salt or nonce, integrity key (RFC 2409 5.5, 3686 5.1,
 * 4106 8.1, 4543 5.4, 7634 2). Octets left over are ignored. Throws a RangeError if it is short.
 */
export function divideKeymat(suite: EspSuite, keymat: Uint8Array): EspKeys {
  const octets = keyOctets(suite);
  if (keymat.length < octets.total) {
    throw new RangeError(
      `${suiteLabel(suite)} takes ${octets.total} octets of KEYMAT, not ${keymat.length}`,
    );
  }
  const saltAt = octets.encryption;
  const integrityAt = saltAt + octets.salt;
  return {
    encryption: keymat.slice(0, saltAt),
    salt: keymat.slice(saltAt, integrityAt),
    integrity: keymat.slice(integrityAt, octets.total),
  };
}

/** What ESP with a suite adds to a packet beside SPI and sequence number (RFC 4303 2). */
export interface EspLayout {
  readonly ivOctets: number;
  /** What plaintext, padding, pad length and next header together are a multiple of. */
  readonly paddingOctets: number;
  /** What the receiver may demand the ciphertext to be a multiple of. */
  readonly blockOctets: number;
  readonly icvOctets: number;
}

/** The layout of a suite's packets. */
export function espLayout(suite: EspSuite): EspLayout {
  const encryption = ENCRYPTION[suite.encryption];
  return {
    ivOctets: encryption.ivOctets,
    paddingOctets: Math.max(4, encryption.blockOctets),
    blockOctets: encryption.blockOctets,
    icvOctets: encryption.combinedIcvOctets + INTEGRITY[suite.integrity].icvOctets,
  };
}

/** Whether the encryption transform makes its own ICV. */
export function isCombined(encryption: EspEncryption): boolean {
  return ENCRYPTION[encryption].combinedIcvOctets > 0;
}

/** Whether an encryption transform is AES in Galois/counter mode, or authenticates alone by it. */
export function isGcm(encryption: EspEncryption): boolean {
  return encryption.startsWith('aes-gcm-') || encryption === 'aes-gmac';
}

/** Whether an encryption transform hides what it protects. */
export function encrypts(encryption: EspEncryption): boolean {
  return ENCRYPTION[encryption].encrypts;
}

/** A suite in words: 'AES-CBC-128 with HMAC-SHA1-96'. */
export function suiteLabel(suite: EspSuite): string {
  const encryption = encryptionLabel(suite.encryption, suite.keyBits);
  if (isCombined(suite.encryption)) return encryption;
  return `${encryption} with ${INTEGRITY[suite.integrity].label}`;
}

/** A cipher in words: 'AES-CBC-128'. */
export function encryptionLabel(encryption: EspEncryption, keyBits: number): string {
  const facts = ENCRYPTION[encryption];
  return facts.keyBits.length > 1 ? `${facts.label}-${keyBits}${facts.labelTail}` : facts.label;
}

/** What is weak about a suite, in words; empty for a sound one. */
export function suiteWeaknesses(suite: EspSuite): readonly string[] {
  const found: string[] = [];
  const { label, weak } = ENCRYPTION[suite.encryption];
  if (!encrypts(suite.encryption)) found.push(`${label} does not encrypt`);
  if (weak) found.push('DES-CBC has a 56-bit key');
  if (isCombined(suite.encryption)) return found;
  if (suite.integrity === 'none') found.push('nothing proves the packets to be unchanged');
  else if (INTEGRITY[suite.integrity].weak) found.push('MD5 is broken as a hash');
  return found;
}

/** Whether anything is weak about a Diffie-Hellman group: 1 and 2 are within reach of a state. */
export function isWeakGroup(group: GroupId): boolean {
  return group === 1 || group === 2;
}

/** Every suite that Espial supports. */
export function allSuites(): readonly EspSuite[] {
  const suites: EspSuite[] = [];
  for (const encryption of Object.keys(ENCRYPTION) as EspEncryption[]) {
    for (const keyBits of ENCRYPTION[encryption].keyBits) {
      for (const integrity of Object.keys(INTEGRITY) as EspIntegrity[]) {
        const suite = { encryption, keyBits, integrity };
        if (suiteFault(suite) === undefined) suites.push(suite);
      }
    }
  }
  return suites;
}

/** Throws a RangeError that says why a suite cannot be. */
export function checkSuite(suite: EspSuite): void {
  const fault = suiteFault(suite);
  if (fault !== undefined) throw new RangeError(fault);
}

function suiteFault(suite: EspSuite): string | undefined {
  const { label, keyBits } = ENCRYPTION[suite.encryption];
  if (!keyBits.includes(suite.keyBits)) {
    return `${label} has no key of ${suite.keyBits} bits, only of ${keyBits.join(', ')}`;
  }
  const combined = isCombined(suite.encryption);
  if (combined && suite.integrity !== 'none') {
    return `${label} protects integrity itself and takes no ${INTEGRITY[suite.integrity].label}`;
  }
  if (combined || suite.integrity !== 'none') return undefined;
  // RFC 4303 5: not both NULL; RFC 3686 2.2: a key stream alone lets anyone flip bits.
  if (suite.encryption === 'null' || suite.encryption === 'aes-ctr') {
    return `${label} needs an integrity algorithm`;
  }
  return undefined;
}

function cbc(name: CbcName): EncryptionFacts {
  const facts = CBC_CIPHERS[name];
  const { blockOctets } = facts;
  return {
    ...facts,
    labelTail: '',
    ivOctets: blockOctets,
    saltOctets: 0,
    combinedIcvOctets: 0,
    encrypts: true,
  };
}

function stream(
  label: string,
  keyBits: readonly number[],
  ivOctets: number,
  saltOctets: number,
  combinedIcvOctets: number,
): EncryptionFacts {
  return {
    label,
    labelTail: '',
    keyBits,
    blockOctets: 1,
    ivOctets,
    saltOctets,
    combinedIcvOctets,
    encrypts: true,
    weak: false,
  };
}

function mac(
  label: string,
  hash: HashName | undefined,
  keyLength: number,
  icvOctets: number,
  weak: boolean,
): IntegrityFacts {
  return { label, hash, keyOctets: keyLength, icvOctets, weak };
}
