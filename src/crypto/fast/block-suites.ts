/**
 * ESP with NULL or a cipher in CBC mode and an HMAC, batch by batch. Two things make it fast: one
 * cipher lives as long as its SA and takes a whole batch in one `update` (to create a cipher costs
 * 3 to 8 us, an `update` less than one), and the MACs of a batch are made four at a time in WASM.
 */

import { concat } from '../../base/bytes.ts';
import { packOctets, unpackOctets } from '../../base/compact.ts';
import { drawInto, type Random } from '../../base/random.ts';
import { WordStore } from '../../base/word-store.ts';
import { CBC_CIPHERS, INTEGRITY } from '../algorithms.ts';
import { HEADER_OCTETS } from '../esp-packet.ts';
import { checkKeys } from '../esp-transform.ts';
import type {
  CbcName,
  EspKeys,
  EspOpener,
  EspOptions,
  EspSealer,
  EspSuite,
  HashName,
} from '../provider.ts';
import { type CbcStream, runCbc, type SharedCbc } from './cbc-streams.ts';
import {
  type BlockHasher,
  type HmacKernel,
  type HmacKey,
  hmacKernel,
  JOB_WORDS,
  midstateWords,
} from './hmac-kernel.ts';
import { NO_PLACE } from './kept-ciphers.ts';
import { imageFor, type KernelKind, KernelKinds, KernelSa } from './kernel-batches.ts';

/** Who helps the SAs of a provider: one object for all of them. */
interface BlockHelp {
  /** What AES goes through; a cipher of node:crypto for each SA unless given. */
  readonly aes?: SharedCbc;
  /** Who helps with long packets. */
  readonly hasher?: BlockHasher;
}

export interface BlockOptions extends Partial<EspOptions> {
  readonly help?: BlockHelp;
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
  return new BlockSa(suite, keys, options, random);
}

/** Opens batches. Throws a RangeError for keys that cannot be. */
export function blockOpener(suite: EspSuite, keys: EspKeys, options?: BlockOptions): EspOpener {
  return new BlockSa(suite, keys, options, undefined);
}

/** What SAs of one suite with the same help have in common. */
interface BlockKind extends KernelKind {
  /** Undefined with NULL. */
  readonly cipher: CbcName | undefined;
  readonly cipherKeyOctets: number;
  /** Undefined where nothing proves the packets. */
  readonly hash: HashName | undefined;
  readonly macWords: number;
  readonly blockWords: number;
  readonly aes: SharedCbc | undefined;
  readonly hasher: BlockHasher | undefined;
}

const NO_HELP: BlockHelp = {};
const kinds = new WeakMap<BlockHelp, KernelKinds<BlockKind>>();

function kindOf(suite: EspSuite, { esn = false, help = NO_HELP }: BlockOptions): BlockKind {
  let known = kinds.get(help);
  if (known === undefined) kinds.set(help, (known = new KernelKinds()));
  const { encryption, keyBits } = suite;
  const { hash } = INTEGRITY[suite.integrity];
  const cipher = encryption === 'null' ? undefined : (encryption as CbcName);
  return known.of(suite, esn, () => ({
    suite,
    esn,
    image: imageFor(hmacKernel(), suite),
    // Whatever the length, the kernel is faster.
    longOctets: Number.POSITIVE_INFINITY,
    // The chain of an SA's cipher makes IVs, and cannot be made to give one that was chosen.
    takesIvs: false,
    cipher,
    cipherKeyOctets: keyBits / 8,
    hash,
    macWords: hash === undefined ? 0 : midstateWords(hash),
    blockWords: cipher === undefined ? 0 : CBC_CIPHERS[cipher].blockOctets / 4,
    aes: cipher === 'aes-cbc' ? help.aes : undefined,
    hasher: help.hasher,
  }));
}

/** What is not in a kind, of all SAs: chaining values of the MAC's key, then the last block. */
const store = new WordStore();

/** Seals with a source of randomness, opens without. It is its own cipher's stream and its own MAC's key. */
class BlockSa extends KernelSa<BlockKind> implements CbcStream, HmacKey {
  cipherPlace = NO_PLACE;
  readonly words: Int32Array;
  readonly at: number;
  /** The key of the cipher and that of the MAC, packed. */
  readonly #secret: string;

