/** AES of single blocks by node:crypto, many in one call, for modes that are put together here. */

import { type Cipher, createCipheriv } from 'node:crypto';
import { packOctets, unpackOctets } from '../../base/compact.ts';
import { type CipherOwner, keptCiphers, NO_PLACE, runInPlace } from './kept-ciphers.ts';

/** AES under one key. */
export class AesBlocks implements CipherOwner {
  cipherPlace = NO_PLACE;
  /** The key, packed. */
  readonly key: string;

  /** The key has 16, 24 or 32 octets. */
  constructor(key: Uint8Array) {
    this.key = packOctets(key);
  }

  /** Encrypts each of the blocks in place; there is at least one. */
  encrypt(memory: Uint8Array, at: number, octets: number): void {
    runInPlace(keptCiphers.find(this) ?? this.#create(), memory, at, octets);
  }

  #create(): Cipher {
    const name = `aes-${this.key.length * 8}-ecb`;
    const cipher = createCipheriv(name, unpackOctets(this.key), null).setAutoPadding(false);
    keptCiphers.offer(this, cipher);
    return cipher;
  }
}
