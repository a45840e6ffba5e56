/**
 * Poly1305 over four blocks at a time. Limb i of blocks 0 to 3 stands in the four lanes of one
 * vector, what was absorbed before is added to lanes 0 and 1, and one table of powers,
 * r^4 r^4 r^2 r^2, multiplies them: the low two products and the high two are added up, and only
 * then are carries passed on, once for four blocks. The last four take r^4 r^3 r^2 r^1, and what
 * stands in both lanes is added to one number.
 */

const MASK: u64 = 0x3ffffff;
/** Five limbs of each power of r that a table is made of, 8 octets each. */
const POWERS: usize = memory.data(3 * 40, 16);
/** Five limbs, then the last four five times over, each a vector with a lane a block. */
const TABLE: usize = memory.data(9 * 16, 16);
const LAST_TABLE: usize = memory.data(9 * 16, 16);

/** Takes whole blocks, four at a time, at least four; `state` is that of poly1305.ts. */
export function absorbFours(state: usize, at: usize, blocks: u32): void {
  const r = state + 40;
  multiply(POWERS, r, r);
  multiply(POWERS + 40, POWERS, r);
  multiply(POWERS + 80, POWERS, POWERS);
  writeTable(TABLE, POWERS + 80, POWERS + 80, POWERS, POWERS);
  writeTable(LAST_TABLE, POWERS + 80, POWERS + 40, POWERS, r);
  const mask32 = i32x4.splat(0x3ffffff);
  const mask = i64x2.splat(MASK);
  const highBit = i32x4.splat(1 << 24);
  let h0 = v128.load64_zero(state);
  let h1 = v128.load64_zero(state, 8);
  let h2 = v128.load64_zero(state, 16);
  let h3 = v128.load64_zero(state, 24);
  let h4 = v128.load64_zero(state, 32);
  for (; blocks > 0; blocks -= 4) {
    const table = blocks > 4 ? TABLE : LAST_TABLE;
    // The blocks' words, transposed.
    const m0 = v128.load(at);
    const m1 = v128.load(at, 16);
    const m2 = v128.load(at, 32);
    const m3 = v128.load(at, 48);
    at += 64;
    const low01 = v128.shuffle<u32>(m0, m1, 0, 4, 1, 5);
    const low23 = v128.shuffle<u32>(m2, m3, 0, 4, 1, 5);
    const high01 = v128.shuffle<u32>(m0, m1, 2, 6, 3, 7);
    const high23 = v128.shuffle<u32>(m2, m3, 2, 6, 3, 7);
    const w0 = v128.shuffle<u64>(low01, low23, 0, 2);
    const w1 = v128.shuffle<u64>(low01, low23, 1, 3);
    const w2 = v128.shuffle<u64>(high01, high23, 0, 2);
    const w3 = v128.shuffle<u64>(high01, high23, 1, 3);
    // Their limbs, and what was absorbed before.
    const a0 = i32x4.add(packed(h0), v128.and(w0, mask32));
    const a1 = i32x4.add(packed(h1), v128.and(joined(w0, 26, w1), mask32));
    const a2 = i32x4.add(packed(h2), v128.and(joined(w1, 20, w2), mask32));
    const a3 = i32x4.add(packed(h3), v128.and(joined(w2, 14, w3), mask32));
    const a4 = i32x4.add(packed(h4), v128.or(i32x4.shr_u(w3, 8), highBit));
    const r0 = v128.load(table);
    const r1 = v128.load(table, 16);
    const r2 = v128.load(table, 32);
    const r3 = v128.load(table, 48);
    const r4 = v128.load(table, 64);
    const s1 = v128.load(table, 80);
    const s2 = v128.load(table, 96);
    const s3 = v128.load(table, 112);
    const s4 = v128.load(table, 128);
    let d0 = sum(product(a0, r0), product(a1, s4), product(a2, s3), product(a3, s2), product(a4, s1));
    let d1 = sum(product(a0, r1), product(a1, r0), product(a2, s4), product(a3, s3), product(a4, s2));
    let d2 = sum(product(a0, r2), product(a1, r1), product(a2, r0), product(a3, s4), product(a4, s3));
    let d3 = sum(product(a0, r3), product(a1, r2), product(a2, r1), product(a3, r0), product(a4, s4));
    let d4 = sum(product(a0, r4), product(a1, r3), product(a2, r2), product(a3, r1), product(a4, r0));
    // As in poly1305.ts: two chains of carries side by side.
    d1 = i64x2.add(d1, i64x2.shr_u(d0, 26));
    d4 = i64x2.add(d4, i64x2.shr_u(d3, 26));
    d0 = v128.and(d0, mask);
    d3 = v128.and(d3, mask);
    const wrapped = i64x2.shr_u(d4, 26);
    d2 = i64x2.add(d2, i64x2.shr_u(d1, 26));
    d0 = i64x2.add(d0, i64x2.add(wrapped, i64x2.shl(wrapped, 2)));
    d4 = v128.and(d4, mask);
    d1 = v128.and(d1, mask);
    d3 = i64x2.add(d3, i64x2.shr_u(d2, 26));
    h1 = i64x2.add(d1, i64x2.shr_u(d0, 26));
    h2 = v128.and(d2, mask);
    h0 = v128.and(d0, mask);
    h4 = i64x2.add(d4, i64x2.shr_u(d3, 26));
    h3 = v128.and(d3, mask);
  }
  storeSum(state, h0);
  storeSum(state + 8, h1);
  storeSum(state + 16, h2);
  storeSum(state + 24, h3);
  storeSum(state + 32, h4);
}

