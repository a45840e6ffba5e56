/**
 * AES-GCM (RFC 4106) and AES-GMAC (RFC 4543) in ESP: the counter blocks of a whole batch go through
 * one AES cipher of node:crypto in one call, and WASM does the rest, GHASH above all. With
 * `constantTime` GHASH takes the same time whatever key and packet; without, it looks up places that
 * depend on them, which is faster and for laboratories and measurements only.
 */

import { readU32, u32 } from '../../base/bytes.ts';
import { packOctets, unpackOctets } from '../../base/compact.ts';
import type { Random } from '../../base/random.ts';
import { checkKeys } from '../esp-transform.ts';
import type { EspKeys, EspOpener, EspOptions, EspSealer, EspSuite } from '../provider.ts';
import { AesBlocks } from './aes-blocks.ts';
import { type GcmKernel, gcmKernel, type HashedKind, type HashedSa } from './gcm-kernel.ts';
import { imageFor, type KernelKind, KernelKinds, KernelSa } from './kernel-batches.ts';

export interface GcmOptions extends Partial<EspOptions> {
  readonly constantTime: boolean;
}

const BLOCK_OCTETS = 16;
const JOB_WORDS = 4;
let sasSoFar = 0;

/** Throws a RangeError for keys of the wrong lengths, and where WebAssembly or its SIMD is missing. */
export function gcmSealer(
  suite: EspSuite,
  keys: EspKeys,
  random: Random,
  options: GcmOptions,
): EspSealer {
  return new GcmSa(suite, keys, options, random);
}

/** Throws as `gcmSealer` does. */
export function gcmOpener(suite: EspSuite, keys: EspKeys, options: GcmOptions): EspOpener {
  return new GcmSa(suite, keys, options, undefined);
}

type GcmKind = KernelKind & HashedKind;

const kinds = { constantTime: new KernelKinds<GcmKind>(), byTables: new KernelKinds<GcmKind>() };

function kindOf(suite: EspSuite, { esn = false, constantTime }: GcmOptions): GcmKind {
  const own = constantTime ? kinds.constantTime : kinds.byTables;
  return own.of(suite, esn, () => ({
    suite,
    esn,
    constantTime,
    image: imageFor(gcmKernel().image, suite),
    longOctets: longOctets(constantTime),
    takesIvs: true,
  }));
}

/** From here on node:crypto is faster, a packet at a time: found by measurement. */
function longOctets(constantTime: boolean): number {
  if (!constantTime) return 5632;
  return gcmKernel().relaxed ? 4096 : 2560;
}

class GcmSa extends KernelSa<GcmKind> implements HashedSa {
  readonly number: number;
  readonly salt: number;
  /** Every SA has a large table at first, also the one that is to prove this provider. */
  octetsWithout = Number.POSITIVE_INFINITY;
  readonly #aes: AesBlocks;
  #hashKey: string | undefined;

  constructor(suite: EspSuite, keys: EspKeys, options: GcmOptions, random: Random | undefined) {
    checkKeys(suite, keys);
    super(kindOf(suite, options), random);
    this.number = sasSoFar++;
    this.#aes = new AesBlocks(keys.encryption);
    // As a signed number: the half above 2^31 would be an object of its own.
    this.salt = readU32(keys.salt, 0) | 0;
  }

  sealJobs(count: number, ownIv: boolean): void {
    const kernel = gcmKernel();
    makeStream(this, this.#aes, kernel, count, ownIv);
    kernel.seal(count);
  }

  openJobs(count: number): boolean {
    const kernel = gcmKernel();
    makeStream(this, this.#aes, kernel, count, false);
    kernel.open(count);
    return true;
  }

  keys(): EspKeys {
    return {
      encryption: unpackOctets(this.#aes.key),
      salt: u32(this.salt),
      integrity: new Uint8Array(0),
    };
  }

  get hashKey(): string {
    if (this.#hashKey === undefined) {
      const block = new Uint8Array(BLOCK_OCTETS);
      this.#aes.encrypt(block, 0, BLOCK_OCTETS);
      this.#hashKey = packOctets(block);
    }
    return this.#hashKey;
  }
}

/** The key stream of all packets, made of their counter blocks by one call of the cipher. */
function makeStream(
  sa: HashedSa,
  aes: AesBlocks,
  kernel: GcmKernel,
  count: number,
  ownIv: boolean,
): void {
  const { memory, jobs } = kernel.image;
  kernel.enter(sa, jobs[(count - 1) * JOB_WORDS + 1]! - jobs[0]!);
  const octets = kernel.prepare(count, ownIv);
  if (octets > 0) aes.encrypt(memory, kernel.stream, octets);
}
