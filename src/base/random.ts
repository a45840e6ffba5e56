/** Randomness as the core sees it: a source that the caller hands in, forked by label. */

import { chacha20 } from '@noble/ciphers/chacha.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { concat, readU32, utf8 } from './bytes.ts';

/** A source of random octets. */
export interface Random {
  /** New octets, unpredictable where the source is the system's. */
  bytes(length: number): Uint8Array;
  /** Writes the octets that `bytes` would give to `target[at ..]`: for sources that can do so at less cost. See `drawInto`. */
  fill?(target: Uint8Array, at: number, length: number): void;
  /**
   * An independent source: one more draw here moves nothing there. A label that takes time to make is
   * given as a function: the system's source asks for none.
   */
  fork(label: ForkLabel): Random;
}

export type ForkLabel = string | (() => string);

/** Writes new octets to `target[at .. at + length)`. In the hot path an array for them would cost more than they do. */
export function drawInto(random: Random, target: Uint8Array, at: number, length: number): void {
  if (random.fill === undefined) target.set(random.bytes(length), at);
  else random.fill(target, at, length);
}

/** A reproducible source (ChaCha20 under SHA-256 of the seed). For simulation and tests only. */
export function seededRandom(seed: string): Random {
  return keyedRandom(sha256(utf8(seed)));
}

function keyedRandom(key: Uint8Array): Random {
  let block = new Uint8Array(0);
  let used = 0;
  let blocks = 0;
  const refill = (): void => {
    const nonce = new Uint8Array(12);
    new DataView(nonce.buffer).setUint32(0, blocks++);
    block = chacha20(key, nonce, new Uint8Array(1024)) as Uint8Array<ArrayBuffer>;
    used = 0;
  };
  return {
    bytes(length) {
      const out = new Uint8Array(length);
      for (let at = 0; at < length; ) {
        if (used === block.length) refill();
        const take = Math.min(length - at, block.length - used);
        out.set(block.subarray(used, used + take), at);
        used += take;
        at += take;
      }
      return out;
    },
    fork: (label) => keyedRandom(sha256(concat(key, utf8(labelText(label))))),
  };
}

function labelText(label: ForkLabel): string {
  return typeof label === 'string' ? label : label();
}

/** A number from 0 (included) to 1 (excluded). */
export function randomFraction(random: Random): number {
  return readU32(random.bytes(4), 0) / 2 ** 32;
}
