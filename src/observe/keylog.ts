/** Keys beside a capture, as Wireshark reads them: only where a user or the lab asked for it. */

import {
  appendFileSync,
  chmodSync,
  existsSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { toHex } from '../base/bytes.ts';
import { allSuites, suiteLabel } from '../crypto/algorithms.ts';
import { AH_INTEGRITIES, protectionLabel } from '../crypto/protection.ts';
import type { AhIntegrity, EspEncryption, EspIntegrity, EspSuite } from '../crypto/provider.ts';
import type { HostEvent } from '../host/events.ts';
import { makeFolder } from './folder.ts';

type IsakmpKeys = Extract<HostEvent, { kind: 'isakmp-keys' }>;
type SaAdded = Extract<HostEvent, { kind: 'sa-added' }>;

/** Wireshark's names of its own tables. */
export const IKE_TABLE = 'ikev1_decryption_table';
export const ESP_TABLE = 'esp_sa';
/** What Wireshark has no name for, in the same form: `espial decode` reads it. */
export const OWN_ESP_TABLE = 'espial_esp_sa';
/** AH, which Wireshark takes no keys for: version, addresses, SPI, authentication, key. */
export const OWN_AH_TABLE = 'espial_ah_sa';
/** Every table that a key log may have. */
export const KEY_TABLES = [IKE_TABLE, ESP_TABLE, OWN_ESP_TABLE, OWN_AH_TABLE] as const;
const PREFERENCES_FILE = 'preferences';

/** What makes tshark use the tables; a Wireshark configuration folder needs it too. */
const PREFERENCES = [
  'esp.enable_encryption_decode: TRUE',
  'esp.enable_authentication_check: TRUE',
  '',
].join('\n');

/** Wireshark's names. It refuses a whole table for one name that it does not know. */
const WIRESHARK_ENCRYPTION: Readonly<Record<EspEncryption, string | undefined>> = {
  null: 'NULL',
  'des-cbc': 'DES-CBC [RFC2405]',
  '3des-cbc': 'TripleDES-CBC [RFC2451]',
  'aes-cbc': 'AES-CBC [RFC3602]',
  'aes-ctr': 'AES-CTR [RFC3686]',
  'aes-gcm-8': 'AES-GCM with 8 octet ICV [RFC4106]',
  'aes-gcm-12': 'AES-GCM with 12 octet ICV [RFC4106]',
  'aes-gcm-16': 'AES-GCM with 16 octet ICV [RFC4106]',
  // Only some later versions know GMAC.
  'aes-gmac': undefined,
  // tshark 4.0 has no ESP with ChaCha20-Poly1305; between Espials its transform id is private anyway.
  'chacha20-poly1305': undefined,
};

const WIRESHARK_INTEGRITY: Readonly<Record<EspIntegrity, string>> = {
  none: 'NULL',
  'hmac-md5-96': 'HMAC-MD5-96 [RFC2403]',
  'hmac-sha1-96': 'HMAC-SHA-1-96 [RFC2404]',
  'hmac-sha256-128': 'HMAC-SHA-256-128 [RFC4868]',
  'hmac-sha384-192': 'HMAC-SHA-384-192 [RFC4868]',
  'hmac-sha512-256': 'HMAC-SHA-512-256 [RFC4868]',
  // It decrypts, but cannot check this ICV.
  'aes-xcbc-96': 'ANY 96 bit authentication [no checking]',
};

/** Names in the table of Espial's own, made as Wireshark makes its names. */
const OWN_ENCRYPTION: Partial<Record<EspEncryption, string>> = {
  'aes-gmac': 'NULL_AUTH_AES-GMAC [RFC4543]',
  'chacha20-poly1305': 'ChaCha20 with Poly1305 [RFC7634]',
};

const SUITES: ReadonlyMap<string, EspSuite> = new Map(
  allSuites().map((suite) => [suiteLabel(suite), suite]),
);

/** Writes both tables into a folder that is a Wireshark configuration folder at once. */
export class KeyLog {
  readonly folder: string;
  readonly #onTrouble: (sentence: string) => void;
  readonly #seen = new Set<string>();
  #ended = false;

  /**
   * Makes the folder (0700; one that was there keeps its mode) and empty tables (0600). Throws the
   * system's error.
   */
  constructor(folder: string, onTrouble: (sentence: string) => void) {
    this.folder = folder;
    this.#onTrouble = onTrouble;
    makeFolder(folder, 0o700);
    this.#start(IKE_TABLE, '');
    this.#start(ESP_TABLE, '');
    this.#start(PREFERENCES_FILE, PREFERENCES);
    for (const table of [OWN_ESP_TABLE, OWN_AH_TABLE]) rmSync(join(folder, table), { force: true });
  }

  /** Takes the keys of an event that has some; a full disk ends the log, not the host. Several hosts may share a log. */
  note(event: HostEvent): void {
    for (const [table, line] of keyLines(event)) this.#add(table, line);
  }

  #start(table: string, text: string): void {
    const path = join(this.folder, table);
    writeFileSync(path, text, { mode: 0o600 });
    chmodSync(path, 0o600);
  }

  #add(table: string, line: string): void {
    // The other end of an SA has the same keys.
    if (this.#ended || this.#seen.has(line)) return;
    this.#seen.add(line);
    try {
      appendFileSync(join(this.folder, table), `${line}\n`, { mode: 0o600 });
    } catch (error) {
      this.#ended = true;
      const why = error instanceof Error ? error.message : String(error);
      this.#onTrouble(`the key log ${this.folder} ends here: ${why}.`);
    }
  }
}

