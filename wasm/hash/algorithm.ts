/** The five hashes by number, as src/crypto/fast/hmac-kernel.ts numbers them. */

import { LANES, ROW, STATE } from './layout';
import { md5Lanes, md5One } from './md5';
import { sha1Lanes, sha1One } from './sha1';
import { sha256Lanes, sha256One } from './sha256';
import { sha512Lanes, sha512One } from './sha512';
import { spreadBigEndian, spreadLittleEndian } from './vector';

export const MD5: i32 = 0;
export const SHA1: i32 = 1;
export const SHA256: i32 = 2;
export const SHA384: i32 = 3;
export const SHA512: i32 = 4;

/** RFC 1321 3.3, FIPS 180-4 5.3.1, 5.3.3, 5.3.4, 5.3.5. */
const INITIAL_MD5: usize = memory.data<u32>([0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476], 16);
const INITIAL_SHA1: usize = memory.data<u32>(
  [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0],
  16,
);
const INITIAL_SHA256: usize = memory.data<u32>(
  [
    0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
  ],
  16,
);
const INITIAL_SHA384: usize = memory.data<u64>(
  [
    0xcbbb9d5dc1059ed8, 0x629a292a367cd507, 0x9159015a3070dd17, 0x152fecd8f70e5939,
    0x67332667ffc00b31, 0x8eb44a8768581511, 0xdb0c2e0d64f98fa7, 0x47b5481dbefa4fa4,
  ],
  16,
);
const INITIAL_SHA512: usize = memory.data<u64>(
  [
    0x6a09e667f3bcc908, 0xbb67ae8584caa73b, 0x3c6ef372fe94f82b, 0xa54ff53a5f1d36f1,
    0x510e527fade682d1, 0x9b05688c2b3e6c1f, 0x1f83d9abfb41bd6b, 0x5be0cd19137e2179,
  ],
  16,
);

/** Whether a hash works on words of 64 bits in blocks of 128 octets, two lanes at once. */
@inline
export function isWide(hash: i32): bool {
  return hash >= SHA384;
}

/** The block's octets as a power of two. */
@inline
export function blockShift(hash: i32): i32 {
  return isWide(hash) ? 7 : 6;
}

@inline
export function lanesOf(hash: i32): i32 {
  return isWide(hash) ? 2 : LANES;
}

/** Words of the chaining value. */
export function stateWords(hash: i32): usize {
  if (hash == MD5) return 4;
  return hash == SHA1 ? 5 : 8;
}

/** Octets of the chaining value. */
@inline
export function stateOctets(hash: i32): usize {
  return stateWords(hash) << (isWide(hash) ? 3 : 2);
}

/** Words of it that the digest is. */
@inline
export function digestWords(hash: i32): usize {
  return hash == SHA384 ? 6 : stateWords(hash);
}

export function initialState(hash: i32): usize {
  switch (hash) {
    case MD5:
      return INITIAL_MD5;
    case SHA1:
      return INITIAL_SHA1;
    case SHA256:
      return INITIAL_SHA256;
    case SHA384:
      return INITIAL_SHA384;
    default:
      return INITIAL_SHA512;
  }
}

/** Compresses so many blocks of every lane. */
export function compressLanes(hash: i32, blocks: i32): void {
  switch (hash) {
    case MD5:
      return md5Lanes(blocks, false);
    case SHA1:
      return sha1Lanes(blocks, false);
    case SHA256:
      return sha256Lanes(blocks, false);
    default:
      return sha512Lanes(blocks);
  }
}

/** Lays out the next block of each lane as rows of the schedule, in a hash of 32-bit words. */
export function spreadBlock(hash: i32): void {
  if (hash == MD5) spreadLittleEndian(0);
  else spreadBigEndian(0);
}

/** Compresses the block of each lane that is laid out, in a hash of 32-bit words. */
export function compressLaid(hash: i32): void {
  switch (hash) {
    case MD5:
      return md5Lanes(1, true);
    case SHA1:
      return sha1Lanes(1, true);
    default:
      return sha256Lanes(1, true);
  }
}

/** Compresses so many blocks of one lane. */
export function compressOne(hash: i32, lane: i32, blocks: i32): void {
  switch (hash) {
    case MD5:
      return md5One(lane, blocks);
    case SHA1:
      return sha1One(lane, blocks);
    case SHA256:
      return sha256One(lane, blocks);
    default:
      return sha512One(lane, blocks);
  }
}

/** Gives a lane its chaining value, from words one after another. */
export function setState(hash: i32, lane: i32, from: usize): void {
  const words = stateWords(hash);
  if (isWide(hash)) {
    const row = STATE + (<usize>lane << 3);
    for (let w: usize = 0; w < words; w++) store<u64>(row + w * ROW, load<u64>(from + (w << 3)));
  } else {
    const row = STATE + (<usize>lane << 2);
    for (let w: usize = 0; w < words; w++) store<u32>(row + w * ROW, load<u32>(from + (w << 2)));
  }
}

/** The chaining value of a lane, in words one after another. */
export function getState(hash: i32, lane: i32, to: usize): void {
  const words = stateWords(hash);
  if (isWide(hash)) {
    const row = STATE + (<usize>lane << 3);
    for (let w: usize = 0; w < words; w++) store<u64>(to + (w << 3), load<u64>(row + w * ROW));
  } else {
    const row = STATE + (<usize>lane << 2);
    for (let w: usize = 0; w < words; w++) store<u32>(to + (w << 2), load<u32>(row + w * ROW));
  }
}

/** The digest of a lane in the order of octets that the hash has. */
export function getDigest(hash: i32, lane: i32, to: usize): void {
  const words = digestWords(hash);
  const row = STATE + (<usize>lane << (isWide(hash) ? 3 : 2));
  if (isWide(hash)) {
    for (let w: usize = 0; w < words; w++) {
      store<u64>(to + (w << 3), bswap<u64>(load<u64>(row + w * ROW)));
    }
  } else if (hash == MD5) {
    for (let w: usize = 0; w < words; w++) store<u32>(to + (w << 2), load<u32>(row + w * ROW));
  } else {
    for (let w: usize = 0; w < words; w++) {
      store<u32>(to + (w << 2), bswap<u32>(load<u32>(row + w * ROW)));
    }
  }
}

/** Writes the length of a message, in octets, at the end of its last block. */
export function putLength(hash: i32, blockEnd: usize, octets: u32): void {
  if (hash == MD5) store<u32>(blockEnd - 8, octets << 3);
  else store<u32>(blockEnd - 4, bswap<u32>(octets << 3));
}
