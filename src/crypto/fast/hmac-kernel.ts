/**
 * The kernel of wasm/hmac.ts as TypeScript uses it: hashes and HMACs of up to 64 messages in one
 * call, four (SHA-384 and SHA-512: two) at a time. One kernel serves the whole process: a call
 * leaves nothing behind that the next one needs.
 */

import { createHash, createHmac } from 'node:crypto';
import type { ArenaRoom } from '../../base/batch.ts';
import { copy, u32 } from '../../base/bytes.ts';
import { packOctets, unpackOctets } from '../../base/compact.ts';
import { LIMITS } from '../../base/limits.ts';
import { type WordRun, WordStore } from '../../base/word-store.ts';
import { HASHES } from '../algorithms.ts';
import { plain } from '../node-modp.ts';
import type { HashName } from '../provider.ts';
import { HMAC } from '../wasm/hmac.ts';
import { type Kernel, loadKernel, SLACK_OCTETS } from '../wasm/module.ts';
import { roomOf } from '../wasm/room.ts';

/**
 * Octets from which OpenSSL is faster for a message alone: a call of it costs some 2.5 us with what
 * the collector has to clear away, but then it takes a third of the time for each octet. Several
 * messages at once are faster in WASM at any length.
 */
const LONG_OCTETS: Readonly<Record<HashName, number>> = {
  md5: 4000,
  sha1: 3000,
  sha256: 1000,
  sha384: 2000,
  sha512: 2000,
};

/** As wasm/hash/algorithm.ts numbers them. */
const HASH_NUMBER: Readonly<Record<HashName, number>> = {
  md5: 0,
  sha1: 1,
  sha256: 2,
  sha384: 3,
  sha512: 4,
};
/** 32-bit words of one job. */
export const JOB_WORDS = 4;
/** Messages that the kernel hashes side by side. */
const LANES = 4;
/** From one chaining value of the kernel to the next. */
export const STATE_OCTETS = 128;
/** Octets of the longest IV. */
const IV_OCTETS = 16;

interface Functions {
  readonly jobs: Offset;
  readonly macs: Offset;
  readonly states: Offset;
  readonly midstates: Offset;
  readonly key: Offset;
  deriveMidstates(hash: number): void;
  digest(hash: number, count: number, keyed: number, tailed: number): void;
  beginStates(hash: number, count: number): void;
  finish(hash: number, count: number, tailed: number): void;
  writeIcvs(count: number, icvOctets: number): void;
  checkIcvs(count: number, icvOctets: number): void;
  gather(
    count: number,
    skip: number,
    to: number,
    ivs: number,
    ivOctets: number,
    flagged: number,
  ): number;
  scatter(count: number, skip: number, from: number, kept: number, flagged: number): void;
  beginAbreast(count: number, skip: number, least: number): number;
  stepAbreast(count: number, row: number): number;
  prepareCounters(count: number, salt: number, to: number, ownIv: number, flagged: number): number;
  layCounters(count: number, from: number, flagged: number): void;
}

interface Offset {
  readonly value: number;
}

/** Who hashes the whole blocks of a long message faster than the kernel. */
export interface BlockHasher {
  readonly hash: HashName;
  /** From so many octets a message it is faster: where messages fill the kernel's lanes, and where they are fewer. */
  readonly leastOctets: number;
  readonly leastOfFew: number;
  /**
   * Takes the whole blocks of the messages of the first `count` jobs into their chaining values: that of
   * message i lies at `states + STATE_OCTETS * i`, and zeros behind it.
   */
  absorb(memory: Uint8Array, jobs: Uint32Array, states: number, count: number): void;
}

/** A key of an HMAC. */
export interface HmacKey {
  readonly hash: HashName;
  /** Where the chaining values behind ipad and behind opad are kept; undefined if they are derived at each use. */
  readonly words: Int32Array | undefined;
  /** Where in `words` they begin. */
  readonly at: number;
  /** The key itself: to derive the chaining values, and for messages that are left to OpenSSL. */
  macKey(): Uint8Array;
}

