/** What the hashes have in common: rotations, and blocks of several lanes turned into rows. */

import { pointerOf, ROW, SCHEDULE } from './layout';

@inline
export function rotateLeft(x: v128, by: i32): v128 {
  return v128.or(v128.shl<u32>(x, by), v128.shr<u32>(x, 32 - by));
}

@inline
export function add(x: v128, y: v128): v128 {
  return v128.add<u32>(x, y);
}

/**
 * The octets of each word turned round. A swizzle by a constant is one instruction in V8; the shuffle
 * that says the same becomes five.
 */
@inline
export function bigEndian32(x: v128): v128 {
  return i8x16.swizzle(x, i8x16(3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12));
}

@inline
export function bigEndian64(x: v128): v128 {
  return i8x16.swizzle(x, i8x16(7, 6, 5, 4, 3, 2, 1, 0, 15, 14, 13, 12, 11, 10, 9, 8));
}

/** The next block of 64 octets of four lanes as the first 16 rows of the schedule, octets as they come. */
export function spreadLittleEndian(at: usize): void {
  const p0 = pointerOf(0) + at;
  const p1 = pointerOf(1) + at;
  const p2 = pointerOf(2) + at;
  const p3 = pointerOf(3) + at;
  for (let offset: usize = 0, row = SCHEDULE; offset < 64; offset += 16, row += 4 * ROW) {
    const x0 = v128.load(p0 + offset);
    const x1 = v128.load(p1 + offset);
    const x2 = v128.load(p2 + offset);
    const x3 = v128.load(p3 + offset);
    const low01 = v128.shuffle<u32>(x0, x1, 0, 4, 1, 5);
    const low23 = v128.shuffle<u32>(x2, x3, 0, 4, 1, 5);
    const high01 = v128.shuffle<u32>(x0, x1, 2, 6, 3, 7);
    const high23 = v128.shuffle<u32>(x2, x3, 2, 6, 3, 7);
    v128.store(row, v128.shuffle<u64>(low01, low23, 0, 2));
    v128.store(row, v128.shuffle<u64>(low01, low23, 1, 3), ROW);
    v128.store(row, v128.shuffle<u64>(high01, high23, 0, 2), 2 * ROW);
    v128.store(row, v128.shuffle<u64>(high01, high23, 1, 3), 3 * ROW);
  }
}

/** The same for words whose first octet is their highest. */
export function spreadBigEndian(at: usize): void {
  const p0 = pointerOf(0) + at;
  const p1 = pointerOf(1) + at;
  const p2 = pointerOf(2) + at;
  const p3 = pointerOf(3) + at;
  for (let offset: usize = 0, row = SCHEDULE; offset < 64; offset += 16, row += 4 * ROW) {
    const x0 = bigEndian32(v128.load(p0 + offset));
    const x1 = bigEndian32(v128.load(p1 + offset));
    const x2 = bigEndian32(v128.load(p2 + offset));
    const x3 = bigEndian32(v128.load(p3 + offset));
    const low01 = v128.shuffle<u32>(x0, x1, 0, 4, 1, 5);
    const low23 = v128.shuffle<u32>(x2, x3, 0, 4, 1, 5);
    const high01 = v128.shuffle<u32>(x0, x1, 2, 6, 3, 7);
    const high23 = v128.shuffle<u32>(x2, x3, 2, 6, 3, 7);
    v128.store(row, v128.shuffle<u64>(low01, low23, 0, 2));
    v128.store(row, v128.shuffle<u64>(low01, low23, 1, 3), ROW);
    v128.store(row, v128.shuffle<u64>(high01, high23, 0, 2), 2 * ROW);
    v128.store(row, v128.shuffle<u64>(high01, high23, 1, 3), 3 * ROW);
  }
}
