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
import { type HmacKey, hmacKernel } from './hmac-kernel.ts';
import { imageFor, type KernelKind, KernelKinds, KernelSa } from './kernel-batches.ts';

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
  return new CounterSa(suite, keys, options, random);
}

/** Throws as `counterSealer` does. */
export function counterOpener(suite: EspSuite, keys: EspKeys, options?: EspOptions): EspOpener {
  return new CounterSa(suite, keys, options, undefined);
}

const kinds = new KernelKinds<KernelKind>();

function kindOf(suite: EspSuite, esn: boolean): KernelKind {
  return kinds.of(suite, esn, () => ({
    suite,
    esn,
    image: imageFor(hmacKernel(), suite),
    // Whatever the length, the kernel is faster.
    longOctets: Number.POSITIVE_INFINITY,
    takesIvs: true,
  }));
}

class CounterSa extends KernelSa<KernelKind> {
  readonly #aes: AesBlocks;
  /** As a signed number: the half above 2^31 would be an object of its own. */
  readonly #nonce: number;
  readonly #mac: HmacKey;

  constructor(
    suite: EspSuite,
    keys: EspKeys,
    options: EspOptions | undefined,
    random: Random | undefined,
  ) {
    checkKeys(suite, keys);
    super(kindOf(suite, options?.esn ?? false), random);
    this.#aes = new AesBlocks(keys.encryption);
    this.#nonce = readU32(keys.salt, 0) | 0;
    this.#mac = hmacKernel().keyOf(INTEGRITY[suite.integrity].hash!, keys.integrity);
  }

  sealJobs(count: number, ownIv: boolean): void {
    const kernel = hmacKernel();
    const { image, esn } = this.kind;
    encrypt(this.#aes, this.#nonce, count, ownIv, false);
    kernel.authenticate(this.#mac, count, esn);
    kernel.call.writeIcvs(count, image.shape.icvOctets);
  }

  openJobs(count: number): boolean {
    const kernel = hmacKernel();
    const { image, esn } = this.kind;
    kernel.authenticate(this.#mac, count, esn);
    kernel.call.checkIcvs(count, image.shape.icvOctets);
    return encrypt(this.#aes, this.#nonce, count, false, true);
  }

  keys(): EspKeys {
    return {
      encryption: unpackOctets(this.#aes.key),
      salt: u32(this.#nonce),
      integrity: this.#mac.macKey(),
    };
  }
}

/** Encrypts, or decrypts, which is the same: all packets, or those whose flag is 1. Answers whether there is any. */
function encrypt(
  aes: AesBlocks,
  nonce: number,
  count: number,
  ownIv: boolean,
  flagged: boolean,
): boolean {
  const { call, memory, stream } = hmacKernel();
  const only = flagged ? 1 : 0;
  const octets = call.prepareCounters(count, nonce, stream, ownIv ? 1 : 0, only);
  if (octets === 0) return false;
  aes.encrypt(memory, stream, octets);
  call.layCounters(count, stream, only);
  return true;
}