/** The kernel with its regions. Offsets are of `memory`. */
export interface HmacKernel {
  readonly call: Functions;
  readonly memory: Uint8Array;
  /** The same memory, in words of 32 bits. */
  readonly words: Int32Array;
  /** Room for messages: `LIMITS.arenaOctets`. */
  readonly image: number;
  /** As much room again, for what goes through a cipher. */
  readonly stream: number;
  /** Room for the IVs of a batch. */
  readonly ivs: number;
  /** Memory of the kernel for arenas of packets, on whole pages. It is not given back. */
  readonly room: ArenaRoom;
  /** Of message i: start, end, the word behind it, and a flag, from `jobs[4 * i]` on. */
  readonly jobs: Uint32Array;
  /** Where the MAC of message i begins: `macs + 64 * i`. */
  readonly macs: number;
  /** A key for many messages, as an SA has: small, and quick to go back to after another one. */
  keyOf(name: HashName, key: Uint8Array): HmacKey;
  /** A key for few messages, as IKE has: quick to make. */
  passingKeyOf(name: HashName, key: Uint8Array): HmacKey;
  /** Writes the chaining values of a key no longer than a block to `words`, `midstateWords` of them from `at` on. */
  derive(name: HashName, key: Uint8Array, words: Int32Array, at: number): void;
  /**
   * The MACs of the first `count` jobs; with `tailed` the third word of each belongs to its message.
   * `hasher` helps where it is for this hash and the first message is long.
   */
  authenticate(key: HmacKey, count: number, tailed: boolean, hasher?: BlockHasher): void;
  /** The digest of the parts in order. */
  hash(name: HashName, parts: readonly Uint8Array[]): Uint8Array;
  /** The HMAC of the parts in order. */
  hmac(key: HmacKey, parts: readonly Uint8Array[]): Uint8Array;
}

let shared: HmacKernel | undefined;

/** The chaining values of all keys that stay. */
const store = new WordStore();

/** Words of two chaining values. Where the digest is the front of one, that is as long as of the full hash. */
export function midstateWords(name: HashName): number {
  return (2 * HASHES[name === 'sha384' ? 'sha512' : name].octets) / 4;
}

/** The kernel of this process. Throws where WebAssembly or its SIMD is missing. */
export function hmacKernel(): HmacKernel {
  shared ??= build();
  return shared;
}

