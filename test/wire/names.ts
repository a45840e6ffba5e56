/** Distinguished names to test with. */

import { readFileSync } from 'node:fs';
import { fromHex } from '../../src/base/bytes.ts';
import type { DistinguishedName } from '../../src/wire/distinguished-name.ts';
import { parseName } from '../../src/wire/name-of-text.ts';

/** Encoded by python3-cryptography, printed by openssl: test/vectors/names/make.py. */
export const NAME_VECTORS = JSON.parse(
  readFileSync(new URL('../vectors/names/names.json', import.meta.url), 'utf8'),
) as readonly { what: string; der: string; openssl: string }[];

/** The DER of a vector. */
export function nameVector(what: string): Uint8Array {
  return fromHex(NAME_VECTORS.find((one) => one.what === what)!.der);
}

/** The name of a good text. */
export function nameOf(text: string): DistinguishedName {
  const name = parseName(text);
  if (typeof name === 'string') throw new Error(name);
  return name;
}