/** A file of Wireshark's own in a folder, which a key log there would overwrite, or undefined. */
export function foreignTable(folder: string): string | undefined {
  // Wireshark begins its files with a comment; a key log has none.
  return [IKE_TABLE, ESP_TABLE, PREFERENCES_FILE]
    .map((name) => join(folder, name))
    .find((path) => existsSync(path) && readFileSync(path, 'utf8').startsWith('#'));
}

/** A line of `ikev1_decryption_table`: initiator cookie and cipher key. */
export function ikeKeyLine(event: IsakmpKeys): string {
  return `${event.initiatorCookie},${toHex(event.cipherKey.reveal())}`;
}

/** A line of `esp_sa`, one direction; undefined for a suite that Wireshark has no name for. */
export function espKeyLine(event: SaAdded): string | undefined {
  return tableLine(event, WIRESHARK_ENCRYPTION);
}

/** A line of `espial_esp_sa`: undefined for a suite that Wireshark has a name for. */
export function ownEspKeyLine(event: SaAdded): string | undefined {
  return tableLine(event, OWN_ENCRYPTION);
}

/** Every line of a table that an event makes. */
export function allKeyLines(event: HostEvent): string[] {
  return keyLines(event).map(([, text]) => text);
}

/** What an event adds to which tables. */
function keyLines(event: HostEvent): readonly (readonly [table: string, line: string])[] {
  if (event.kind === 'isakmp-keys') return [[IKE_TABLE, ikeKeyLine(event)]];
  if (event.kind !== 'sa-added') return [];
  const made = [
    [ESP_TABLE, espKeyLine(event)],
    [OWN_ESP_TABLE, ownEspKeyLine(event)],
    [OWN_AH_TABLE, ahKeyLine(event)],
  ] as const;
  return made.flatMap(([table, text]) => (text === undefined ? [] : [[table, text] as const]));
}

/** A line of `espial_ah_sa`, one direction; undefined for ESP. */
function ahKeyLine(event: SaAdded): string | undefined {
  const integrity = AH_NAMES.get(event.suite);
  if (event.protocol !== 'ah' || integrity === undefined) return undefined;
  return line(event, [AH_INTEGRITY_NAMES[integrity], keyText(event.integrityKey.reveal())]);
}

/** AES-XCBC-MAC has a name where Wireshark's table of ESP has none. */
const AH_INTEGRITY_NAMES = { ...WIRESHARK_INTEGRITY, 'aes-xcbc-96': 'AES-XCBC-MAC-96 [RFC3566]' };
const AH_NAMES: ReadonlyMap<string, AhIntegrity> = new Map(
  AH_INTEGRITIES.map((ah) => [protectionLabel({ ah }), ah]),
);

function tableLine(
  event: SaAdded,
  names: Partial<Record<EspEncryption, string | undefined>>,
): string | undefined {
  const suite = SUITES.get(event.suite);
  const encryption = suite && names[suite.encryption];
  if (suite === undefined || encryption === undefined) return undefined;
  const encryptionKey = keyText(event.encryptionKey.reveal(), event.salt.reveal());
  const integrityKey = keyText(event.integrityKey.reveal());
  const rest = [encryption, encryptionKey, WIRESHARK_INTEGRITY[suite.integrity], integrityKey];
  return line(event, rest);
}

function line({ source, destination, spi }: SaAdded, rest: readonly string[]): string {
  const version = source.includes(':') ? 'IPv6' : 'IPv4';
  const fields = [version, source, destination, `0x${spi.toString(16).padStart(8, '0')}`, ...rest];
  return fields.map((field) => `"${field}"`).join(',');
}

/** The command that opens a capture with the keys of a folder. */
export function tsharkCommand(capture: string, folder: string): string {
  return `WIRESHARK_CONFIG_DIR=${quoted(folder)} tshark -r ${quoted(capture)}`;
}

function quoted(path: string): string {
  return /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}

function keyText(...parts: readonly Uint8Array[]): string {
  const hex = parts.map(toHex).join('');
  return hex === '' ? '' : `0x${hex}`;
}
