/** Ciphers in CBC mode that live as long as they are used, and are made again where their SA left off. */

import { type Cipher, createCipheriv, createDecipheriv, type Decipher } from 'node:crypto';
import { CBC_CIPHERS } from '../algorithms.ts';
import { openSslKey, openSslName } from '../node.ts';
import type { CbcName } from '../provider.ts';
import { packOctets, unpackOctets, unpackWords } from './compact.ts';
import type { HmacKernel } from './hmac-kernel.ts';
import { type CipherOwner, keepCipherOf, runInPlace } from './kept-ciphers.ts';

/** The cipher of one direction of an SA. It works on the kernel's stream, in place. */
export class CbcStream implements CipherOwner {
  /** The key, packed. */
  readonly key: string;
  readonly #name: CbcName;
  /** The last block that was encrypted, zeros at first; undefined if this one decrypts. */
  #last: number[] | undefined;
  #cipher: Cipher | Decipher | undefined;

  constructor(name: CbcName, key: Uint8Array, isSealing: boolean) {
    this.#name = name;
    this.key = packOctets(key);
    this.#last = isSealing ? [0, 0, 0, 0].slice(0, this.#blockWords) : undefined;
  }

  /**
   * Puts so many octets through the cipher. Encrypting goes on from the last block of this SA, so a
   * block R in front of a packet comes out as its IV, E_k(R xor last block). Decrypting sees the IV
   * as a block of its own: it comes out as rubbish, which nobody reads, and brings the next in step.
   */
  run({ memory, words, stream }: HmacKernel, octets: number): void {
    this.#cipher ??= this.#create();
    runInPlace(this.#cipher, memory, stream, octets);
    if (this.#last === undefined) return;
    const count = this.#blockWords;
    const at = (stream + octets) / 4 - count;
    for (let i = 0; i < count; i++) this.#last[i] = words[at + i]!;
  }

  forgetCipher(): void {
    this.#cipher = undefined;
  }

  get #blockWords(): number {
    return CBC_CIPHERS[this.#name].blockOctets / 4;
  }

  #create(): Cipher | Decipher {
    keepCipherOf(this);
    const key = unpackOctets(this.key);
    const name = openSslName(this.#name, key);
    const secret = openSslKey(this.#name, key);
    const iv = new Int32Array(this.#blockWords);
    if (this.#last !== undefined) unpackWords(this.#last, iv, 0);
    const cipher =
      this.#last === undefined
        ? createDecipheriv(name, secret, iv)
        : createCipheriv(name, secret, iv);
    return cipher.setAutoPadding(false);
  }
}
