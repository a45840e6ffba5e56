/**
 * GHASH by a table of whole octets. NOT CONSTANT-TIME: which of 1,024 cache lines is read depends on
 * H and on what is authenticated, and whoever shares the processor's caches can learn from it. It is
 * for `--crypto fastest` alone, where ghash.ts is too slow: twice as fast, once its 64 kB are made.
 */

import { writeMultiples } from './ghash-multiples';

/** The table, of 64 kB, has 256 values for each of 16 places. */
const PLACE_OCTETS: usize = 4096;

/** H times x^0 to x^127. */
const MULTIPLES: usize = memory.data(128 * 16, 16);

/** Makes the table of H, of which `h` holds the 16 octets. */
export function makeLargeTable(table: usize, h: usize): void {
  writeMultiples(v128.load(h), 128, MULTIPLES);
  for (let place: usize = 0; place < 16; place++) {
    const values = table + place * PLACE_OCTETS;
    v128.store(values, i32x4.splat(0));
    // The lowest bit of an octet is the highest power of x in it.
    let multiple = MULTIPLES + place * 128 + 112;
    for (let known: usize = 16; known < PLACE_OCTETS; known <<= 1) {
      const more = v128.load(multiple);
      for (let at: usize = 0; at < known; at += 16) {
        v128.store(values + known + at, v128.xor(v128.load(values + at), more));
      }
      multiple -= 16;
    }
  }
}

/** Takes blocks; `sum` is where 16 octets stand for all blocks so far. */
export function absorbByTable(table: usize, sum: usize, at: usize, blocks: usize): void {
  let value = v128.load(sum);
  for (; blocks > 0; blocks--) {
    value = timesH(table, v128.xor(value, v128.load(at)));
    at += 16;
  }
  v128.store(sum, value);
}

/**
 * Takes as many blocks of one packet as of another. Each block must wait for the one before it, and
 * meanwhile those of the other packet keep the processor busy: two take 15 ns, one alone 11.
 */
export function absorbPairByTable(
  table: usize,
  sumA: usize,
  atA: usize,
  sumB: usize,
  atB: usize,
  blocks: usize,
): void {
  let valueA = v128.load(sumA);
  let valueB = v128.load(sumB);
  for (; blocks > 0; blocks--) {
    valueA = timesH(table, v128.xor(valueA, v128.load(atA)));
    valueB = timesH(table, v128.xor(valueB, v128.load(atB)));
    atA += 16;
    atB += 16;
  }
  v128.store(sumA, valueA);
  v128.store(sumB, valueB);
}

@inline
function timesH(table: usize, value: v128): v128 {
  const front = <u64>i64x2.extract_lane(value, 0);
  const back = <u64>i64x2.extract_lane(value, 1);
  return v128.xor(
    v128.xor(fourPlaces(table, <u32>front), fourPlaces(table + 4 * PLACE_OCTETS, <u32>(front >> 32))),
    v128.xor(
      fourPlaces(table + 8 * PLACE_OCTETS, <u32>back),
      fourPlaces(table + 12 * PLACE_OCTETS, <u32>(back >> 32)),
    ),
  );
}

@inline
function fourPlaces(table: usize, octets: u32): v128 {
  return v128.xor(
    v128.xor(
      v128.load(table + ((octets << 4) & 0xff0)),
      v128.load(table + ((octets >> 4) & 0xff0), PLACE_OCTETS),
    ),
    v128.xor(
      v128.load(table + ((octets >> 12) & 0xff0), 2 * PLACE_OCTETS),
      v128.load(table + ((octets >> 20) & 0xff0), 3 * PLACE_OCTETS),
    ),
  );
}
