/** Suites and groups as strongSwan writes them ('aes128-sha1', 'aes128gcm16', 'modp1024'), both ways. */

import { CBC_CIPHERS, checkSuite, HASHES, isCombined } from './algorithms.ts';
import { GROUPS, groupFacts } from './groups.ts';
import type {
  CbcName,
  EspEncryption,
  EspIntegrity,
  EspSuite,
  GroupId,
  HashName,
} from './provider.ts';

/** One acceptable set of main-mode algorithms (RFC 2409 App. A). */
export interface MainModeAlgorithms {
  readonly encryption: CbcName;
  readonly keyBits: number;
  readonly hash: HashName;
  readonly group: GroupId;
}

interface NamedCipher {
  readonly name: string;
  readonly encryption: EspEncryption;
  readonly keyBits: number;
}

const CIPHERS: readonly NamedCipher[] = [
  { name: 'null', encryption: 'null', keyBits: 0 },
  { name: 'des', encryption: 'des-cbc', keyBits: 64 },
  { name: '3des', encryption: '3des-cbc', keyBits: 192 },
  ...aes('', 'aes-cbc'),
  ...aes('ctr', 'aes-ctr'),
  ...aes('gcm8', 'aes-gcm-8'),
  ...aes('gcm12', 'aes-gcm-12'),
  ...aes('gcm16', 'aes-gcm-16'),
  ...aes('gmac', 'aes-gmac'),
  { name: 'chacha20poly1305', encryption: 'chacha20-poly1305', keyBits: 256 },
];

/** Integrity algorithms by their names. */
export const INTEGRITY_NAMES: Readonly<Record<string, EspIntegrity>> = {
  md5: 'hmac-md5-96',
  sha1: 'hmac-sha1-96',
  sha256: 'hmac-sha256-128',
  sha384: 'hmac-sha384-192',
  sha512: 'hmac-sha512-256',
  aesxcbc: 'aes-xcbc-96',
  none: 'none',
};

/** Other spellings that strongSwan takes for the same thing. */
const ALIASES: Readonly<Record<string, string>> = {
  aes: 'aes128',
  aesctr: 'aes128ctr',
  aesgcm: 'aes128gcm16',
  ...gcmAliases(),
  sha: 'sha1',
  sha2_256: 'sha256',
  sha2_384: 'sha384',
  sha2_512: 'sha512',
};

/** The ESP suite of a name such as 'aes128-sha1' or 'aes256gcm16'. Throws a RangeError in words. */
export function parseSuite(text: string): EspSuite {
  const [cipherName = '', integrityName, ...rest] = words(text);
  const cipher = cipherNamed(text, cipherName, CIPHERS);
  if (rest.length > 0) {
    throw bad(text, `"${rest[0]}" is one part too many: an ESP suite is encryption-integrity`);
  }
  if (integrityName === undefined && !isCombined(cipher.encryption)) {
    throw bad(
      text,
      `${cipherName} needs an integrity algorithm: ${Object.keys(INTEGRITY_NAMES).join(', ')}`,
    );
  }
  const integrity = lookUp(INTEGRITY_NAMES, integrityName ?? 'none');
  if (integrity === undefined) {
    throw bad(
      text,
      `no integrity algorithm "${integrityName}"; there are ${Object.keys(INTEGRITY_NAMES).join(', ')}`,
    );
  }
  const suite = { encryption: cipher.encryption, keyBits: cipher.keyBits, integrity };
  try {
    checkSuite(suite);
  } catch (error) {
    throw bad(text, (error as Error).message);
  }
  return suite;
}

/** The integrity algorithm of a name or another spelling of it, if there is one. */
export function integrityNamed(name: string): EspIntegrity | undefined {
  return lookUp(INTEGRITY_NAMES, lookUp(ALIASES, name) ?? name);
}

/** The name of an ESP suite; `parseSuite` takes it back. */
export function suiteName(suite: EspSuite): string {
  checkSuite(suite);
  const cipher = cipherName(suite.encryption, suite.keyBits);
  if (isCombined(suite.encryption)) return cipher;
  const [integrity] = Object.entries(INTEGRITY_NAMES).find(([, id]) => id === suite.integrity)!;
  return `${cipher}-${integrity}`;
}

