/** What every provider checks before it runs a cipher in CBC mode. */

import { CBC_CIPHERS } from './algorithms.ts';
import type { CbcName } from './provider.ts';

/** Throws a RangeError unless the cipher takes a key of this length. */
export function checkCbcKey(name: CbcName, key: Uint8Array): void {
  const { label, keyBits } = CBC_CIPHERS[name];
  if (!keyBits.includes(key.length * 8)) {
    const octets = keyBits.map((bits) => bits / 8).join(', ');
    throw new RangeError(`${label} takes a key of ${octets} octets, not ${key.length}`);
  }
}

/** Throws a RangeError unless the IV is one block and the text is whole blocks. */
export function checkCbcInput(blockOctets: number, iv: Uint8Array, text: Uint8Array): void {
  if (iv.length !== blockOctets) {
    throw new RangeError(`the IV has ${iv.length} octets, not ${blockOctets}`);
  }
  if (text.length % blockOctets !== 0) {
    throw new RangeError(`${text.length} octets are not whole blocks of ${blockOctets}`);
  }
}
