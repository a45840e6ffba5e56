/** SHA-256 (FIPS 180-4 6.2): four lanes at once, and one alone. */

import { pointerOf, ROW, SCHEDULE, STATE } from './layout';
import { add, rotateLeft, spreadBigEndian } from './vector';

/** FIPS 180-4 4.2.2. */
const K: usize = memory.data<u32>([
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
  0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
  0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
  0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
  0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
  0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
  0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
  0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
]);

@inline
function rotateRight(x: v128, by: i32): v128 {
  return rotateLeft(x, 32 - by);
}

@inline
function sum0(x: v128): v128 {
  return v128.xor(v128.xor(rotateRight(x, 2), rotateRight(x, 13)), rotateRight(x, 22));
}

@inline
function sum1(x: v128): v128 {
  return v128.xor(v128.xor(rotateRight(x, 6), rotateRight(x, 11)), rotateRight(x, 25));
}

/** Row t of the schedule, made of the rows before it; `row` is where row t - 16 stands. */
@inline
function expand(row: usize): v128 {
  const x = v128.load(row, ROW);
  const y = v128.load(row, 14 * ROW);
  const small0 = v128.xor(v128.xor(rotateRight(x, 7), rotateRight(x, 18)), v128.shr<u32>(x, 3));
  const small1 = v128.xor(v128.xor(rotateRight(y, 17), rotateRight(y, 19)), v128.shr<u32>(y, 10));
  const word = add(add(v128.load(row), v128.load(row, 9 * ROW)), add(small0, small1));
  v128.store(row, word, 16 * ROW);
  return word;
}

/** What a round adds to h before both of the sums are in. */
@inline
function first(e: v128, f: v128, g: v128, h: v128, k: usize, word: v128): v128 {
  const chosen = v128.xor(g, v128.and(e, v128.xor(f, g)));
  return add(
    add(add(h, word), v128.load_splat<u32>(k)),
    add(chosen, sum1(e)),
  );
}

@inline
function second(a: v128, b: v128, c: v128): v128 {
  return add(sum0(a), add(v128.and(a, b), v128.and(c, v128.xor(a, b))));
}

/** Compresses so many blocks of each of the four lanes; with `isLaid` one, which lies in the schedule's rows. */
export function sha256Lanes(blocks: i32, isLaid: bool): void {
  let a = v128.load(STATE);
  let b = v128.load(STATE, ROW);
  let c = v128.load(STATE, 2 * ROW);
  let d = v128.load(STATE, 3 * ROW);
  let e = v128.load(STATE, 4 * ROW);
  let f = v128.load(STATE, 5 * ROW);
  let g = v128.load(STATE, 6 * ROW);
  let h = v128.load(STATE, 7 * ROW);
  for (let at: usize = 0, end = <usize>blocks << 6; at < end; at += 64) {
    if (!isLaid) spreadBigEndian(at);
    const a0 = a;
    const b0 = b;
    const c0 = c;
    const d0 = d;
    const e0 = e;
    const f0 = f;
    const g0 = g;
    const h0 = h;
    let k = K;
    for (let row = SCHEDULE; row < SCHEDULE + 16 * ROW; row += 8 * ROW, k += 32) {
      h = first(e, f, g, h, k, v128.load(row));
      d = add(d, h);
      h = add(h, second(a, b, c));
      g = first(d, e, f, g, k + 4, v128.load(row, ROW));
      c = add(c, g);
      g = add(g, second(h, a, b));
      f = first(c, d, e, f, k + 8, v128.load(row, 2 * ROW));
      b = add(b, f);
      f = add(f, second(g, h, a));
      e = first(b, c, d, e, k + 12, v128.load(row, 3 * ROW));
      a = add(a, e);
      e = add(e, second(f, g, h));
      d = first(a, b, c, d, k + 16, v128.load(row, 4 * ROW));
      h = add(h, d);
      d = add(d, second(e, f, g));
      c = first(h, a, b, c, k + 20, v128.load(row, 5 * ROW));
      g = add(g, c);
      c = add(c, second(d, e, f));
      b = first(g, h, a, b, k + 24, v128.load(row, 6 * ROW));
      f = add(f, b);
      b = add(b, second(c, d, e));
      a = first(f, g, h, a, k + 28, v128.load(row, 7 * ROW));
      e = add(e, a);
      a = add(a, second(b, c, d));
    }
    for (let row = SCHEDULE; row < SCHEDULE + 48 * ROW; row += 8 * ROW, k += 32) {
      h = first(e, f, g, h, k, expand(row));
      d = add(d, h);
      h = add(h, second(a, b, c));
      g = first(d, e, f, g, k + 4, expand(row + ROW));
      c = add(c, g);
      g = add(g, second(h, a, b));
      f = first(c, d, e, f, k + 8, expand(row + 2 * ROW));
      b = add(b, f);
      f = add(f, second(g, h, a));
      e = first(b, c, d, e, k + 12, expand(row + 3 * ROW));
      a = add(a, e);
      e = add(e, second(f, g, h));
      d = first(a, b, c, d, k + 16, expand(row + 4 * ROW));
      h = add(h, d);
      d = add(d, second(e, f, g));
      c = first(h, a, b, c, k + 20, expand(row + 5 * ROW));
      g = add(g, c);
      c = add(c, second(d, e, f));
      b = first(g, h, a, b, k + 24, expand(row + 6 * ROW));
      f = add(f, b);
      b = add(b, second(c, d, e));
      a = first(f, g, h, a, k + 28, expand(row + 7 * ROW));
      e = add(e, a);
      a = add(a, second(b, c, d));
    }
    a = add(a, a0);
    b = add(b, b0);
    c = add(c, c0);
    d = add(d, d0);
    e = add(e, e0);
    f = add(f, f0);
    g = add(g, g0);
    h = add(h, h0);
  }
  v128.store(STATE, a);
  v128.store(STATE, b, ROW);
  v128.store(STATE, c, 2 * ROW);
  v128.store(STATE, d, 3 * ROW);
  v128.store(STATE, e, 4 * ROW);
  v128.store(STATE, f, 5 * ROW);
  v128.store(STATE, g, 6 * ROW);
  v128.store(STATE, h, 7 * ROW);
}