/** The algorithms of a name such as 'aes128-sha1-modp1024'. Throws a RangeError in words. */
export function parseMainModeProposal(text: string): MainModeAlgorithms {
  const parts = words(text);
  if (parts.length !== 3) {
    throw bad(text, 'a main-mode proposal is encryption-hash-group, as aes128-sha1-modp1024');
  }
  const [cipherPart = '', hashPart = '', groupPart = ''] = parts;
  const usable = CIPHERS.filter((cipher) => Object.hasOwn(CBC_CIPHERS, cipher.encryption));
  const cipher = cipherNamed(text, cipherPart, usable);
  if (!Object.hasOwn(HASHES, hashPart)) {
    throw bad(text, `no hash "${hashPart}"; there are ${Object.keys(HASHES).join(', ')}`);
  }
  return {
    encryption: cipher.encryption as CbcName,
    keyBits: cipher.keyBits,
    hash: hashPart as HashName,
    group: parseGroup(groupPart),
  };
}

/** The name of a main-mode proposal; `parseMainModeProposal` takes it back. */
export function mainModeProposalName(proposal: MainModeAlgorithms): string {
  const cipher = cipherName(proposal.encryption, proposal.keyBits);
  return `${cipher}-${proposal.hash}-${groupName(proposal.group)}`;
}

/** A main-mode proposal in words: 'AES-CBC-128, SHA1, MODP-1024 (group 2)'. */
export function mainModeProposalLabel(proposal: MainModeAlgorithms): string {
  const { label, keyBits } = CBC_CIPHERS[proposal.encryption];
  const cipher = keyBits.length > 1 ? `${label}-${proposal.keyBits}` : label;
  return `${cipher}, ${HASHES[proposal.hash].label}, ${groupFacts(proposal.group).label}`;
}

/** The group of a name such as 'modp2048' or 'ecp256'. Throws a RangeError that lists the names. */
export function parseGroup(text: string): GroupId {
  const group = GROUPS.find(({ name }) => name === text.trim().toLowerCase());
  if (group === undefined) {
    const names = GROUPS.map(({ name }) => name).join(', ');
    throw new RangeError(`no Diffie-Hellman group "${text}"; there are ${names}`);
  }
  return group.id;
}

/** The name of a group. */
export function groupName(id: GroupId): string {
  return groupFacts(id).name;
}

/** Lower-case parts with aliases replaced. */
function words(text: string): string[] {
  return text
    .trim()
    .toLowerCase()
    .split('-')
    .map((word) => lookUp(ALIASES, word) ?? word);
}

function cipherNamed(text: string, name: string, among: readonly NamedCipher[]): NamedCipher {
  const found = among.find((cipher) => cipher.name === name);
  if (found !== undefined) return found;
  const names = among.map((cipher) => cipher.name).join(', ');
  throw bad(text, `no encryption algorithm "${name}"; there are ${names}`);
}

function cipherName(encryption: EspEncryption, keyBits: number): string {
  const found = CIPHERS.find(
    (cipher) => cipher.encryption === encryption && cipher.keyBits === keyBits,
  );
  if (found === undefined) throw new RangeError(`no cipher ${encryption} of ${keyBits} bits`);
  return found.name;
}

/** A table's own entry: names such as "constructor" come from people too. */
function lookUp<Value>(table: Readonly<Record<string, Value>>, key: string): Value | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}

function bad(text: string, why: string): RangeError {
  return new RangeError(`"${text}": ${why}`);
}

function aes(suffix: string, encryption: EspEncryption): NamedCipher[] {
  return [128, 192, 256].map((keyBits) => ({
    name: `aes${keyBits}${suffix}`,
    encryption,
    keyBits,
  }));
}

/** GCM with the length of its ICV in bits, or with none for the whole of it. */
function gcmAliases(): Record<string, string> {
  const aliases: Record<string, string> = {};
  for (const keyBits of [128, 192, 256]) {
    const name = `aes${keyBits}gcm`;
    aliases[name] = `${name}16`;
    for (const icvOctets of [8, 12, 16]) aliases[`${name}${icvOctets * 8}`] = `${name}${icvOctets}`;
  }
  return aliases;
}
