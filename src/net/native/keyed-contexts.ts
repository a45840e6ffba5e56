/**
 * Contexts of AES for all SAs in turn. To give a context another key takes 0.2 us, and to keep one takes
 * a kilobyte: so there is one for each length of key, and it takes the key of the SA whose turn it is.
 */

import { assert } from '../../base/assert.ts';
import { unpackOctets } from '../../base/compact.ts';
import type { CbcStream } from '../../crypto/fast/cbc-streams.ts';
import type { Openssl } from './openssl.ts';

/** Where in the scratch the length of an answer goes, an IV and a key. */
const LENGTH_AT = 0;
const IV_AT = 16;
const KEY_AT = 32;
/** koffi finds arrays of at least a page where they stay. */
const SCRATCH_OCTETS = 4096;

interface Context {
  readonly address: number;
  /** Whose key it has. */
  stream: CbcStream | undefined;
}

export class KeyedContexts {
  readonly #openssl: Openssl;
  readonly #ciphers: Readonly<Record<number, number>>;
  readonly #isSealing: boolean;
  readonly #scratch = new Uint8Array(SCRATCH_OCTETS);
  readonly #base: number;
  /** By the octets of the key. */
  readonly #contexts = new Map<number, Context>();

  /** `ciphers`: by the octets of their keys. */
  constructor(openssl: Openssl, ciphers: Readonly<Record<number, number>>, isSealing: boolean) {
    this.#openssl = openssl;
    this.#ciphers = ciphers;
    this.#isSealing = isSealing;
    this.#base = openssl.addressOf(this.#scratch);
  }

  /** The context for an SA, which goes on where the SA left off. */
  of(stream: CbcStream): number {
    const context = this.#contexts.get(stream.keyOctets) ?? this.#create(stream.keyOctets);
    if (context.stream !== stream) this.#take(context, stream);
    return context.address;
  }

  /** An SA has gone on elsewhere: its context would not go on from its last block. */
  leave(stream: CbcStream): void {
    const context = this.#contexts.get(stream.keyOctets);
    if (context?.stream === stream) context.stream = undefined;
  }

  /** Puts octets through a context in place: a multiple of the block, at least one. */
  run(context: number, text: number, octets: number): void {
    const isDone = this.#openssl.update(context, text, this.#base + LENGTH_AT, text, octets) === 1;
    assert(isDone, 'OpenSSL takes what fits in a batch');
  }

  #create(keyOctets: number): Context {
    const { newContext, begin, pad } = this.#openssl;
    const address = newContext();
    const cipher = this.#ciphers[keyOctets];
    assert(address !== 0 && cipher !== undefined, 'OpenSSL has AES for every key of ESP');
    const isReady = begin(address, cipher, 0, 0, 0, this.#isSealing ? 1 : 0) === 1;
    assert(isReady && pad(address, 0) === 1, 'OpenSSL lets padding be the business of ESP');
    const made = { address, stream: undefined };
    this.#contexts.set(keyOctets, made);
    return made;
  }

  #take(context: Context, stream: CbcStream): void {
    const base = this.#base;
    const scratch = this.#scratch;
    scratch.set(unpackOctets(stream.key), KEY_AT);
    scratch.set(new Uint8Array(stream.iv.buffer), IV_AT);
    const { begin } = this.#openssl;
    const isTaken = begin(context.address, 0, 0, base + KEY_AT, base + IV_AT, -1) === 1;
    scratch.fill(0, KEY_AT, KEY_AT + stream.keyOctets);
    assert(isTaken, 'OpenSSL takes a key of AES');
    context.stream = stream;
  }
}