@inline
function firstOne(e: u32, f: u32, g: u32, h: u32, k: usize, word: usize): u32 {
  const sum = rotr<u32>(e, 6) ^ rotr<u32>(e, 11) ^ rotr<u32>(e, 25);
  return h + load<u32>(word) + load<u32>(k) + (g ^ (e & (f ^ g))) + sum;
}

@inline
function secondOne(a: u32, b: u32, c: u32): u32 {
  return (rotr<u32>(a, 2) ^ rotr<u32>(a, 13) ^ rotr<u32>(a, 22)) + (a & b) + (c & (a ^ b));
}

/** Compresses so many blocks of one lane; its state stays in its place in the rows. */
export function sha256One(lane: i32, blocks: i32): void {
  const state = STATE + (<usize>lane << 2);
  let a = load<u32>(state);
  let b = load<u32>(state, ROW);
  let c = load<u32>(state, 2 * ROW);
  let d = load<u32>(state, 3 * ROW);
  let e = load<u32>(state, 4 * ROW);
  let f = load<u32>(state, 5 * ROW);
  let g = load<u32>(state, 6 * ROW);
  let h = load<u32>(state, 7 * ROW);
  let block = pointerOf(lane);
  for (const end = block + (<usize>blocks << 6); block < end; block += 64) {
    for (let offset: usize = 0; offset < 64; offset += 4) {
      store<u32>(SCHEDULE + offset, bswap<u32>(load<u32>(block + offset)));
    }
    for (let word = SCHEDULE; word < SCHEDULE + 192; word += 4) {
      const x = load<u32>(word, 4);
      const y = load<u32>(word, 56);
      const small0 = rotr<u32>(x, 7) ^ rotr<u32>(x, 18) ^ (x >> 3);
      const small1 = rotr<u32>(y, 17) ^ rotr<u32>(y, 19) ^ (y >> 10);
      store<u32>(word, load<u32>(word) + load<u32>(word, 36) + small0 + small1, 64);
    }
    const a0 = a;
    const b0 = b;
    const c0 = c;
    const d0 = d;
    const e0 = e;
    const f0 = f;
    const g0 = g;
    const h0 = h;
    for (let word = SCHEDULE, k = K; word < SCHEDULE + 256; word += 32, k += 32) {
      h = firstOne(e, f, g, h, k, word);
      d += h;
      h += secondOne(a, b, c);
      g = firstOne(d, e, f, g, k + 4, word + 4);
      c += g;
      g += secondOne(h, a, b);
      f = firstOne(c, d, e, f, k + 8, word + 8);
      b += f;
      f += secondOne(g, h, a);
      e = firstOne(b, c, d, e, k + 12, word + 12);
      a += e;
      e += secondOne(f, g, h);
      d = firstOne(a, b, c, d, k + 16, word + 16);
      h += d;
      d += secondOne(e, f, g);
      c = firstOne(h, a, b, c, k + 20, word + 20);
      g += c;
      c += secondOne(d, e, f);
      b = firstOne(g, h, a, b, k + 24, word + 24);
      f += b;
      b += secondOne(c, d, e);
      a = firstOne(f, g, h, a, k + 28, word + 28);
      e += a;
      a += secondOne(b, c, d);
    }
    a += a0;
    b += b0;
    c += c0;
    d += d0;
    e += e0;
    f += f0;
    g += g0;
    h += h0;
  }
  store<u32>(state, a);
  store<u32>(state, b, ROW);
  store<u32>(state, c, 2 * ROW);
  store<u32>(state, d, 3 * ROW);
  store<u32>(state, e, 4 * ROW);
  store<u32>(state, f, 5 * ROW);
  store<u32>(state, g, 6 * ROW);
  store<u32>(state, h, 7 * ROW);
}
