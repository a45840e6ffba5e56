/**
 * ESP with NULL or a cipher in CBC mode and an HMAC, batch by batch. Two things make it fast: one
 * cipher lives as long as its SA and takes a whole batch in one `update` (to create a cipher costs
 * 3 to 8 us, an `update` less than one), and the MACs of a batch are made four at a time in WASM.
 */

import type { Random } from '../../base/random.ts';
import { CBC_CIPHERS, espLayout, INTEGRITY } from '../algorithms.ts';
import { HEADER_OCTETS } from '../esp-packet.ts';
import { checkHighs, checkKeys, leastOctets } from '../esp-transform.ts';
import { nodeProvider } from '../node.ts';
import type { CbcName, EspKeys, EspOpener, EspOptions, EspSealer, EspSuite } from '../provider.ts';
import { CbcStream } from './cbc-streams.ts';
import { unpackOctets } from './compact.ts';
import { type HmacKernel, type HmacKey, hmacKernel, octetsOfKey } from './hmac-kernel.ts';
import { PacketImage } from './packet-image.ts';

/** What all SAs of a suite have in common. */
interface SuiteMeans {
  readonly suite: EspSuite;
  readonly kernel: HmacKernel;
  readonly image: PacketImage;
  readonly cipher: CbcName | undefined;
  readonly ivOctets: number;
  readonly icvOctets: number;
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
  options: EspOptions | undefined,
): EspSealer {
  return new BlockSealer(suite, keys, random, options);
}

/** Opens batches. Throws a RangeError for keys that cannot be. */
export function blockOpener(
  suite: EspSuite,
  keys: EspKeys,
  options: EspOptions | undefined,
): EspOpener {
  return new BlockOpener(suite, keys, options);
}

class BlockSealer implements EspSealer {
  readonly #means: SuiteMeans;
  readonly #esn: boolean;
  readonly #mac: HmacKey | undefined;
  readonly #chain: CbcStream | undefined;
  readonly #random: Random;

  constructor(suite: EspSuite, keys: EspKeys, random: Random, options: EspOptions | undefined) {
    checkKeys(suite, keys);
    this.#means = meansOf(suite);
    this.#esn = options?.esn ?? false;
    this.#mac = macOf(this.#means, keys);
    this.#chain = streamOf(this.#means, keys, true);
    this.#random = random;
  }

  seal(arena: Uint8Array, spans: Uint32Array, count: number, highs?: Uint32Array): void {
    const { kernel, image, ivOctets, icvOctets } = this.#means;
    const { call, memory, stream, ivs } = kernel;
    checkHighs(this.#esn, count, highs);
    const numbers = this.#esn ? highs : undefined;
    for (let from = 0; from < count; ) {
      const next = image.take(arena, spans, from, count, numbers, undefined);
      const packets = next - from;
      if (this.#chain !== undefined) {
        // Drawn together: the source gives the same octets as for one packet after another.
        memory.set(this.#random.bytes(packets * ivOctets), ivs);
        const octets = call.gather(packets, HEADER_OCTETS, stream, ivs, ivOctets, 0);
        this.#chain.run(kernel, octets);
        call.scatter(packets, HEADER_OCTETS, stream, 0, 0);
      }
      if (this.#mac !== undefined) {
        kernel.authenticate(this.#mac, packets, this.#esn);
        call.writeIcvs(packets, icvOctets);
      }
      image.giveBack(arena);
      from = next;
    }
  }

  /** Rare: by a sealer of node:crypto's, a packet at a time. */
  sealWithIv(arena: Uint8Array, start: number, end: number, iv: Uint8Array, high?: number): void {
    const keys: EspKeys = {
      encryption: unpackOctets(this.#chain?.key ?? ''),
      salt: new Uint8Array(0),
      integrity: this.#mac === undefined ? new Uint8Array(0) : octetsOfKey(this.#mac),
    };
    nodeProvider
      .espSealer(this.#means.suite, keys, this.#random, { esn: this.#esn })
      .sealWithIv(arena, start, end, iv, high);
  }
}

class BlockOpener implements EspOpener {
  readonly #means: SuiteMeans;
  readonly #esn: boolean;
  readonly #mac: HmacKey | undefined;
  readonly #decipher: CbcStream | undefined;

  constructor(suite: EspSuite, keys: EspKeys, options: EspOptions | undefined) {
    checkKeys(suite, keys);
    this.#means = meansOf(suite);
    this.#esn = options?.esn ?? false;
    this.#mac = macOf(this.#means, keys);
    this.#decipher = streamOf(this.#means, keys, false);
  }

  open(
    arena: Uint8Array,
    spans: Uint32Array,
    count: number,
    verdicts: Uint8Array,
    highs?: Uint32Array,
  ): void {
    const { kernel, image, ivOctets, icvOctets } = this.#means;
    const { call, stream } = kernel;
    checkHighs(this.#esn, count, highs);
    const numbers = this.#esn ? highs : undefined;
    for (let from = 0; from < count; ) {
      const next = image.take(arena, spans, from, count, numbers, verdicts);
      const packets = next - from;
      if (this.#mac !== undefined) {
        kernel.authenticate(this.#mac, packets, this.#esn);
        call.checkIcvs(packets, icvOctets);
      }
      image.tell(verdicts, from, next);
      if (this.#decipher !== undefined) {
        const octets = call.gather(packets, HEADER_OCTETS, stream, 0, 0, 1);
        if (octets > 0) {
          this.#decipher.run(kernel, octets);
          call.scatter(packets, HEADER_OCTETS, stream, ivOctets, 1);
          image.giveBack(arena);
        }
      }
      from = next;
    }
  }
}

const meansBySuite = new Map<string, SuiteMeans>();

/** Found by the algorithms' names: an SA keeps nothing of its own that others of its suite have too. */
function meansOf(suite: EspSuite): SuiteMeans {
  const name = `${suite.encryption} ${suite.keyBits} ${suite.integrity}`;
  let means = meansBySuite.get(name);
  if (means === undefined) {
    const { encryption, keyBits, integrity } = suite;
    const layout = espLayout(suite);
    const kernel = hmacKernel();
    means = {
      suite: { encryption, keyBits, integrity },
      kernel,
      image: new PacketImage(kernel, { ...layout, leastOctets: leastOctets(suite) }),
      cipher: encryption === 'null' ? undefined : (encryption as CbcName),
      ivOctets: layout.ivOctets,
      icvOctets: layout.icvOctets,
    };
    meansBySuite.set(name, means);
  }
  return means;
}

/** Undefined where nothing proves the packets. */
function macOf({ suite, kernel }: SuiteMeans, keys: EspKeys): HmacKey | undefined {
  const { hash } = INTEGRITY[suite.integrity];
  return hash && kernel.keyOf(hash, keys.integrity);
}

function streamOf(
  { cipher }: SuiteMeans,
  keys: EspKeys,
  isSealing: boolean,
): CbcStream | undefined {
  return cipher && new CbcStream(cipher, keys.encryption, isSealing);
}
