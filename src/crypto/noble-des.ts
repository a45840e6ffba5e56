/** DES and 3DES in CBC mode by des.js, which answers in arrays of numbers. */

import { CBC, DES, EDE } from 'des.js';
import type { CbcDecryptor, CbcEncryptChain } from './esp-primitives.ts';

/** The two ciphers that @noble lacks. */
export type DesName = 'des-cbc' | '3des-cbc';

const BLOCK_OCTETS = 8;
const ZEROS = new Uint8Array(BLOCK_OCTETS);
const MODES = {
  'des-cbc': CBC.instantiate(DES),
  '3des-cbc': CBC.instantiate(EDE),
} as const;

/** Encrypts whole blocks. */
export function desEncrypt(
  name: DesName,
  key: Uint8Array,
  iv: Uint8Array,
  plaintext: Uint8Array,
): Uint8Array {
  return Uint8Array.from(create(name, 'encrypt', key, iv).update(plaintext));
}

/** Decrypts whole blocks. */
export function desDecrypt(
  name: DesName,
  key: Uint8Array,
  iv: Uint8Array,
  ciphertext: Uint8Array,
): Uint8Array {
  if (ciphertext.length === 0) return new Uint8Array(0);
  return Uint8Array.from(create(name, 'decrypt', key, iv).final(ciphertext));
}

/** Encryption that goes on from the last block: des.js chains by itself. */
export function desEncryptChain(name: DesName, key: Uint8Array): CbcEncryptChain {
  const cipher = create(name, 'encrypt', key, ZEROS);
  return {
    encryptNext(arena, start, end) {
      arena.set(cipher.update(arena.subarray(start, end)), start);
    },
  };
}

/**
 * One decipher for the life of the SA. des.js keeps the last block back until more comes, so a
 * block of zeros goes behind every packet, and what it decrypts to stands before the next one.
 */
export function desDecryptor(name: DesName, key: Uint8Array): CbcDecryptor {
  const decipher = create(name, 'decrypt', key, ZEROS);
  decipher.update(ZEROS);
  return {
    decrypt(arena, start, end) {
      // The first two blocks are what the zeros and the IV decrypt to.
      const most = decipher.update(arena.subarray(start, end));
      const last = decipher.update(ZEROS);
      for (let i = 2 * BLOCK_OCTETS; i < most.length; i++) {
        arena[start - BLOCK_OCTETS + i] = most[i]!;
      }
      arena.set(last, end - BLOCK_OCTETS);
    },
  };
}

function create(name: DesName, type: 'encrypt' | 'decrypt', key: Uint8Array, iv: Uint8Array) {
  return MODES[name].create({ type, key, iv, padding: false });
}
