/** Ciphers in CBC mode that live as long as they are used, and are made again where their SA left off. */

import { type Cipher, createCipheriv, createDecipheriv, type Decipher } from 'node:crypto';
import { packOctets, unpackOctets } from '../../base/compact.ts';
import { WordStore } from '../../base/word-store.ts';
import { CBC_CIPHERS } from '../algorithms.ts';
import { openSslName, openSslOctets } from '../node.ts';
import type { CbcName } from '../provider.ts';
import type { HmacKernel } from './hmac-kernel.ts';
import { type BusyOwner, keepCipherOf, letGo, runInPlace } from './kept-ciphers.ts';

/** One cipher for all SAs in turn, where a key is quickly changed: none is kept for each of them. */
export interface SharedCbc {
  /** Puts octets of a stream through, in place: a multiple of the block, at least one. */
  run(stream: CbcStream, memory: Uint8Array, at: number, octets: number): void;
}

const lastBlocks = new WordStore();

/** The cipher of one direction of an SA. It works on the kernel's stream, in place. */
export class CbcStream implements BusyOwner {
  isBusy = false;
  /** The key, packed. */
  readonly key: string;
  readonly #name: CbcName;
  /** The last block that was encrypted, zeros at first; undefined if this one decrypts. */
  readonly #last: Int32Array | undefined;
  /** Where in `#last` it begins. */
  readonly #lastAt: number;
  readonly #shared: SharedCbc | undefined;
  #cipher: Cipher | Decipher | undefined;

  /** By node:crypto unless `shared` is given. */
  constructor(name: CbcName, key: Uint8Array, isSealing: boolean, shared?: SharedCbc) {
    this.#name = name;
    this.#shared = shared;
    this.key = packOctets(key);
    const kept = isSealing ? lastBlocks.take(this.#blockWords) : undefined;
    this.#last = kept?.words;
    this.#lastAt = kept?.at ?? 0;
  }

  /**
   * Puts so many octets through the cipher. Encrypting goes on from the last block of this SA, so a
   * block R in front of a packet comes out as its IV, E_k(R xor last block). Decrypting sees the IV
   * as a block of its own: it comes out as rubbish, which nobody reads, and brings the next in step.
   */
  run({ memory, words, stream }: HmacKernel, octets: number): void {
    if (this.#shared !== undefined) this.#shared.run(this, memory, stream, octets);
    else {
      this.isBusy = true;
      runInPlace(this.#cipher ?? this.#create(), memory, stream, octets);
    }
    if (this.#last === undefined) return;
    const count = this.#blockWords;
    const at = (stream + octets) / 4 - count;
    for (let i = 0; i < count; i++) this.#last[this.#lastAt + i] = words[at + i]!;
  }

  get isSealing(): boolean {
    return this.#last !== undefined;
  }

  /** Where this SA left off. */
  get iv(): Int32Array {
    const count = this.#blockWords;
    return this.#last?.slice(this.#lastAt, this.#lastAt + count) ?? new Int32Array(count);
  }

  forgetCipher(): void {
    if (this.#cipher !== undefined) letGo(this.#cipher);
    this.#cipher = undefined;
  }

  get #blockWords(): number {
    return CBC_CIPHERS[this.#name].blockOctets / 4;
  }

  #create(): Cipher | Decipher {
    const key = unpackOctets(this.key);
    const name = openSslName(this.#name, key);
    // Not an object of the key, which would take as long to make as the cipher.
    const secret = openSslOctets(this.#name, key);
    const cipher = this.isSealing
      ? createCipheriv(name, secret, this.iv)
      : createDecipheriv(name, secret, this.iv);
    cipher.setAutoPadding(false);
    if (keepCipherOf(this)) this.#cipher = cipher;
    return cipher;
  }
}
