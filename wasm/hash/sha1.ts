/** SHA-1 (FIPS 180-4 6.1): four lanes at once, and one alone. */

import { pointerOf, ROW, SCHEDULE, STATE } from './layout';
import { add, bigEndian32, rotateLeft, spreadBigEndian } from './vector';

const K0: u32 = 0x5a827999;
const K1: u32 = 0x6ed9eba1;
const K2: u32 = 0x8f1bbcdc;
const K3: u32 = 0xca62c1d6;

@inline
function choose(x: v128, y: v128, z: v128): v128 {
  return v128.xor(z, v128.and(x, v128.xor(y, z)));
}

@inline
function parity(x: v128, y: v128, z: v128): v128 {
  return v128.xor(v128.xor(x, y), z);
}

// The two halves never have a bit in common, so a sum does for an or.
@inline
function majority(x: v128, y: v128, z: v128): v128 {
  return add(v128.and(x, y), v128.and(z, v128.xor(x, y)));
}

/** Row t of the schedule, made of the rows before it; `row` is where row t - 16 stands. */
@inline
function expand(row: usize): v128 {
  const mixed = v128.xor(
    v128.xor(v128.load(row, 13 * ROW), v128.load(row, 8 * ROW)),
    v128.xor(v128.load(row, 2 * ROW), v128.load(row)),
  );
  const word = rotateLeft(mixed, 1);
  v128.store(row, word, 16 * ROW);
  return word;
}

@inline
function mix(a: v128, e: v128, f: v128, kw: v128): v128 {
  return add(add(add(e, kw), f), rotateLeft(a, 5));
}

/** Compresses so many blocks of each of the four lanes; with `isLaid` one, which lies in the schedule's rows. */
export function sha1Lanes(blocks: i32, isLaid: bool): void {
  let a = v128.load(STATE);
  let b = v128.load(STATE, ROW);
  let c = v128.load(STATE, 2 * ROW);
  let d = v128.load(STATE, 3 * ROW);
  let e = v128.load(STATE, 4 * ROW);
  for (let at: usize = 0, end = <usize>blocks << 6; at < end; at += 64) {
    if (!isLaid) spreadBigEndian(at);
    const a0 = a;
    const b0 = b;
    const c0 = c;
    const d0 = d;
    const e0 = e;
    let k = v128.splat<u32>(K0);
    let row = SCHEDULE;
    for (; row < SCHEDULE + 15 * ROW; row += 5 * ROW) {
      e = mix(a, e, choose(b, c, d), add(k, v128.load(row)));
      b = rotateLeft(b, 30);
      d = mix(e, d, choose(a, b, c), add(k, v128.load(row, ROW)));
      a = rotateLeft(a, 30);
      c = mix(d, c, choose(e, a, b), add(k, v128.load(row, 2 * ROW)));
      e = rotateLeft(e, 30);
      b = mix(c, b, choose(d, e, a), add(k, v128.load(row, 3 * ROW)));
      d = rotateLeft(d, 30);
      a = mix(b, a, choose(c, d, e), add(k, v128.load(row, 4 * ROW)));
      c = rotateLeft(c, 30);
    }
    e = mix(a, e, choose(b, c, d), add(k, v128.load(SCHEDULE, 15 * ROW)));
    b = rotateLeft(b, 30);
    row = SCHEDULE;
    d = mix(e, d, choose(a, b, c), add(k, expand(row)));
    a = rotateLeft(a, 30);
    c = mix(d, c, choose(e, a, b), add(k, expand(row + ROW)));
    e = rotateLeft(e, 30);
    b = mix(c, b, choose(d, e, a), add(k, expand(row + 2 * ROW)));
    d = rotateLeft(d, 30);
    a = mix(b, a, choose(c, d, e), add(k, expand(row + 3 * ROW)));
    c = rotateLeft(c, 30);
    row += 4 * ROW;
    k = v128.splat<u32>(K1);
    for (; row < SCHEDULE + 24 * ROW; row += 5 * ROW) {
      e = mix(a, e, parity(b, c, d), add(k, expand(row)));
      b = rotateLeft(b, 30);
      d = mix(e, d, parity(a, b, c), add(k, expand(row + ROW)));
      a = rotateLeft(a, 30);
      c = mix(d, c, parity(e, a, b), add(k, expand(row + 2 * ROW)));
      e = rotateLeft(e, 30);
      b = mix(c, b, parity(d, e, a), add(k, expand(row + 3 * ROW)));
      d = rotateLeft(d, 30);
      a = mix(b, a, parity(c, d, e), add(k, expand(row + 4 * ROW)));
      c = rotateLeft(c, 30);
    }
    k = v128.splat<u32>(K2);
    for (; row < SCHEDULE + 44 * ROW; row += 5 * ROW) {
      e = mix(a, e, majority(b, c, d), add(k, expand(row)));
      b = rotateLeft(b, 30);
      d = mix(e, d, majority(a, b, c), add(k, expand(row + ROW)));
      a = rotateLeft(a, 30);
      c = mix(d, c, majority(e, a, b), add(k, expand(row + 2 * ROW)));
      e = rotateLeft(e, 30);
      b = mix(c, b, majority(d, e, a), add(k, expand(row + 3 * ROW)));
      d = rotateLeft(d, 30);
      a = mix(b, a, majority(c, d, e), add(k, expand(row + 4 * ROW)));
      c = rotateLeft(c, 30);
    }
    k = v128.splat<u32>(K3);
    for (; row < SCHEDULE + 64 * ROW; row += 5 * ROW) {
      e = mix(a, e, parity(b, c, d), add(k, expand(row)));
      b = rotateLeft(b, 30);
      d = mix(e, d, parity(a, b, c), add(k, expand(row + ROW)));
      a = rotateLeft(a, 30);
      c = mix(d, c, parity(e, a, b), add(k, expand(row + 2 * ROW)));
      e = rotateLeft(e, 30);
      b = mix(c, b, parity(d, e, a), add(k, expand(row + 3 * ROW)));
      d = rotateLeft(d, 30);
      a = mix(b, a, parity(c, d, e), add(k, expand(row + 4 * ROW)));
      c = rotateLeft(c, 30);
    }
    a = add(a, a0);
    b = add(b, b0);
    c = add(c, c0);
    d = add(d, d0);
    e = add(e, e0);
  }
  v128.store(STATE, a);
  v128.store(STATE, b, ROW);
  v128.store(STATE, c, 2 * ROW);
  v128.store(STATE, d, 3 * ROW);
  v128.store(STATE, e, 4 * ROW);
}

