/**
 * ESP with NULL or a cipher in CBC mode and an HMAC, batch by batch. Two things make it fast: one
 * cipher lives as long as its SA and takes a whole batch in one `update` (to create a cipher costs
 * 3 to 8 us, an `update` less than one), and the MACs of a batch are made four at a time in WASM.
 */

import { unpackOctets } from '../../base/compact.ts';
import { drawInto, type Random } from '../../base/random.ts';
import { CBC_CIPHERS, INTEGRITY } from '../algorithms.ts';
import { HEADER_OCTETS } from '../esp-packet.ts';
import { checkKeys } from '../esp-transform.ts';
import type { CbcName, EspKeys, EspOpener, EspOptions, EspSealer, EspSuite } from '../provider.ts';
import { CbcStream, type SharedCbc } from './cbc-streams.ts';
import { type BlockHasher, type HmacKey, hmacKernel, octetsOfKey } from './hmac-kernel.ts';
import { imageFor, KernelOpener, type KernelSa, KernelSealer } from './kernel-batches.ts';
import type { PacketImage } from './packet-image.ts';

export interface BlockOptions extends Partial<EspOptions> {
  /** What AES goes through; a cipher of node:crypto for each SA unless given. */
  readonly aes?: SharedCbc;
  /** Who helps with long packets. */
  readonly hasher?: BlockHasher;
}

/** Whether this file serves a suite: NULL or CBC, with an HMAC or (in the laboratory) none. */
export function isBlockSuite({ encryption, integrity }: EspSuite): boolean {
  return (encryption === 'null' || encryption in CBC_CIPHERS) && integrity !== 'aes-xcbc-96';
}

/** Seals batches; draws its randomness in the order of the packets. Throws a RangeError for keys that cannot be. */
export function blockSealer(
  suite: EspSuite,
  keys: EspKeys,
  random: Random,
  options?: BlockOptions,
): EspSealer {
  return new KernelSealer(new BlockSa(suite, keys, options, random), random);
}

/** Opens batches. Throws a RangeError for keys that cannot be. */
export function blockOpener(suite: EspSuite, keys: EspKeys, options?: BlockOptions): EspOpener {
  return new KernelOpener(new BlockSa(suite, keys, options, undefined));
}

class BlockSa implements KernelSa {
  readonly suite: EspSuite;
  readonly esn: boolean;
  readonly image: PacketImage;
  /** Whatever the length, the kernel is faster. */
  readonly longOctets = Number.POSITIVE_INFINITY;
  /** The chain of the SA's cipher makes IVs, and cannot be made to give one that was chosen. */
  readonly takesIvs = false;
  /** Undefined with NULL. */
  readonly #stream: CbcStream | undefined;
  /** Undefined where nothing proves the packets. */
  readonly #mac: HmacKey | undefined;
  readonly #hasher: BlockHasher | undefined;
  readonly #random: Random | undefined;

  /** Seals with a source of randomness, opens without. */
  constructor(
    suite: EspSuite,
    keys: EspKeys,
    options: BlockOptions | undefined,
    random: Random | undefined,
  ) {
    checkKeys(suite, keys);
    this.suite = suite;
    this.esn = options?.esn ?? false;
    this.image = imageFor(hmacKernel(), suite);
    const { encryption } = suite;
    const { hash } = INTEGRITY[suite.integrity];
    if (encryption !== 'null') {
      const shared = encryption === 'aes-cbc' ? options?.aes : undefined;
      const isSealing = random !== undefined;
      this.#stream = new CbcStream(encryption as CbcName, keys.encryption, isSealing, shared);
    }
    this.#mac = hash && hmacKernel().keyOf(hash, keys.integrity);
    this.#hasher = options?.hasher;
    this.#random = random;
  }

  seal(count: number): void {
    const kernel = hmacKernel();
    const { call, memory, stream, ivs } = kernel;
    const { ivOctets, icvOctets } = this.image.shape;
    if (this.#stream !== undefined) {
      // Drawn together: the source gives the same octets as for one packet after another.
      drawInto(this.#random!, memory, ivs, count * ivOctets);
      const octets = call.gather(count, HEADER_OCTETS, stream, ivs, ivOctets, 0);
      this.#stream.run(kernel, octets);
      call.scatter(count, HEADER_OCTETS, stream, 0, 0);
    }
    if (this.#mac !== undefined) {
      kernel.authenticate(this.#mac, count, this.esn, this.#hasher);
      call.writeIcvs(count, icvOctets);
    }
  }

  open(count: number): boolean {
    const kernel = hmacKernel();
    const { call, stream } = kernel;
    const { ivOctets, icvOctets } = this.image.shape;
    if (this.#mac !== undefined) {
      kernel.authenticate(this.#mac, count, this.esn, this.#hasher);
      call.checkIcvs(count, icvOctets);
    }
    if (this.#stream === undefined) return false;
    const octets = call.gather(count, HEADER_OCTETS, stream, 0, 0, 1);
    if (octets === 0) return false;
    this.#stream.run(kernel, octets);
    call.scatter(count, HEADER_OCTETS, stream, ivOctets, 1);
    return true;
  }

  keys(): EspKeys {
    return {
      encryption: unpackOctets(this.#stream?.key ?? ''),
      salt: new Uint8Array(0),
      integrity: this.#mac === undefined ? new Uint8Array(0) : octetsOfKey(this.#mac),
    };
  }
}
