/**
 * Four blocks of ChaCha20's key stream at once (RFC 8439 2.3): word i of all four stands in one
 * vector, so no octet moves between lanes until the rounds are over. Each lane has a counter and a
 * nonce of its own: the blocks may belong to one packet or to four.
 *
 * Constant-time: no address and no branch depends on key or text.
 */

/** Rotations by whole octets are one swizzle; with a constant mask V8 makes it one instruction. */
@inline
function rotate16(x: v128): v128 {
  return i8x16.swizzle(x, i8x16(2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13));
}

@inline
function rotate12(x: v128): v128 {
  return v128.or(i32x4.shl(x, 12), i32x4.shr_u(x, 20));
}

@inline
function rotate8(x: v128): v128 {
  return i8x16.swizzle(x, i8x16(3, 0, 1, 2, 7, 4, 5, 6, 11, 8, 9, 10, 15, 12, 13, 14));
}

@inline
function rotate7(x: v128): v128 {
  return v128.or(i32x4.shl(x, 7), i32x4.shr_u(x, 25));
}

/**
 * Writes the key stream of lane 0 to `out`, of lane 1 64 octets behind it, and so on.
 * `key` are 32 octets and 4 of salt behind them; the others are four words each, one a lane: the
 * block counters, and the two words of nonce that follow the salt.
 */
