/** Whole octet strings sealed and opened with AES-GCM, put together from a provider's primitive. */

import type { EspPrimitives } from './esp-primitives.ts';
import type { SealingCipher } from './provider.ts';

const KEY_OCTETS: readonly number[] = [16, 24, 32];
const NONCE_OCTETS = 12;
const TAG_OCTETS = 16;

/** The sealing cipher of a key of 16, 24 or 32 octets. Throws a RangeError for any other. */
export function composeSealing(primitives: EspPrimitives, key: Uint8Array): SealingCipher {
  if (!KEY_OCTETS.includes(key.length)) {
    throw new RangeError(`an AES key has 16, 24 or 32 octets, not ${key.length}`);
  }
  const mode = primitives.aead('aes-gcm', Uint8Array.from(key), TAG_OCTETS);
  return {
    seal(nonce, aad, plaintext) {
      checkNonce(nonce);
      const sealed = new Uint8Array(plaintext.length + TAG_OCTETS);
      sealed.set(plaintext);
      mode.seal(nonce, aad, sealed, 0, plaintext.length);
      return sealed;
    },
    open(nonce, aad, sealed) {
      checkNonce(nonce);
      const length = sealed.length - TAG_OCTETS;
      if (length < 0) return undefined;
      const work = Uint8Array.from(sealed);
      return mode.open(nonce, aad, work, 0, length) ? work.subarray(0, length) : undefined;
    },
  };
}

function checkNonce(nonce: Uint8Array): void {
  if (nonce.length !== NONCE_OCTETS) {
    throw new RangeError(`a nonce has ${NONCE_OCTETS} octets, not ${nonce.length}`);
  }
}
