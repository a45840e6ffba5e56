/** AH's ICV from a provider's primitives (RFC 4302 3.2; RFC 2403, 2404, 3566, 4868). */

import { INTEGRITY } from './algorithms.ts';
import type { EspPrimitives } from './esp-primitives.ts';
import { integrityMac } from './integrity-mac.ts';
import type { AhIntegrity, AhMac, EspOptions } from './provider.ts';

/** The MAC of one AH SA. Throws a RangeError for a key of the wrong length. */
export function composeAhMac(
  primitives: EspPrimitives,
  integrity: AhIntegrity,
  key: Uint8Array,
  options: EspOptions | undefined,
): AhMac {
  checkAhKey(integrity, key);
  const { icvOctets } = INTEGRITY[integrity];
  const mac = integrityMac(primitives, integrity, key, options?.esn ?? false)!;
  return {
    icvOctets,
    compute: (arena, start, end, high = 0) => mac(arena, start, end, high).subarray(0, icvOctets),
  };
}

/** Throws a RangeError for a key of the wrong length. */
export function checkAhKey(integrity: AhIntegrity, key: Uint8Array): void {
  const { label, keyOctets } = INTEGRITY[integrity];
  if (key.length !== keyOctets) {
    throw new RangeError(`AH with ${label}: the key has ${key.length} octets, not ${keyOctets}`);
  }
}
