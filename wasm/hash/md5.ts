/** MD5 (RFC 1321 3.4): four lanes at once, and one alone. */

import { pointerOf, ROW, SCHEDULE, STATE } from './layout';
import { add, rotateLeft, spreadLittleEndian } from './vector';

const K: usize = memory.data<u32>([
  0xd76aa478, 0xe8c7b756, 0x242070db, 0xc1bdceee, 0xf57c0faf, 0x4787c62a, 0xa8304613, 0xfd469501,
  0x698098d8, 0x8b44f7af, 0xffff5bb1, 0x895cd7be, 0x6b901122, 0xfd987193, 0xa679438e, 0x49b40821,
  0xf61e2562, 0xc040b340, 0x265e5a51, 0xe9b6c7aa, 0xd62f105d, 0x02441453, 0xd8a1e681, 0xe7d3fbc8,
  0x21e1cde6, 0xc33707d6, 0xf4d50d87, 0x455a14ed, 0xa9e3e905, 0xfcefa3f8, 0x676f02d9, 0x8d2a4c8a,
  0xfffa3942, 0x8771f681, 0x6d9d6122, 0xfde5380c, 0xa4beea44, 0x4bdecfa9, 0xf6bb4b60, 0xbebfbc70,
  0x289b7ec6, 0xeaa127fa, 0xd4ef3085, 0x04881d05, 0xd9d4d039, 0xe6db99e5, 0x1fa27cf8, 0xc4ac5665,
  0xf4292244, 0x432aff97, 0xab9423a7, 0xfc93a039, 0x655b59c3, 0x8f0ccc92, 0xffeff47d, 0x85845dd1,
  0x6fa87e4f, 0xfe2ce6e0, 0xa3014314, 0x4e0811a1, 0xf7537e82, 0xbd3af235, 0x2ad7d2bb, 0xeb86d391,
]);

@inline
function step(a: v128, b: v128, f: v128, word: u32, k: usize, by: i32): v128 {
  const kw = add(v128.load(SCHEDULE + (<usize>(word & 15) << 4)), v128.load_splat<u32>(k));
  return add(b, rotateLeft(add(add(a, kw), f), by));
}

@inline
function f(x: v128, y: v128, z: v128): v128 {
  return v128.xor(z, v128.and(x, v128.xor(y, z)));
}

// The two halves never have a bit in common, so a sum does for an or.
@inline
function g(x: v128, y: v128, z: v128): v128 {
  return add(v128.and(x, z), v128.andnot(y, z));
}

@inline
function h(x: v128, y: v128, z: v128): v128 {
  return v128.xor(v128.xor(x, y), z);
}

@inline
function i(x: v128, y: v128, z: v128): v128 {
  return v128.xor(y, v128.or(x, v128.not(z)));
}

/** Compresses so many blocks of each of the four lanes; with `isLaid` one, which lies in the schedule's rows. */
export function md5Lanes(blocks: i32, isLaid: bool): void {
  let a = v128.load(STATE);
  let b = v128.load(STATE, ROW);
  let c = v128.load(STATE, 2 * ROW);
  let d = v128.load(STATE, 3 * ROW);
  for (let at: usize = 0, end = <usize>blocks << 6; at < end; at += 64) {
    if (!isLaid) spreadLittleEndian(at);
    const a0 = a;
    const b0 = b;
    const c0 = c;
    const d0 = d;
    let k = K;
    for (let w: u32 = 0; w < 16; w += 4, k += 16) {
      a = step(a, b, f(b, c, d), w, k, 7);
      d = step(d, a, f(a, b, c), w + 1, k + 4, 12);
      c = step(c, d, f(d, a, b), w + 2, k + 8, 17);
      b = step(b, c, f(c, d, a), w + 3, k + 12, 22);
    }
    for (let w: u32 = 1; w < 81; w += 20, k += 16) {
      a = step(a, b, g(b, c, d), w, k, 5);
      d = step(d, a, g(a, b, c), w + 5, k + 4, 9);
      c = step(c, d, g(d, a, b), w + 10, k + 8, 14);
      b = step(b, c, g(c, d, a), w + 15, k + 12, 20);
    }
    for (let w: u32 = 5; w < 53; w += 12, k += 16) {
      a = step(a, b, h(b, c, d), w, k, 4);
      d = step(d, a, h(a, b, c), w + 3, k + 4, 11);
      c = step(c, d, h(d, a, b), w + 6, k + 8, 16);
      b = step(b, c, h(c, d, a), w + 9, k + 12, 23);
    }
    for (let w: u32 = 0; w < 112; w += 28, k += 16) {
      a = step(a, b, i(b, c, d), w, k, 6);
      d = step(d, a, i(a, b, c), w + 7, k + 4, 10);
      c = step(c, d, i(d, a, b), w + 14, k + 8, 15);
      b = step(b, c, i(c, d, a), w + 21, k + 12, 21);
    }
    a = add(a, a0);
    b = add(b, b0);
    c = add(c, c0);
    d = add(d, d0);
  }
  v128.store(STATE, a);
  v128.store(STATE, b, ROW);
  v128.store(STATE, c, 2 * ROW);
  v128.store(STATE, d, 3 * ROW);
}

