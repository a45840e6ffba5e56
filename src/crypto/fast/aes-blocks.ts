/**
 * AES of single blocks by node:crypto, many in one call, for modes that are put together here. As in
 * cbc-streams.ts the ciphers of the SAs that were busy last are kept, and the others made again.
 */

import { type Cipher, createCipheriv } from 'node:crypto';
import { LIMITS } from '../../base/limits.ts';
import { packOctets, unpackOctets } from './compact.ts';
import { release } from './release.ts';

/** Those whose ciphers are kept, and which of them is the oldest. */
const kept: AesBlocks[] = [];
let oldest = 0;

/** AES under one key. */
export class AesBlocks {
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
    const out = this.#cipher.update(memory.subarray(at, at + octets));
    memory.set(out, at);
    release(out);
  }

  #create(): Cipher {
    const before = kept[oldest];
    if (before !== undefined) before.#cipher = undefined;
    kept[oldest] = this;
    oldest = (oldest + 1) % LIMITS.liveCiphers;
    const name = `aes-${this.key.length * 8}-ecb`;
    return createCipheriv(name, unpackOctets(this.key), null).setAutoPadding(false);
  }
}