function build(): HmacKernel {
  const regionOctets = LIMITS.arenaOctets + SLACK_OCTETS;
  const ivsOctets = LIMITS.packetsPerBatch * IV_OCTETS;
  const ownOctets = 2 * regionOctets + ivsOctets;
  const kernel: Kernel<Functions> = loadKernel(HMAC, ownOctets + LIMITS.kernelRoomOctets);
  const { call, memory } = kernel;
  const image = kernel.free;
  const macs = call.macs.value;
  const states = call.states.value;
  const midstates = call.midstates.value;
  const jobs = new Uint32Array(memory.buffer, call.jobs.value, LIMITS.packetsPerBatch * JOB_WORDS);
  const words = new Int32Array(memory.buffer);
  // Whose chaining values stand in the kernel: most calls follow another one of the same SA.
  let resident: HmacKey | undefined;

  const enter = (name: HashName, key: Uint8Array): void => {
    memory.set(key, call.key.value);
    call.deriveMidstates(HASH_NUMBER[name]);
  };
  const derive: HmacKernel['derive'] = (name, key, kept, at) => {
    enter(name, key);
    resident = undefined;
    const count = midstateWords(name);
    for (let i = 0; i < count; i++) kept[at + i] = words[midstates / 4 + i]!;
  };
  const recall = (kept: Int32Array, at: number, name: HashName): void => {
    const count = midstateWords(name);
    for (let i = 0; i < count; i++) words[midstates / 4 + i] = kept[at + i]!;
  };
  /** Whether messages are so long, taken together, that somebody else is to begin with them. */
  const areFor = (
    hasher: BlockHasher | undefined,
    name: HashName,
    count: number,
  ): hasher is BlockHasher => {
    if (hasher?.hash !== name) return false;
    let octets = 0;
    for (let i = 0; i < count; i++) octets += jobs[JOB_WORDS * i + 1]! - jobs[JOB_WORDS * i]!;
    return octets >= count * (count < LANES ? hasher.leastOfFew : hasher.leastOctets);
  };
  const authenticate: HmacKernel['authenticate'] = (key, count, tailed, hasher) => {
    const { hash: name } = key;
    const isHelped = areFor(hasher, name, count);
    if (!isHelped && count === 1 && jobs[1]! - jobs[0]! > LONG_OCTETS[name]) {
      const mac = createHmac(name, key.macKey()).update(memory.subarray(jobs[0], jobs[1]));
      if (tailed) mac.update(u32(jobs[2]!));
      memory.set(mac.digest(), macs);
      return;
    }
    if (key !== resident) {
      if (key.words === undefined) enter(name, key.macKey());
      else recall(key.words, key.at, name);
      resident = key;
    }
    if (isHelped) {
      call.beginStates(HASH_NUMBER[name], count);
      hasher.absorb(memory, jobs, states, count);
      call.finish(HASH_NUMBER[name], count, tailed ? 1 : 0);
    } else call.digest(HASH_NUMBER[name], count, 1, tailed ? 1 : 0);
  };
  /** Puts parts one behind another as the only message. */
  const place = (parts: readonly Uint8Array[]): void => {
    let end = image;
    for (const part of parts) {
      memory.set(part, end);
      end += part.length;
    }
    jobs[0] = image;
    jobs[1] = end;
  };
  const firstMac = (octets: number): Uint8Array => memory.slice(macs, macs + octets);
  const hash = (name: HashName, parts: readonly Uint8Array[]): Uint8Array => {
    if (octetsOf(parts) > LONG_OCTETS[name]) {
      const work = createHash(name);
      for (const part of parts) work.update(part);
      return plain(work.digest());
    }
    place(parts);
    call.digest(HASH_NUMBER[name], 1, 0, 0);
    return firstMac(HASHES[name].octets);
  };
  /** A copy of a key; of one longer than a block its hash, which does the same (RFC 2104 2). */
  const blockKey = (name: HashName, key: Uint8Array): Uint8Array =>
    key.length > HASHES[name].blockOctets ? hash(name, [key]) : copy(key);

  return {
    call,
    memory,
    words,
    image,
    stream: image + regionOctets,
    ivs: image + 2 * regionOctets,
    room: roomOf(memory, image + ownOctets),
    jobs,
    macs,
    authenticate,
    hash,
    keyOf(name, key) {
      const short = blockKey(name, key);
      const kept = store.take(midstateWords(name));
      derive(name, short, kept.words, kept.at);
      return new StoredKey(name, kept, packOctets(short));
    },
    passingKeyOf: (name, key) => new PassingKey(name, blockKey(name, key)),
    derive,
    hmac(key, parts) {
      const { hash: name } = key;
      if (octetsOf(parts) > LONG_OCTETS[name]) {
        const work = createHmac(name, key.macKey());
        for (const part of parts) work.update(part);
        return plain(work.digest());
      }
      place(parts);
      authenticate(key, 1, false);
      return firstMac(HASHES[name].octets);
    },
  };
}

/** A key that stays. */
class StoredKey implements HmacKey {
  readonly hash: HashName;
  readonly words: Int32Array;
  readonly at: number;
  readonly #packed: string;

  constructor(hash: HashName, { words, at }: WordRun, packed: string) {
    this.hash = hash;
    this.words = words;
    this.at = at;
    this.#packed = packed;
  }

  macKey(): Uint8Array {
    return unpackOctets(this.#packed);
  }
}

/** A key that is soon done with. */
class PassingKey implements HmacKey {
  readonly hash: HashName;
  readonly words = undefined;
  readonly at = 0;
  readonly #key: Uint8Array;

  constructor(hash: HashName, key: Uint8Array) {
    this.hash = hash;
    this.#key = key;
  }

  macKey(): Uint8Array {
    return this.#key;
  }
}

function octetsOf(parts: readonly Uint8Array[]): number {
  let octets = 0;
  for (const part of parts) octets += part.length;
  return octets;
}