@inline
function stepOne(a: u32, b: u32, sum: u32, block: usize, word: u32, k: usize, by: i32): u32 {
  return b + rotl<u32>(a + load<u32>(block + (<usize>(word & 15) << 2)) + load<u32>(k) + sum, by);
}

/** Compresses so many blocks of one lane; its state stays in its place in the rows. */
export function md5One(lane: i32, blocks: i32): void {
  const state = STATE + (<usize>lane << 2);
  let a = load<u32>(state);
  let b = load<u32>(state, ROW);
  let c = load<u32>(state, 2 * ROW);
  let d = load<u32>(state, 3 * ROW);
  let at = pointerOf(lane);
  for (const end = at + (<usize>blocks << 6); at < end; at += 64) {
    const a0 = a;
    const b0 = b;
    const c0 = c;
    const d0 = d;
    let k = K;
    for (let w: u32 = 0; w < 16; w += 4, k += 16) {
      a = stepOne(a, b, d ^ (b & (c ^ d)), at, w, k, 7);
      d = stepOne(d, a, c ^ (a & (b ^ c)), at, w + 1, k + 4, 12);
      c = stepOne(c, d, b ^ (d & (a ^ b)), at, w + 2, k + 8, 17);
      b = stepOne(b, c, a ^ (c & (d ^ a)), at, w + 3, k + 12, 22);
    }
    for (let w: u32 = 1; w < 81; w += 20, k += 16) {
      a = stepOne(a, b, (b & d) + (c & ~d), at, w, k, 5);
      d = stepOne(d, a, (a & c) + (b & ~c), at, w + 5, k + 4, 9);
      c = stepOne(c, d, (d & b) + (a & ~b), at, w + 10, k + 8, 14);
      b = stepOne(b, c, (c & a) + (d & ~a), at, w + 15, k + 12, 20);
    }
    for (let w: u32 = 5; w < 53; w += 12, k += 16) {
      a = stepOne(a, b, b ^ c ^ d, at, w, k, 4);
      d = stepOne(d, a, a ^ b ^ c, at, w + 3, k + 4, 11);
      c = stepOne(c, d, d ^ a ^ b, at, w + 6, k + 8, 16);
      b = stepOne(b, c, c ^ d ^ a, at, w + 9, k + 12, 23);
    }
    for (let w: u32 = 0; w < 112; w += 28, k += 16) {
      a = stepOne(a, b, c ^ (b | ~d), at, w, k, 6);
      d = stepOne(d, a, b ^ (a | ~c), at, w + 7, k + 4, 10);
      c = stepOne(c, d, a ^ (d | ~b), at, w + 14, k + 8, 15);
      b = stepOne(b, c, d ^ (c | ~a), at, w + 21, k + 12, 21);
    }
    a += a0;
    b += b0;
    c += c0;
    d += d0;
  }
  store<u32>(state, a);
  store<u32>(state, b, ROW);
  store<u32>(state, c, 2 * ROW);
  store<u32>(state, d, 3 * ROW);
}