export function fourBlocks(
  key: usize,
  counters: usize,
  ivsLow: usize,
  ivsHigh: usize,
  out: usize,
): void {
  let a0 = i32x4.splat(0x61707865);
  let a1 = i32x4.splat(0x3320646e);
  let a2 = i32x4.splat(0x79622d32);
  let a3 = i32x4.splat(0x6b206574);
  let b0 = v128.load32_splat(key, 0);
  let b1 = v128.load32_splat(key, 4);
  let b2 = v128.load32_splat(key, 8);
  let b3 = v128.load32_splat(key, 12);
  let c0 = v128.load32_splat(key, 16);
  let c1 = v128.load32_splat(key, 20);
  let c2 = v128.load32_splat(key, 24);
  let c3 = v128.load32_splat(key, 28);
  let d0 = v128.load(counters);
  let d1 = v128.load32_splat(key, 32);
  let d2 = v128.load(ivsLow);
  let d3 = v128.load(ivsHigh);
  for (let round = 0; round < 10; round++) {
    a0 = i32x4.add(a0, b0);
    a1 = i32x4.add(a1, b1);
    a2 = i32x4.add(a2, b2);
    a3 = i32x4.add(a3, b3);
    d0 = rotate16(v128.xor(d0, a0));
    d1 = rotate16(v128.xor(d1, a1));
    d2 = rotate16(v128.xor(d2, a2));
    d3 = rotate16(v128.xor(d3, a3));
    c0 = i32x4.add(c0, d0);
    c1 = i32x4.add(c1, d1);
    c2 = i32x4.add(c2, d2);
    c3 = i32x4.add(c3, d3);
    b0 = rotate12(v128.xor(b0, c0));
    b1 = rotate12(v128.xor(b1, c1));
    b2 = rotate12(v128.xor(b2, c2));
    b3 = rotate12(v128.xor(b3, c3));
    a0 = i32x4.add(a0, b0);
    a1 = i32x4.add(a1, b1);
    a2 = i32x4.add(a2, b2);
    a3 = i32x4.add(a3, b3);
    d0 = rotate8(v128.xor(d0, a0));
    d1 = rotate8(v128.xor(d1, a1));
    d2 = rotate8(v128.xor(d2, a2));
    d3 = rotate8(v128.xor(d3, a3));
    c0 = i32x4.add(c0, d0);
    c1 = i32x4.add(c1, d1);
    c2 = i32x4.add(c2, d2);
    c3 = i32x4.add(c3, d3);
    b0 = rotate7(v128.xor(b0, c0));
    b1 = rotate7(v128.xor(b1, c1));
    b2 = rotate7(v128.xor(b2, c2));
    b3 = rotate7(v128.xor(b3, c3));
    a0 = i32x4.add(a0, b1);
    a1 = i32x4.add(a1, b2);
    a2 = i32x4.add(a2, b3);
    a3 = i32x4.add(a3, b0);
    d3 = rotate16(v128.xor(d3, a0));
    d0 = rotate16(v128.xor(d0, a1));
    d1 = rotate16(v128.xor(d1, a2));
    d2 = rotate16(v128.xor(d2, a3));
    c2 = i32x4.add(c2, d3);
    c3 = i32x4.add(c3, d0);
    c0 = i32x4.add(c0, d1);
    c1 = i32x4.add(c1, d2);
    b1 = rotate12(v128.xor(b1, c2));
    b2 = rotate12(v128.xor(b2, c3));
    b3 = rotate12(v128.xor(b3, c0));
    b0 = rotate12(v128.xor(b0, c1));
    a0 = i32x4.add(a0, b1);
    a1 = i32x4.add(a1, b2);
    a2 = i32x4.add(a2, b3);
    a3 = i32x4.add(a3, b0);
    d3 = rotate8(v128.xor(d3, a0));
    d0 = rotate8(v128.xor(d0, a1));
    d1 = rotate8(v128.xor(d1, a2));
    d2 = rotate8(v128.xor(d2, a3));
    c2 = i32x4.add(c2, d3);
    c3 = i32x4.add(c3, d0);
    c0 = i32x4.add(c0, d1);
    c1 = i32x4.add(c1, d2);
    b1 = rotate7(v128.xor(b1, c2));
    b2 = rotate7(v128.xor(b2, c3));
    b3 = rotate7(v128.xor(b3, c0));
    b0 = rotate7(v128.xor(b0, c1));
  }
  storeTransposed(
    out,
    i32x4.add(a0, i32x4.splat(0x61707865)),
    i32x4.add(a1, i32x4.splat(0x3320646e)),
    i32x4.add(a2, i32x4.splat(0x79622d32)),
    i32x4.add(a3, i32x4.splat(0x6b206574)),
  );
  storeTransposed(
    out + 16,
    i32x4.add(b0, v128.load32_splat(key, 0)),
    i32x4.add(b1, v128.load32_splat(key, 4)),
    i32x4.add(b2, v128.load32_splat(key, 8)),
    i32x4.add(b3, v128.load32_splat(key, 12)),
  );
  storeTransposed(
    out + 32,
    i32x4.add(c0, v128.load32_splat(key, 16)),
    i32x4.add(c1, v128.load32_splat(key, 20)),
    i32x4.add(c2, v128.load32_splat(key, 24)),
    i32x4.add(c3, v128.load32_splat(key, 28)),
  );
  storeTransposed(
    out + 48,
    i32x4.add(d0, v128.load(counters)),
    i32x4.add(d1, v128.load32_splat(key, 32)),
    i32x4.add(d2, v128.load(ivsLow)),
    i32x4.add(d3, v128.load(ivsHigh)),
  );
}

/** Four words of four blocks: word by word in the vectors, block by block in memory. */
@inline
function storeTransposed(out: usize, w0: v128, w1: v128, w2: v128, w3: v128): void {
  const low01 = v128.shuffle<u32>(w0, w1, 0, 4, 1, 5);
  const low23 = v128.shuffle<u32>(w2, w3, 0, 4, 1, 5);
  const high01 = v128.shuffle<u32>(w0, w1, 2, 6, 3, 7);
  const high23 = v128.shuffle<u32>(w2, w3, 2, 6, 3, 7);
  v128.store(out, v128.shuffle<u64>(low01, low23, 0, 2));
  v128.store(out, v128.shuffle<u64>(low01, low23, 1, 3), 64);
  v128.store(out, v128.shuffle<u64>(high01, high23, 0, 2), 128);
  v128.store(out, v128.shuffle<u64>(high01, high23, 1, 3), 192);
}
