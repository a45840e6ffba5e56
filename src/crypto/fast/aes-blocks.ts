/** AES of single blocks by node:crypto, many in one call, for modes that are put together here. */

import { type Cipher, createCipheriv } from 'node:crypto';
import { packOctets, unpackOctets } from '../../base/compact.ts';
import { type BusyOwner, keepCipherOf, letGo, runInPlace } from './kept-ciphers.ts';

/** AES under one key. */
export class AesBlocks implements BusyOwner {
  isBusy = false;
  /** The key, packed. */
  readonly key: string;
  #cipher: Cipher | undefined;

  /** The key has 16, 24 or 32 octets. */
  constructor(key: Uint8Array) {
    this.key = packOctets(key);
  }

  /** Encrypts each of the blocks in place; there is at least one. */
  encrypt(memory: Uint8Array, at: number, octets: number): void {
    this.isBusy = true;
    runInPlace(this.#cipher ?? this.#create(), memory, at, octets);
  }

  forgetCipher(): void {
    if (this.#cipher !== undefined) letGo(this.#cipher);
    this.#cipher = undefined;
  }

  #create(): Cipher {
    const name = `aes-${this.key.length * 8}-ecb`;
    const cipher = createCipheriv(name, unpackOctets(this.key), null).setAutoPadding(false);
    if (keepCipherOf(this)) this.#cipher = cipher;
    return cipher;
  }
}
