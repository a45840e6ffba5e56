/** Packets that scapy sealed (test/vectors/crypto/make/scapy-esp.py), and their parts. */

import { fromHex } from '../../src/base/bytes.ts';
import type { EspKeys } from '../../src/crypto/provider.ts';
import { vectors } from './providers.ts';

export interface ScapyCase {
  readonly suite: string;
  readonly mode: 'transport' | 'tunnel';
  readonly family: 4 | 6;
  readonly encryptionKey: string;
  readonly salt: string;
  readonly integrityKey: string;
  readonly spi: number;
  readonly seq: number;
  /** The high half of the sequence number, with ESN. */
  readonly high?: number;
  readonly iv: string;
  readonly clear: string;
  readonly sealed: string;
}

/** The cases of a file. */
export function scapyCases(file: string): readonly ScapyCase[] {
  return vectors<{ cases: readonly ScapyCase[] }>(file).cases;
}

export function keysOf(one: ScapyCase): EspKeys {
  return {
    encryption: fromHex(one.encryptionKey),
    salt: fromHex(one.salt),
    integrity: fromHex(one.integrityKey),
  };
}

/** The ESP packet behind the outer header. */
export function espOf(one: ScapyCase): Uint8Array {
  return fromHex(one.sealed).subarray(one.family === 4 ? 20 : 40);
}

/** The clear body: what is protected, padding 1, 2, 3 ..., pad length, next header (RFC 4303 2.4). */
export function bodyOf(one: ScapyCase, paddingOctets: number): Uint8Array {
  const clear = fromHex(one.clear);
  const inner = one.mode === 'tunnel' ? clear : clear.subarray(one.family === 4 ? 20 : 40);
  const padding = (paddingOctets - ((inner.length + 2) % paddingOctets)) % paddingOctets;
  const tunnelled = one.family === 4 ? 4 : 41;
  const body = new Uint8Array(inner.length + padding + 2);
  body.set(inner);
  for (let i = 0; i < padding; i++) body[inner.length + i] = i + 1;
  body[body.length - 2] = padding;
  body[body.length - 1] = one.mode === 'tunnel' ? tunnelled : 17;
  return body;
}
