/** SHA-384 and SHA-512 (FIPS 180-4 6.4, 6.5): two lanes at once, and one alone. */

import { pointerOf, ROW, SCHEDULE, STATE } from './layout';
import { bigEndian64 } from './vector';

/** FIPS 180-4 4.2.3. */
const K: usize = memory.data<u64>([
  0x428a2f98d728ae22, 0x7137449123ef65cd, 0xb5c0fbcfec4d3b2f, 0xe9b5dba58189dbbc,
  0x3956c25bf348b538, 0x59f111f1b605d019, 0x923f82a4af194f9b, 0xab1c5ed5da6d8118,
  0xd807aa98a3030242, 0x12835b0145706fbe, 0x243185be4ee4b28c, 0x550c7dc3d5ffb4e2,
  0x72be5d74f27b896f, 0x80deb1fe3b1696b1, 0x9bdc06a725c71235, 0xc19bf174cf692694,
  0xe49b69c19ef14ad2, 0xefbe4786384f25e3, 0x0fc19dc68b8cd5b5, 0x240ca1cc77ac9c65,
  0x2de92c6f592b0275, 0x4a7484aa6ea6e483, 0x5cb0a9dcbd41fbd4, 0x76f988da831153b5,
  0x983e5152ee66dfab, 0xa831c66d2db43210, 0xb00327c898fb213f, 0xbf597fc7beef0ee4,
  0xc6e00bf33da88fc2, 0xd5a79147930aa725, 0x06ca6351e003826f, 0x142929670a0e6e70,
  0x27b70a8546d22ffc, 0x2e1b21385c26c926, 0x4d2c6dfc5ac42aed, 0x53380d139d95b3df,
  0x650a73548baf63de, 0x766a0abb3c77b2a8, 0x81c2c92e47edaee6, 0x92722c851482353b,
  0xa2bfe8a14cf10364, 0xa81a664bbc423001, 0xc24b8b70d0f89791, 0xc76c51a30654be30,
  0xd192e819d6ef5218, 0xd69906245565a910, 0xf40e35855771202a, 0x106aa07032bbd1b8,
  0x19a4c116b8d2d0c8, 0x1e376c085141ab53, 0x2748774cdf8eeb99, 0x34b0bcb5e19b48a8,
  0x391c0cb3c5c95a63, 0x4ed8aa4ae3418acb, 0x5b9cca4f7763e373, 0x682e6ff3d6b2b8a3,
  0x748f82ee5defb2fc, 0x78a5636f43172f60, 0x84c87814a1f0ab72, 0x8cc702081a6439ec,
  0x90befffa23631e28, 0xa4506cebde82bde9, 0xbef9a3f7b2c67915, 0xc67178f2e372532b,
  0xca273eceea26619c, 0xd186b8c721c0c207, 0xeada7dd6cde0eb1e, 0xf57d4f7fee6ed178,
  0x06f067aa72176fba, 0x0a637dc5a2c898a6, 0x113f9804bef90dae, 0x1b710b35131c471b,
  0x28db77f523047d84, 0x32caab7b40c72493, 0x3c9ebe0a15c9bebc, 0x431d67c49c100d4c,
  0x4cc5d4becb3e42b6, 0x597f299cfc657e2a, 0x5fcb6fab3ad6faec, 0x6c44198c4a475817,
]);

@inline
function add(x: v128, y: v128): v128 {
  return v128.add<u64>(x, y);
}

@inline
function rotateRight(x: v128, by: i32): v128 {
  return v128.or(v128.shr<u64>(x, by), v128.shl<u64>(x, 64 - by));
}

/** The next block of 128 octets of two lanes as the first 16 rows of the schedule. */
function spread(at: usize): void {
  const p0 = pointerOf(0) + at;
  const p1 = pointerOf(1) + at;
  for (let offset: usize = 0, row = SCHEDULE; offset < 128; offset += 16, row += 2 * ROW) {
    const x0 = bigEndian64(v128.load(p0 + offset));
    const x1 = bigEndian64(v128.load(p1 + offset));
    v128.store(row, v128.shuffle<u64>(x0, x1, 0, 2));
    v128.store(row, v128.shuffle<u64>(x0, x1, 1, 3), ROW);
  }
}

