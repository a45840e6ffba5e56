/** ESP by the C baseline: a loop over OpenSSL's EVP functions with contexts that live as long as the SA. */

import { fromHex, toHex } from '../../src/base/bytes.ts';
import { espLayout, INTEGRITY } from '../../src/crypto/algorithms.ts';
import type { EspKeys, EspSuite } from '../../src/crypto/provider.ts';
import { type Baseline, baselineContender } from '../c/process.ts';
import type { MeasuredContender } from '../group.ts';
import { keysOf } from './packets.ts';
import { tripled } from './plain-node.ts';

export const BASELINE = 'C EVP';
/** The same on a processor that has no instructions for SHA-1 and SHA-256. */
export const OLDER_BASELINE = 'C, no SHA-NI';

/** What the baseline is told to use a suite; undefined for what EVP does not have. */
export function suiteRequest(suite: EspSuite): string | undefined {
  const { integrity } = suite;
  if (integrity === 'aes-xcbc-96') return undefined;
  const { hash } = INTEGRITY[integrity];
  const keys = keysOf(suite);
  return [
    'set',
    cipherName(suite),
    hash ?? '-',
    espLayout(suite).icvOctets,
    digits(cipherKey(suite, keys)),
    digits(keys.salt),
    digits(keys.integrity),
  ].join(' ');
}

/** The baseline as a contender for packets of a length. */
export function baselineEsp(
  name: string,
  baseline: Baseline,
  request: string,
  operation: 'seal' | 'open',
  length: number,
): MeasuredContender {
  const ask = (count: number): string => `${operation} ${length} ${count}`;
  return baselineContender(name, baseline, ask, request);
}

/** One packet sealed by the baseline. */
export async function sealedByBaseline(
  baseline: Baseline,
  request: string,
  packet: Uint8Array,
): Promise<Uint8Array> {
  await baseline.ask(request);
  return fromHex(await baseline.ask(`sealed ${toHex(packet)}`));
}

/** One packet opened by the baseline; empty where it refuses it. */
export async function openedByBaseline(
  baseline: Baseline,
  request: string,
  packet: Uint8Array,
): Promise<Uint8Array> {
  await baseline.ask(request);
  return fromHex(await baseline.ask(`opened ${toHex(packet)}`));
}

function cipherName({ encryption, keyBits }: EspSuite): string {
  switch (encryption) {
    case 'null':
      return '-';
    case 'des-cbc':
    case '3des-cbc':
      return 'DES-EDE3-CBC';
    case 'aes-cbc':
      return `AES-${keyBits}-CBC`;
    case 'aes-ctr':
      return `AES-${keyBits}-CTR`;
    case 'aes-gmac':
      return `GMAC:AES-${keyBits}-GCM`;
    case 'chacha20-poly1305':
      return 'ChaCha20-Poly1305';
    default:
      return `AES-${keyBits}-GCM`;
  }
}

function cipherKey({ encryption }: EspSuite, keys: EspKeys): Uint8Array {
  return encryption === 'des-cbc' ? tripled(keys.encryption) : keys.encryption;
}

function digits(octets: Uint8Array): string {
  return octets.length === 0 ? '-' : toHex(octets);
}