  constructor(
    suite: EspSuite,
    keys: EspKeys,
    options: BlockOptions | undefined,
    random: Random | undefined,
  ) {
    checkKeys(suite, keys);
    super(kindOf(suite, options ?? {}), random);
    const { hash, macWords, blockWords } = this.kind;
    const kept = store.take(macWords + (this.isSealing ? blockWords : 0));
    this.words = kept.words;
    this.at = kept.at;
    this.#secret = packOctets(concat(keys.encryption, keys.integrity));
    if (hash !== undefined) hmacKernel().derive(hash, keys.integrity, kept.words, kept.at);
  }

  sealJobs(count: number): void {
    const kernel = hmacKernel();
    const { call, memory, stream, ivs } = kernel;
    const { image, cipher, aes, hash, hasher, esn } = this.kind;
    const { ivOctets, icvOctets } = image.shape;
    if (cipher !== undefined) {
      // Drawn together: the source gives the same octets as for one packet after another.
      drawInto(this.random!, memory, ivs, count * ivOctets);
      if (aes?.runAbreast(this, kernel, count) === true) keepLastOfJobs(this, kernel, count);
      else {
        const octets = call.gather(count, HEADER_OCTETS, stream, ivs, ivOctets, 0);
        runCbc(this, cipher, aes, kernel, octets);
        keepLastBlock(this, kernel, stream + octets);
        call.scatter(count, HEADER_OCTETS, stream, 0, 0);
      }
    }
    if (hash !== undefined) {
      kernel.authenticate(this, count, esn, hasher);
      call.writeIcvs(count, icvOctets);
    }
  }

  openJobs(count: number): boolean {
    const kernel = hmacKernel();
    const { call, stream } = kernel;
    const { image, cipher, aes, hash, hasher, esn } = this.kind;
    const { ivOctets, icvOctets } = image.shape;
    if (hash !== undefined) {
      kernel.authenticate(this, count, esn, hasher);
      call.checkIcvs(count, icvOctets);
    }
    if (cipher === undefined) return false;
    const octets = call.gather(count, HEADER_OCTETS, stream, 0, 0, 1);
    if (octets === 0) return false;
    runCbc(this, cipher, aes, kernel, octets);
    call.scatter(count, HEADER_OCTETS, stream, ivOctets, 1);
    return true;
  }

  keys(): EspKeys {
    return {
      encryption: unpackOctets(this.key),
      salt: new Uint8Array(0),
      integrity: this.macKey(),
    };
  }

  get isSealing(): boolean {
    return this.random !== undefined;
  }

  get keyOctets(): number {
    return this.kind.cipherKeyOctets;
  }

  get key(): string {
    return this.#secret.slice(0, this.kind.cipherKeyOctets);
  }

  get iv(): Int32Array {
    const { blockWords } = this.kind;
    return this.isSealing
      ? this.words.slice(this.lastAt, this.lastAt + blockWords)
      : new Int32Array(blockWords);
  }

  /** Where in `words` the last block stands that was encrypted; zeros at first. */
  get lastAt(): number {
    return this.at + this.kind.macWords;
  }

  get hash(): HashName {
    return this.kind.hash!;
  }

  macKey(): Uint8Array {
    return unpackOctets(this.#secret.slice(this.kind.cipherKeyOctets));
  }
}

/** Keeps the block that ends at an offset of the kernel's memory: a multiple of four. */
function keepLastBlock(sa: BlockSa, { words }: HmacKernel, end: number): void {
  const { blockWords } = sa.kind;
  const from = end / 4 - blockWords;
  for (let i = 0; i < blockWords; i++) sa.words[sa.lastAt + i] = words[from + i]!;
}

/** The same for the last of `count` jobs: a message may lie at any octet, and words only at every fourth. */
function keepLastOfJobs(sa: BlockSa, kernel: HmacKernel, count: number): void {
  const { memory, jobs, ivs } = kernel;
  const octets = 4 * sa.kind.blockWords;
  const end = jobs[JOB_WORDS * (count - 1) + 1]!;
  memory.copyWithin(ivs, end - octets, end);
  keepLastBlock(sa, kernel, ivs + octets);
}