@inline
function sum0(x: v128): v128 {
  return v128.xor(v128.xor(rotateRight(x, 28), rotateRight(x, 34)), rotateRight(x, 39));
}

@inline
function sum1(x: v128): v128 {
  return v128.xor(v128.xor(rotateRight(x, 14), rotateRight(x, 18)), rotateRight(x, 41));
}

/** Row t of the schedule, made of the rows before it; `row` is where row t - 16 stands. */
@inline
function expand(row: usize): v128 {
  const x = v128.load(row, ROW);
  const y = v128.load(row, 14 * ROW);
  const small0 = v128.xor(v128.xor(rotateRight(x, 1), rotateRight(x, 8)), v128.shr<u64>(x, 7));
  const small1 = v128.xor(v128.xor(rotateRight(y, 19), rotateRight(y, 61)), v128.shr<u64>(y, 6));
  const word = add(add(v128.load(row), v128.load(row, 9 * ROW)), add(small0, small1));
  v128.store(row, word, 16 * ROW);
  return word;
}

/** What a round adds to h before both of the sums are in. */
@inline
function first(e: v128, f: v128, g: v128, h: v128, k: usize, word: v128): v128 {
  const chosen = v128.xor(g, v128.and(e, v128.xor(f, g)));
  return add(
    add(add(h, word), v128.load_splat<u64>(k)),
    add(chosen, sum1(e)),
  );
}

@inline
function second(a: v128, b: v128, c: v128): v128 {
  return add(sum0(a), add(v128.and(a, b), v128.and(c, v128.xor(a, b))));
}