/** The schedule of one block, four words in a row, and the same with the constants added. */
const WORDS: usize = SCHEDULE;
const SUMS: usize = SCHEDULE + 20 * ROW;

/** The constant of each round. */
const K: usize = memory.data<u32>([
  K0, K0, K0, K0, K0, K0, K0, K0, K0, K0, K0, K0, K0, K0, K0, K0, K0, K0, K0, K0,
  K1, K1, K1, K1, K1, K1, K1, K1, K1, K1, K1, K1, K1, K1, K1, K1, K1, K1, K1, K1,
  K2, K2, K2, K2, K2, K2, K2, K2, K2, K2, K2, K2, K2, K2, K2, K2, K2, K2, K2, K2,
  K3, K3, K3, K3, K3, K3, K3, K3, K3, K3, K3, K3, K3, K3, K3, K3, K3, K3, K3, K3,
], 16);

@inline
function keep(row: usize, words: v128): void {
  v128.store(WORDS + row, words);
  v128.store(SUMS + row, add(words, v128.load(K + row)));
}

/** The schedule of a message alone is made four words at a time, which takes a third of the work. */
function scheduleOne(block: usize): void {
  let w12 = bigEndian32(v128.load(block));
  let w8 = bigEndian32(v128.load(block, ROW));
  let w4 = bigEndian32(v128.load(block, 2 * ROW));
  let w0 = bigEndian32(v128.load(block, 3 * ROW));
  keep(0, w12);
  keep(ROW, w8);
  keep(2 * ROW, w4);
  keep(3 * ROW, w0);
  const zero = v128.splat<u32>(0);
  for (let row = 4 * ROW; row < 8 * ROW; row += ROW) {
    // W(t) = rotl1(W(t-16) ^ W(t-14) ^ W(t-8) ^ W(t-3)): the last of four words needs the first of them.
    const mixed = v128.xor(
      v128.xor(w12, v128.shuffle<u32>(w12, w8, 2, 3, 4, 5)),
      v128.xor(w4, v128.shuffle<u32>(w0, zero, 1, 2, 3, 4)),
    );
    const first = i8x16.swizzle(mixed, i8x16(-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 0, 1, 2, 3));
    const late = rotateLeft(first, 2);
    const next = v128.xor(rotateLeft(mixed, 1), late);
    keep(row, next);
    w12 = w8;
    w8 = w4;
    w4 = w0;
    w0 = next;
  }
  for (let row = 8 * ROW; row < 20 * ROW; row += ROW) {
    // The same formula put into itself: W(t) = rotl2(W(t-32) ^ W(t-28) ^ W(t-16) ^ W(t-6)).
    const from = WORDS + row - 8 * ROW;
    const mixed = v128.xor(
      v128.xor(v128.load(from), v128.load(from, ROW)),
      v128.xor(v128.load(from, 4 * ROW), v128.shuffle<u32>(w4, w0, 2, 3, 4, 5)),
    );
    w4 = w0;
    w0 = rotateLeft(mixed, 2);
    keep(row, w0);
  }
}

