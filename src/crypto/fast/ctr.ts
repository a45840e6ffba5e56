/**
 * AES in counter mode with an HMAC in ESP (RFC 3686): the counter blocks of a whole batch go through
 * one AES cipher of node:crypto in one call, and the kernel of wasm/hmac.ts lays them over the text
 * and makes the MACs, four at a time. Constant-time.
 */

import { readU32, u32 } from '../../base/bytes.ts';
import { unpackOctets } from '../../base/compact.ts';
import type { Random } from '../../base/random.ts';
import { INTEGRITY } from '../algorithms.ts';
import { checkKeys } from '../esp-transform.ts';
import type { EspKeys, EspOpener, EspOptions, EspSealer, EspSuite } from '../provider.ts';
import { AesBlocks } from './aes-blocks.ts';
import { type HmacKey, hmacKernel, octetsOfKey } from './hmac-kernel.ts';
import { imageFor, KernelOpener, type KernelSa, KernelSealer } from './kernel-batches.ts';
import type { PacketImage } from './packet-image.ts';

/** Whether this file serves a suite. */
export function isCounterSuite({ encryption, integrity }: EspSuite): boolean {
  return encryption === 'aes-ctr' && INTEGRITY[integrity].hash !== undefined;
}

/** Throws a RangeError for keys of the wrong lengths, and where WebAssembly or its SIMD is missing. */
export function counterSealer(
  suite: EspSuite,
  keys: EspKeys,
  random: Random,
  options?: EspOptions,
): EspSealer {
  return new KernelSealer(new CounterSa(suite, keys, options?.esn ?? false), random);
}

/** Throws as `counterSealer` does. */
export function counterOpener(suite: EspSuite, keys: EspKeys, options?: EspOptions): EspOpener {
  return new KernelOpener(new CounterSa(suite, keys, options?.esn ?? false));
}

class CounterSa implements KernelSa {
  readonly suite: EspSuite;
  readonly esn: boolean;
  readonly image: PacketImage;
  /** Whatever the length, the kernel is faster. */
  readonly longOctets = Number.POSITIVE_INFINITY;
  readonly takesIvs = true;
  readonly #aes: AesBlocks;
  readonly #nonce: number;
  readonly #mac: HmacKey;

  constructor(suite: EspSuite, keys: EspKeys, esn: boolean) {
    checkKeys(suite, keys);
    this.suite = suite;
    this.esn = esn;
    this.image = imageFor(hmacKernel(), suite);
    this.#aes = new AesBlocks(keys.encryption);
    this.#nonce = readU32(keys.salt, 0);
    this.#mac = hmacKernel().keyOf(INTEGRITY[suite.integrity].hash!, keys.integrity);
  }

  seal(count: number, ownIv: boolean): void {
    const kernel = hmacKernel();
    const { icvOctets } = this.image.shape;
    this.#encrypt(count, ownIv, false);
    kernel.authenticate(this.#mac, count, this.esn);
    kernel.call.writeIcvs(count, icvOctets);
  }

  open(count: number): boolean {
    const kernel = hmacKernel();
    const { icvOctets } = this.image.shape;
    kernel.authenticate(this.#mac, count, this.esn);
    kernel.call.checkIcvs(count, icvOctets);
    return this.#encrypt(count, false, true);
  }

  keys(): EspKeys {
    return {
      encryption: unpackOctets(this.#aes.key),
      salt: u32(this.#nonce),
      integrity: octetsOfKey(this.#mac),
    };
  }

  /** Encrypts, or decrypts, which is the same: all packets, or those whose flag is 1. Answers whether there is any. */
  #encrypt(count: number, ownIv: boolean, flagged: boolean): boolean {
    const { call, memory, stream } = hmacKernel();
    const only = flagged ? 1 : 0;
    const octets = call.prepareCounters(count, this.#nonce, stream, ownIv ? 1 : 0, only);
    if (octets === 0) return false;
    this.#aes.encrypt(memory, stream, octets);
    call.layCounters(count, stream, only);
    return true;
  }
}