/** Two numbers of 64 bits as lanes 0 and 1 of 32 bits; the others become 0. */
@inline
function packed(h: v128): v128 {
  return i8x16.swizzle(h, i8x16(0, 1, 2, 3, 8, 9, 10, 11, -1, -1, -1, -1, -1, -1, -1, -1));
}

/** `w` from bit `bits` on, and what follows in `next`. */
@inline
function joined(w: v128, bits: i32, next: v128): v128 {
  return v128.or(i32x4.shr_u(w, bits), i32x4.shl(next, 32 - bits));
}

/** Lane 0 and lane 2, and lane 1 and lane 3, multiplied and added up. */
@inline
function product(a: v128, r: v128): v128 {
  return i64x2.add(i64x2.extmul_low_i32x4_u(a, r), i64x2.extmul_high_i32x4_u(a, r));
}

@inline
function sum(a: v128, b: v128, c: v128, d: v128, e: v128): v128 {
  return i64x2.add(i64x2.add(i64x2.add(a, b), i64x2.add(c, d)), e);
}

@inline
function storeSum(at: usize, h: v128): void {
  store<u64>(at, i64x2.extract_lane(h, 0) + i64x2.extract_lane(h, 1));
}

/** Four powers of r side by side, a lane each. */
function writeTable(table: usize, lane0: usize, lane1: usize, lane2: usize, lane3: usize): void {
  for (let i: usize = 0; i < 5; i++) {
    const limb = i * 8;
    const lanes = i32x4(0, 0, 0, 0);
    const low = v128.load32_lane(lane0 + limb, v128.load32_lane(lane1 + limb, lanes, 1), 0);
    const all = v128.load32_lane(lane2 + limb, v128.load32_lane(lane3 + limb, low, 3), 2);
    v128.store(table + i * 16, all);
    if (i > 0) v128.store(table + i * 16, i32x4.add(all, i32x4.shl(all, 2)), 64);
  }
}

/** Writes the product of two numbers of five limbs to `out`. */
function multiply(out: usize, a: usize, r: usize): void {
  const a0 = load<u64>(a);
  const a1 = load<u64>(a, 8);
  const a2 = load<u64>(a, 16);
  const a3 = load<u64>(a, 24);
  const a4 = load<u64>(a, 32);
  const r0 = load<u64>(r);
  const r1 = load<u64>(r, 8);
  const r2 = load<u64>(r, 16);
  const r3 = load<u64>(r, 24);
  const r4 = load<u64>(r, 32);
  const s1 = r1 * 5;
  const s2 = r2 * 5;
  const s3 = r3 * 5;
  const s4 = r4 * 5;
  let d0 = a0 * r0 + a1 * s4 + a2 * s3 + a3 * s2 + a4 * s1;
  let d1 = a0 * r1 + a1 * r0 + a2 * s4 + a3 * s3 + a4 * s2;
  let d2 = a0 * r2 + a1 * r1 + a2 * r0 + a3 * s4 + a4 * s3;
  let d3 = a0 * r3 + a1 * r2 + a2 * r1 + a3 * r0 + a4 * s4;
  let d4 = a0 * r4 + a1 * r3 + a2 * r2 + a3 * r1 + a4 * r0;
  d1 += d0 >> 26;
  d2 += d1 >> 26;
  d3 += d2 >> 26;
  d4 += d3 >> 26;
  d0 = (d0 & MASK) + (d4 >> 26) * 5;
  store<u64>(out, d0 & MASK);
  store<u64>(out, (d1 & MASK) + (d0 >> 26), 8);
  store<u64>(out, d2 & MASK, 16);
  store<u64>(out, d3 & MASK, 24);
  store<u64>(out, d4 & MASK, 32);
}
