/**
 * HMAC (RFC 2104) with MD5, SHA-1 and SHA-2, of several messages at once; and, beside it, what a
 * batch of ESP packets needs to go through one long-lived CBC cipher.
 */

import { layOver, textBlocks, writeCounters, writeIv } from './aead/counter-mode';
import { beginAbreast, stepAbreast } from './cipher/abreast';
import { compressOne, getState, initialState, setState, stateOctets } from './hash/algorithm';
import { digestAll } from './hash/lanes';
import { setPointer } from './hash/layout';
import { beginStates, jobOf, JOBS, macOf, MACS, MIDSTATES, STATES } from './hash/messages';

export { beginAbreast, beginStates, stepAbreast };

export const heapBase: usize = __heap_base;
/** Entries of 16 octets: start and end of a message, the word behind it, a flag. */
export const jobs: usize = JOBS;
/** Entries of 64 octets. */
export const macs: usize = MACS;
/** Entries of 128 octets. */
export const states: usize = STATES;
/** The inner and the outer chaining value, one behind the other. */
export const midstates: usize = MIDSTATES;
/** A key, padded with zeros to 128 octets. */
export const key: usize = memory.data(128, 16);

/** Makes both chaining values of the key that stands at `key`. */
export function deriveMidstates(hash: i32): void {
  setMidstate(hash, 0x36, midstates);
  // What was xored with ipad becomes what is xored with opad.
  setMidstate(hash, 0x36 ^ 0x5c, midstates + stateOctets(hash));
  memory.fill(key, 0, 128);
}

function setMidstate(hash: i32, pad: u8, to: usize): void {
  const pads = v128.splat<u8>(pad);
  for (let at: usize = 0; at < 128; at += 16) {
    v128.store(key + at, v128.xor(v128.load(key + at), pads));
  }
  setState(hash, 0, initialState(hash));
  setPointer(0, key);
  compressOne(hash, 0, 1);
  getState(hash, 0, to);
}

/** Digests the messages of `jobs` into `macs`. */
export function digest(hash: i32, count: i32, keyed: bool, tailed: bool): void {
  digestAll(hash, count, keyed, tailed, false);
}

/** HMACs of the messages of `jobs` whose whole blocks are through already; their chaining values stand in `states`. */
export function finish(hash: i32, count: i32, tailed: bool): void {
  digestAll(hash, count, true, tailed, true);
}

/** Writes each ICV behind its message. */
export function writeIcvs(count: i32, icvOctets: u32): void {
  for (let i = 0; i < count; i++) {
    const to: usize = load<u32>(jobOf(i), 4);
    const mac = macOf(i);
    for (let at: u32 = 0; at < icvOctets; at += 4) {
      store<u32>(to + at, load<u32>(mac + at));
    }
  }
}

/** Compares each ICV with what stands behind its message: the flag of a job becomes 0 where they differ. */
export function checkIcvs(count: i32, icvOctets: u32): void {
  for (let i = 0; i < count; i++) {
    const job = jobOf(i);
    const from: usize = load<u32>(job, 4);
    const mac = macOf(i);
    // All of it is compared whatever it holds: where it first differs is a secret.
    let difference: u32 = 0;
    for (let at: u32 = 0; at < icvOctets; at += 4) {
      difference |= load<u32>(from + at) ^ load<u32>(mac + at);
    }
    if (difference != 0) store<u32>(job, 0, 12);
  }
}

/**
 * Lines up what goes through the cipher, from `skip` octets behind the start of each message to its
 * end, at `to`: of all messages, or with `flagged` of those whose flag is 1. Where `ivs` is not 0 the
 * first `ivOctets` of each are taken from there, one after another. Answers the octets lined up.
 */
export function gather(
  count: i32,
  skip: u32,
  to: usize,
  ivs: usize,
  ivOctets: u32,
  flagged: bool,
): usize {
  const begin = to;
  for (let i = 0; i < count; i++) {
    const job = jobOf(i);
    if (flagged && load<u32>(job, 12) == 0) continue;
    const from: usize = load<u32>(job) + skip;
    const octets = load<u32>(job, 4) - <u32>from;
    let at: u32 = 0;
    if (ivs != 0) {
      for (; at < ivOctets; at += 8) store<u64>(to + at, load<u64>(ivs + at));
      ivs += ivOctets;
    }
    copyBlocks(to + at, from + at, octets - at);
    to += octets;
  }
  return to - begin;
}

/** Puts what came out of the cipher back to where it was gathered from, but for the first `kept` octets of each. */
export function scatter(count: i32, skip: u32, from: usize, kept: u32, flagged: bool): void {
  for (let i = 0; i < count; i++) {
    const job = jobOf(i);
    if (flagged && load<u32>(job, 12) == 0) continue;
    const to: usize = load<u32>(job) + skip;
    const octets = load<u32>(job, 4) - <u32>to;
    copyBlocks(to + kept, from + kept, octets - kept);
    from += octets;
  }
}

/**
 * Writes the counter blocks of packets in counter mode to `to`, and with `ownIv` the IVs into them:
 * of all packets, or with `flagged` of those whose flag is 1. The first octet of the salt is its
 * highest. Answers the octets of the blocks.
 */
export function prepareCounters(
  count: i32,
  salt: u32,
  to: usize,
  ownIv: bool,
  flagged: bool,
): usize {
  const begin = to;
  for (let i = 0; i < count; i++) {
    const job = jobOf(i);
    if (flagged && load<u32>(job, 12) == 0) continue;
    if (ownIv) writeIv(job);
    to = writeCounters(job, bswap(salt), textBlocks(job), to);
  }
  return to - begin;
}

/** Lays the key stream at `from`, which those blocks became, over the packets. */
export function layCounters(count: i32, from: usize, flagged: bool): void {
  for (let i = 0; i < count; i++) {
    const job = jobOf(i);
    if (flagged && load<u32>(job, 12) == 0) continue;
    layOver(job, from);
    from += <usize>textBlocks(job) << 4;
  }
}

/** Copies a multiple of 8 octets. A loop of vectors is faster than `memory.copy`, which V8 calls out for. */
@inline
function copyBlocks(to: usize, from: usize, octets: u32): void {
  let at: u32 = 0;
  for (; at + 16 <= octets; at += 16) v128.store(to + at, v128.load(from + at));
  if (at < octets) store<u64>(to + at, load<u64>(from + at));
}
