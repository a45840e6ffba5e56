/** Packets that scapy protected with AH (test/vectors/ipsec/make/ah-by-scapy.py). */

import { readFileSync } from 'node:fs';
import { fromHex } from '../../src/base/bytes.ts';
import { parseProtection } from '../../src/crypto/protection-names.ts';
import type { Protection } from '../../src/crypto/provider.ts';
import type { SaHalf } from '../../src/ipsec/sa/sa.ts';

export interface AhCase {
  readonly title: string;
  readonly protection: string;
  readonly mode: 'transport' | 'tunnel';
  readonly family: 4 | 6;
  readonly key: string;
  readonly spi: number;
  readonly seq: number;
  /** The high half of the sequence number, with ESN. */
  readonly high?: number;
  /** Of a bundle. */
  readonly espSpi?: number;
  readonly encryptionKey?: string;
  readonly espIntegrityKey?: string;
  readonly clear: string;
  readonly sealed: string;
}

const file = new URL('../vectors/ipsec/ah-scapy.json', import.meta.url);
export const AH_CASES = (JSON.parse(readFileSync(file, 'utf8')) as { cases: readonly AhCase[] })
  .cases;

export function protectionOfCase({ protection }: AhCase): Protection {
  return parseProtection(protection);
}

/** The one direction that a case has. */
export function halfOfCase(one: AhCase): SaHalf {
  const key = fromHex(one.key);
  const none = new Uint8Array(0);
  if (one.espSpi === undefined) {
    return { spi: one.spi, keys: { encryption: none, salt: none, integrity: key } };
  }
  const keys = {
    encryption: fromHex(one.encryptionKey ?? ''),
    salt: none,
    integrity: fromHex(one.espIntegrityKey ?? ''),
  };
  return { spi: one.espSpi, keys, ah: { spi: one.spi, key } };
}
