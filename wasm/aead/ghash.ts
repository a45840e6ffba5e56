/**
 * GHASH (NIST SP 800-38D 6.4) in constant time, at the speed of tables.
 *
 * A block times H is the sum, over its 16 octets, of octet times H, moved up by the octet's place.
 * An octet is two nibbles, and a nibble times H is one of 16 values, so a table of 16 entries gives
 * it; cut into rows, octet j of all 16 entries is one vector, and one swizzle looks up octet j for
 * the 16 nibbles of a whole block. No address depends on a secret: every row is read every time.
 * Four blocks are multiplied together, by H^4, H^3, H^2 and H, and added up before anything is moved
 * or reduced.
 *
 * Bits are numbered as in the standard: the first bit of octet 0 is the coefficient of x^0, so to
 * multiply by x is to shift towards the higher octets.
 */

import { writeMultiples } from './ghash-multiples';

/** A table, of 2 kB, has 16 rows, each of four blocks, each of high and low nibbles. */
const ROW_OCTETS: usize = 128;
const BLOCK_OCTETS: usize = 16;

/** A power of H times x^0 to x^7. */
const MULTIPLES: usize = memory.data(8 * 16, 16);
/** Four blocks of which the powers of H are made. */
const GROUP: usize = memory.data(64, 16);

/** Makes the table of H, of which `h` holds the 16 octets. `table` holds zeros, or another table. */
export function makeTable(table: usize, h: usize): void {
  let power = v128.load(h);
  const zeros = i32x4.splat(0);
  v128.store(GROUP, zeros);
  v128.store(GROUP, zeros, 16);
  v128.store(GROUP, zeros, 32);
  for (let rows = table + 96; ; rows -= 32) {
    writeRows(rows, power);
    if (rows === table) return;
    // Block 3 is multiplied by H; whatever the others are multiplied by, they are zeros.
    v128.store(GROUP, power, 48);
    power = absorbGroups(table, zeros, GROUP, 1);
  }
}

/** Takes `groups` times four blocks; answers what stands for all blocks so far, at first zeros. */
export function absorbGroups(table: usize, sum: v128, at: usize, groups: usize): v128 {
  const nibble = i8x16.splat(0x0f);
  const zeros = i32x4.splat(0);
  for (; groups > 0; groups--) {
    const block0 = v128.xor(v128.load(at), sum);
    const block1 = v128.load(at, 16);
    const block2 = v128.load(at, 32);
    const block3 = v128.load(at, 48);
    at += 64;
    const high0 = v128.and(i64x2.shr_u(block0, 4), nibble);
    const high1 = v128.and(i64x2.shr_u(block1, 4), nibble);
    const high2 = v128.and(i64x2.shr_u(block2, 4), nibble);
    const high3 = v128.and(i64x2.shr_u(block3, 4), nibble);
    const low0 = v128.and(block0, nibble);
    const low1 = v128.and(block1, nibble);
    const low2 = v128.and(block2, nibble);
    const low3 = v128.and(block3, nibble);
    let front = zeros;
    let back = zeros;
    for (let row = table + 15 * ROW_OCTETS; row >= table; row -= ROW_OCTETS) {
      // Block 0 waits for the group before: it comes last.
      const sum3 = v128.xor(
        lookUp(v128.load(row, 96), high3),
        lookUp(v128.load(row, 112), low3),
      );
      const sum2 = v128.xor(
        lookUp(v128.load(row, 64), high2),
        lookUp(v128.load(row, 80), low2),
      );
      const sum1 = v128.xor(
        lookUp(v128.load(row, 32), high1),
        lookUp(v128.load(row, 48), low1),
      );
      const sum0 = v128.xor(
        lookUp(v128.load(row), high0),
        lookUp(v128.load(row, 16), low0),
      );
      back = i8x16.shuffle(front, back, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30);
      front = i8x16.shuffle(zeros, front, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30);
      front = v128.xor(front, v128.xor(v128.xor(sum3, sum2), v128.xor(sum1, sum0)));
    }
    sum = v128.xor(front, reduced(back));
  }
  return sum;
}

/**
 * The entries of a row for 16 nibbles. A swizzle must answer 0 for an index of 16 or more, which
 * costs V8 three instructions beside the one that counts; the relaxed one need not, and no nibble is
 * that large. GHASH takes 10 ns a block with it and 16 without.
 */
@inline
function lookUp(row: v128, nibbles: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return i8x16.relaxed_swizzle(row, nibbles);
  return i8x16.swizzle(row, nibbles);
}

/**
 * What x^128 times `back` is: x^128 is 1 + x + x^2 + x^7, and `back` has no coefficients above
 * x^119, so nothing runs over.
 */
@inline
function reduced(back: v128): v128 {
  const value = reversed(back);
  const carries = v128.shuffle<u64>(value, i32x4.splat(0), 1, 2);
  const by1 = v128.xor(i64x2.shr_u(value, 1), i64x2.shl(carries, 63));
  const by2 = v128.xor(i64x2.shr_u(value, 2), i64x2.shl(carries, 62));
  const by7 = v128.xor(i64x2.shr_u(value, 7), i64x2.shl(carries, 57));
  return reversed(v128.xor(v128.xor(value, by1), v128.xor(by2, by7)));
}

/** Octets in the other order: WebAssembly shifts numbers whose lowest octet comes first. */
@inline
function reversed(x: v128): v128 {
  return i8x16.swizzle(x, i8x16(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0));
}

/** The rows of one block, which is to be multiplied by `power`. */
function writeRows(rows: usize, power: v128): void {
  writeMultiples(power, 8, MULTIPLES);
  for (let octet: usize = 0; octet < 16; octet++) {
    const row = rows + octet * ROW_OCTETS;
    v128.store(row, rowOf(MULTIPLES + octet));
    v128.store(row, rowOf(MULTIPLES + 4 * BLOCK_OCTETS + octet), 16);
  }
}

/** One octet of all 16 entries: entry n is the sum of the multiples whose bits n has. */
@inline
function rowOf(octet: usize): v128 {
  const bit8 = i8x16(0, 0, 0, 0, 0, 0, 0, 0, -1, -1, -1, -1, -1, -1, -1, -1);
  const bit4 = i8x16(0, 0, 0, 0, -1, -1, -1, -1, 0, 0, 0, 0, -1, -1, -1, -1);
  const bit2 = i8x16(0, 0, -1, -1, 0, 0, -1, -1, 0, 0, -1, -1, 0, 0, -1, -1);
  const bit1 = i8x16(0, -1, 0, -1, 0, -1, 0, -1, 0, -1, 0, -1, 0, -1, 0, -1);
  const sum8 = v128.and(v128.load8_splat(octet), bit8);
  const sum4 = v128.and(v128.load8_splat(octet, BLOCK_OCTETS), bit4);
  const sum2 = v128.and(v128.load8_splat(octet, 2 * BLOCK_OCTETS), bit2);
  const sum1 = v128.and(v128.load8_splat(octet, 3 * BLOCK_OCTETS), bit1);
  return v128.xor(v128.xor(sum8, sum4), v128.xor(sum2, sum1));
}
