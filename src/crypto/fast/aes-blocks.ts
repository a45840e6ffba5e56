/** AES of single blocks by node:crypto, many in one call, for modes that are put together here. */

import { type Cipher, createCipheriv } from 'node:crypto';
import { packOctets, unpackOctets } from './compact.ts';
import { type CipherOwner, keepCipherOf, runInPlace } from './kept-ciphers.ts';

/** AES under one key. */
export class AesBlocks implements CipherOwner {
  /** The key, packed. */
  readonly key: string;
  #cipher: Cipher | undefined;

  /** The key has 16, 24 or 32 octets. */
  constructor(key: Uint8Array) {
    this.key = packOctets(key);
  }

  /** Encrypts each of the blocks in place; there is at least one. */
  encrypt(memory: Uint8Array, at: number, octets: number): void {
    this.#cipher ??= this.#create();
    runInPlace(this.#cipher, memory, at, octets);
  }

  forgetCipher(): void {
    this.#cipher = undefined;
  }

  #create(): Cipher {
    keepCipherOf(this);
    const name = `aes-${this.key.length * 8}-ecb`;
    return createCipheriv(name, unpackOctets(this.key), null).setAutoPadding(false);
  }
}
