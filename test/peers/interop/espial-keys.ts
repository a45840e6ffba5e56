/** The keys that Espial logged beside its capture, and whether they are strongSwan's. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ESP_TABLE, IKE_TABLE, OWN_AH_TABLE } from '../../../src/observe/keylog.ts';
import type { CharonKeys } from './charon-log.ts';

export interface EspialKeys {
  /** Cipher key by initiator cookie. */
  readonly ike: ReadonlyMap<string, string>;
  /** Encryption key and integrity key, joined by a slash, by SPI. */
  readonly sas: ReadonlyMap<string, string>;
}

/** How many keys the two programs have in common, and each that differs or that only strongSwan has. */
export interface KeyComparison {
  readonly ike: number;
  readonly sas: number;
  readonly differences: readonly string[];
}

/** Reads the key logs in a cell's folder: one for each time that Espial was started. */
export function espialKeys(folder: string): EspialKeys {
  const ike = linesOf(folder, IKE_TABLE).map((line) => line.split(',', 2) as [string, string]);
  const sas = linesOf(folder, ESP_TABLE).map(fieldsOf);
  return {
    ike: new Map(ike),
    sas: new Map(sas.map((fields) => [fields[3]!, `${fields[5]}/${fields[7]}`])),
  };
}

/** The same of AH: key by SPI. */
export function espialAhKeys(folder: string): ReadonlyMap<string, string> {
  return new Map(
    linesOf(folder, OWN_AH_TABLE)
      .map(fieldsOf)
      .map((one) => [one[3]!, one[5]!]),
  );
}

function linesOf(folder: string, table: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.startsWith('keys'))
    .map((log) => join(folder, log, table))
    .filter((path) => existsSync(path))
    .flatMap((path) => readFileSync(path, 'utf8').split('\n').filter(Boolean));
}

function fieldsOf(line: string): string[] {
  return line
    .slice(1, -1)
    .split('","')
    .map((field) => field.replace(/^0x/, ''));
}

/**
 * Compares by cookie and by SPI. strongSwan may know a phase 1 that never came to keys on the other side, and a table
 * leaves out suites that Wireshark has no name for: `named` says whether each of strongSwan's SAs must be there.
 */
export function compareKeys(ours: EspialKeys, theirs: CharonKeys, named: boolean): KeyComparison {
  const differences: string[] = [];
  let ike = 0;
  let sas = 0;
  for (const { initiatorCookie, cipherKey } of theirs.ike) {
    const own = ours.ike.get(initiatorCookie);
    if (own === cipherKey) ike++;
    else if (own !== undefined) differences.push(`the IKE key of ${initiatorCookie} differs`);
  }
  for (const sa of theirs.sas) {
    const own = ours.sas.get(sa.spi);
    if (own === `${sa.encryptionKey}/${sa.integrityKey}`) sas++;
    else if (own !== undefined) differences.push(`the keys of ESP SA 0x${sa.spi} differ`);
    else if (named) differences.push(`Espial logged no keys of ESP SA 0x${sa.spi}`);
  }
  return { ike, sas, differences };
}