/**
 * Compresses so many blocks of one lane; its state stays in its place in the rows. What is ready last,
 * the rotation of what the round before made, is added last: V8 keeps the order of sums, and the other
 * order takes a quarter more time.
 */
export function sha1One(lane: i32, blocks: i32): void {
  const state = STATE + (<usize>lane << 2);
  let a = load<u32>(state);
  let b = load<u32>(state, ROW);
  let c = load<u32>(state, 2 * ROW);
  let d = load<u32>(state, 3 * ROW);
  let e = load<u32>(state, 4 * ROW);
  let block = pointerOf(lane);
  for (const end = block + (<usize>blocks << 6); block < end; block += 64) {
    scheduleOne(block);
    const a0 = a;
    const b0 = b;
    const c0 = c;
    const d0 = d;
    const e0 = e;
    let word = SUMS;
    for (; word < SUMS + 80; word += 20) {
      e = e + load<u32>(word) + (d ^ (b & (c ^ d))) + rotl<u32>(a, 5);
      b = rotl<u32>(b, 30);
      d = d + load<u32>(word, 4) + (c ^ (a & (b ^ c))) + rotl<u32>(e, 5);
      a = rotl<u32>(a, 30);
      c = c + load<u32>(word, 8) + (b ^ (e & (a ^ b))) + rotl<u32>(d, 5);
      e = rotl<u32>(e, 30);
      b = b + load<u32>(word, 12) + (a ^ (d & (e ^ a))) + rotl<u32>(c, 5);
      d = rotl<u32>(d, 30);
      a = a + load<u32>(word, 16) + (e ^ (c & (d ^ e))) + rotl<u32>(b, 5);
      c = rotl<u32>(c, 30);
    }
    for (; word < SUMS + 160; word += 20) {
      e = e + load<u32>(word) + (b ^ c ^ d) + rotl<u32>(a, 5);
      b = rotl<u32>(b, 30);
      d = d + load<u32>(word, 4) + (a ^ b ^ c) + rotl<u32>(e, 5);
      a = rotl<u32>(a, 30);
      c = c + load<u32>(word, 8) + (e ^ a ^ b) + rotl<u32>(d, 5);
      e = rotl<u32>(e, 30);
      b = b + load<u32>(word, 12) + (d ^ e ^ a) + rotl<u32>(c, 5);
      d = rotl<u32>(d, 30);
      a = a + load<u32>(word, 16) + (c ^ d ^ e) + rotl<u32>(b, 5);
      c = rotl<u32>(c, 30);
    }
    for (; word < SUMS + 240; word += 20) {
      e = e + load<u32>(word) + (b & c) + (d & (b ^ c)) + rotl<u32>(a, 5);
      b = rotl<u32>(b, 30);
      d = d + load<u32>(word, 4) + (a & b) + (c & (a ^ b)) + rotl<u32>(e, 5);
      a = rotl<u32>(a, 30);
      c = c + load<u32>(word, 8) + (e & a) + (b & (e ^ a)) + rotl<u32>(d, 5);
      e = rotl<u32>(e, 30);
      b = b + load<u32>(word, 12) + (d & e) + (a & (d ^ e)) + rotl<u32>(c, 5);
      d = rotl<u32>(d, 30);
      a = a + load<u32>(word, 16) + (c & d) + (e & (c ^ d)) + rotl<u32>(b, 5);
      c = rotl<u32>(c, 30);
    }
    for (; word < SUMS + 320; word += 20) {
      e = e + load<u32>(word) + (b ^ c ^ d) + rotl<u32>(a, 5);
      b = rotl<u32>(b, 30);
      d = d + load<u32>(word, 4) + (a ^ b ^ c) + rotl<u32>(e, 5);
      a = rotl<u32>(a, 30);
      c = c + load<u32>(word, 8) + (e ^ a ^ b) + rotl<u32>(d, 5);
      e = rotl<u32>(e, 30);
      b = b + load<u32>(word, 12) + (d ^ e ^ a) + rotl<u32>(c, 5);
      d = rotl<u32>(d, 30);
      a = a + load<u32>(word, 16) + (c ^ d ^ e) + rotl<u32>(b, 5);
      c = rotl<u32>(c, 30);
    }
    a += a0;
    b += b0;
    c += c0;
    d += d0;
    e += e0;
  }
  store<u32>(state, a);
  store<u32>(state, b, ROW);
  store<u32>(state, c, 2 * ROW);
  store<u32>(state, d, 3 * ROW);
  store<u32>(state, e, 4 * ROW);
}