/** Compresses so many blocks of each of the two lanes. */
export function sha512Lanes(blocks: i32): void {
  let a = v128.load(STATE);
  let b = v128.load(STATE, ROW);
  let c = v128.load(STATE, 2 * ROW);
  let d = v128.load(STATE, 3 * ROW);
  let e = v128.load(STATE, 4 * ROW);
  let f = v128.load(STATE, 5 * ROW);
  let g = v128.load(STATE, 6 * ROW);
  let h = v128.load(STATE, 7 * ROW);
  for (let at: usize = 0, end = <usize>blocks << 7; at < end; at += 128) {
    spread(at);
    const a0 = a;
    const b0 = b;
    const c0 = c;
    const d0 = d;
    const e0 = e;
    const f0 = f;
    const g0 = g;
    const h0 = h;
    let k = K;
    for (let row = SCHEDULE; row < SCHEDULE + 16 * ROW; row += 8 * ROW, k += 64) {
      h = first(e, f, g, h, k, v128.load(row));
      d = add(d, h);
      h = add(h, second(a, b, c));
      g = first(d, e, f, g, k + 8, v128.load(row, ROW));
      c = add(c, g);
      g = add(g, second(h, a, b));
      f = first(c, d, e, f, k + 16, v128.load(row, 2 * ROW));
      b = add(b, f);
      f = add(f, second(g, h, a));
      e = first(b, c, d, e, k + 24, v128.load(row, 3 * ROW));
      a = add(a, e);
      e = add(e, second(f, g, h));
      d = first(a, b, c, d, k + 32, v128.load(row, 4 * ROW));
      h = add(h, d);
      d = add(d, second(e, f, g));
      c = first(h, a, b, c, k + 40, v128.load(row, 5 * ROW));
      g = add(g, c);
      c = add(c, second(d, e, f));
      b = first(g, h, a, b, k + 48, v128.load(row, 6 * ROW));
      f = add(f, b);
      b = add(b, second(c, d, e));
      a = first(f, g, h, a, k + 56, v128.load(row, 7 * ROW));
      e = add(e, a);
      a = add(a, second(b, c, d));
    }
    for (let row = SCHEDULE; row < SCHEDULE + 64 * ROW; row += 8 * ROW, k += 64) {
      h = first(e, f, g, h, k, expand(row));
      d = add(d, h);
      h = add(h, second(a, b, c));
      g = first(d, e, f, g, k + 8, expand(row + ROW));
      c = add(c, g);
      g = add(g, second(h, a, b));
      f = first(c, d, e, f, k + 16, expand(row + 2 * ROW));
      b = add(b, f);
      f = add(f, second(g, h, a));
      e = first(b, c, d, e, k + 24, expand(row + 3 * ROW));
      a = add(a, e);
      e = add(e, second(f, g, h));
      d = first(a, b, c, d, k + 32, expand(row + 4 * ROW));
      h = add(h, d);
      d = add(d, second(e, f, g));
      c = first(h, a, b, c, k + 40, expand(row + 5 * ROW));
      g = add(g, c);
      c = add(c, second(d, e, f));
      b = first(g, h, a, b, k + 48, expand(row + 6 * ROW));
      f = add(f, b);
      b = add(b, second(c, d, e));
      a = first(f, g, h, a, k + 56, expand(row + 7 * ROW));
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
function firstOne(e: u64, f: u64, g: u64, h: u64, k: usize, word: usize): u64 {
  const sum = rotr<u64>(e, 14) ^ rotr<u64>(e, 18) ^ rotr<u64>(e, 41);
  return h + load<u64>(word) + load<u64>(k) + (g ^ (e & (f ^ g))) + sum;
}

@inline
function secondOne(a: u64, b: u64, c: u64): u64 {
  return (rotr<u64>(a, 28) ^ rotr<u64>(a, 34) ^ rotr<u64>(a, 39)) + (a & b) + (c & (a ^ b));
}

/** Compresses so many blocks of one lane; its state stays in its place in the rows. */
export function sha512One(lane: i32, blocks: i32): void {
  const state = STATE + (<usize>lane << 3);
  let a = load<u64>(state);
  let b = load<u64>(state, ROW);
  let c = load<u64>(state, 2 * ROW);
  let d = load<u64>(state, 3 * ROW);
  let e = load<u64>(state, 4 * ROW);
  let f = load<u64>(state, 5 * ROW);
  let g = load<u64>(state, 6 * ROW);
  let h = load<u64>(state, 7 * ROW);
  let block = pointerOf(lane);
  for (const end = block + (<usize>blocks << 7); block < end; block += 128) {
    for (let offset: usize = 0; offset < 128; offset += 8) {
      store<u64>(SCHEDULE + offset, bswap<u64>(load<u64>(block + offset)));
    }
    for (let word = SCHEDULE; word < SCHEDULE + 512; word += 8) {
      const x = load<u64>(word, 8);
      const y = load<u64>(word, 112);
      const small0 = rotr<u64>(x, 1) ^ rotr<u64>(x, 8) ^ (x >> 7);
      const small1 = rotr<u64>(y, 19) ^ rotr<u64>(y, 61) ^ (y >> 6);
      store<u64>(word, load<u64>(word) + load<u64>(word, 72) + small0 + small1, 128);
    }
    const a0 = a;
    const b0 = b;
    const c0 = c;
    const d0 = d;
    const e0 = e;
    const f0 = f;
    const g0 = g;
    const h0 = h;
    for (let word = SCHEDULE, k = K; word < SCHEDULE + 640; word += 64, k += 64) {
      h = firstOne(e, f, g, h, k, word);
      d += h;
      h += secondOne(a, b, c);
      g = firstOne(d, e, f, g, k + 8, word + 8);
      c += g;
      g += secondOne(h, a, b);
      f = firstOne(c, d, e, f, k + 16, word + 16);
      b += f;
      f += secondOne(g, h, a);
      e = firstOne(b, c, d, e, k + 24, word + 24);
      a += e;
      e += secondOne(f, g, h);
      d = firstOne(a, b, c, d, k + 32, word + 32);
      h += d;
      d += secondOne(e, f, g);
      c = firstOne(h, a, b, c, k + 40, word + 40);
      g += c;
      c += secondOne(d, e, f);
      b = firstOne(g, h, a, b, k + 48, word + 48);
      f += b;
      b += secondOne(c, d, e);
      a = firstOne(f, g, h, a, k + 56, word + 56);
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
  store<u64>(state, a);
  store<u64>(state, b, ROW);
  store<u64>(state, c, 2 * ROW);
  store<u64>(state, d, 3 * ROW);
  store<u64>(state, e, 4 * ROW);
  store<u64>(state, f, 5 * ROW);
  store<u64>(state, g, 6 * ROW);
  store<u64>(state, h, 7 * ROW);
}
