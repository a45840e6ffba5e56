/**
 * Poly1305 (RFC 8439 2.5) in limbs of 26 bits: WebAssembly has no product of 128 bits, and five
 * products of two limbs still fit in 64. A state in memory is
 *
 *     h at 0, r at 40, five limbs of 8 octets each; what is added to the last h at 80, 16 octets
 *
 * Constant-time: only additions, products, shifts and masks of fixed count.
 */

import { absorbFours } from './poly1305-fours';

const MASK: u64 = 0x3ffffff;
/** The bit above a whole block of 16 octets, as it stands in the fifth limb. */
const HIGH_BIT: u64 = 1 << 24;
/** From so many blocks on, powers of r are worth their making. */
const LONG_BLOCKS: u32 = 24;

/** Starts a state with the one-time key of 32 octets at `key`. */
export function begin(state: usize, key: usize): void {
  memory.fill(state, 0, 40);
  const low = load<u64>(key) & 0x0ffffffc0fffffff;
  const high = load<u64>(key, 8) & 0x0ffffffc0ffffffc;
  store<u64>(state, low & MASK, 40);
  store<u64>(state, (low >> 26) & MASK, 48);
  store<u64>(state, ((low >> 52) | (high << 12)) & MASK, 56);
  store<u64>(state, (high >> 14) & MASK, 64);
  store<u64>(state, high >> 40, 72);
  v128.store(state, v128.load(key, 16), 80);
}

/** Takes whole blocks of 16 octets. */
export function absorb(state: usize, at: usize, blocks: u32): void {
  if (blocks >= LONG_BLOCKS) {
    const taken = blocks & ~3;
    absorbFours(state, at, taken);
    at += (<usize>taken) << 4;
    blocks -= taken;
  }
  const r0 = load<u64>(state, 40);
  const r1 = load<u64>(state, 48);
  const r2 = load<u64>(state, 56);
  const r3 = load<u64>(state, 64);
  const r4 = load<u64>(state, 72);
  const s1 = r1 * 5;
  const s2 = r2 * 5;
  const s3 = r3 * 5;
  const s4 = r4 * 5;
  let h0 = load<u64>(state);
  let h1 = load<u64>(state, 8);
  let h2 = load<u64>(state, 16);
  let h3 = load<u64>(state, 24);
  let h4 = load<u64>(state, 32);
  for (; blocks > 0; blocks--) {
    const low = load<u64>(at);
    const high = load<u64>(at, 8);
    at += 16;
    h0 += low & MASK;
    h1 += (low >> 26) & MASK;
    h2 += ((low >> 52) | (high << 12)) & MASK;
    h3 += (high >> 14) & MASK;
    h4 += (high >> 40) | HIGH_BIT;
    let d0 = h0 * r0 + h1 * s4 + h2 * s3 + h3 * s2 + h4 * s1;
    let d1 = h0 * r1 + h1 * r0 + h2 * s4 + h3 * s3 + h4 * s2;
    let d2 = h0 * r2 + h1 * r1 + h2 * r0 + h3 * s4 + h4 * s3;
    let d3 = h0 * r3 + h1 * r2 + h2 * r1 + h3 * r0 + h4 * s4;
    let d4 = h0 * r4 + h1 * r3 + h2 * r2 + h3 * r1 + h4 * r0;
    // Two chains of carries side by side are half as long as one.
    d1 += d0 >> 26;
    d4 += d3 >> 26;
    d0 &= MASK;
    d3 &= MASK;
    d2 += d1 >> 26;
    d0 += (d4 >> 26) * 5;
    d4 &= MASK;
    d1 &= MASK;
    d3 += d2 >> 26;
    h2 = d2 & MASK;
    h1 = d1 + (d0 >> 26);
    h0 = d0 & MASK;
    h4 = d4 + (d3 >> 26);
    h3 = d3 & MASK;
  }
  store<u64>(state, h0);
  store<u64>(state, h1, 8);
  store<u64>(state, h2, 16);
  store<u64>(state, h3, 24);
  store<u64>(state, h4, 32);
}

/** Writes the tag of 16 octets. */
export function finish(state: usize, tag: usize): void {
  let h0 = load<u64>(state);
  let h1 = load<u64>(state, 8);
  let h2 = load<u64>(state, 16);
  let h3 = load<u64>(state, 24);
  let h4 = load<u64>(state, 32);
  for (let i = 0; i < 2; i++) {
    h1 += h0 >> 26;
    h0 &= MASK;
    h2 += h1 >> 26;
    h1 &= MASK;
    h3 += h2 >> 26;
    h2 &= MASK;
    h4 += h3 >> 26;
    h3 &= MASK;
    h0 += (h4 >> 26) * 5;
    h4 &= MASK;
  }
  // h - (2^130 - 5), which is taken where it is not negative.
  let g0 = h0 + 5;
  let g1 = h1 + (g0 >> 26);
  let g2 = h2 + (g1 >> 26);
  let g3 = h3 + (g2 >> 26);
  const g4 = h4 + (g3 >> 26);
  const reduced = 0 - (g4 >> 26);
  h0 = choose(h0, g0, reduced);
  h1 = choose(h1, g1, reduced);
  h2 = choose(h2, g2, reduced);
  h3 = choose(h3, g3, reduced);
  h4 = choose(h4, g4, reduced);
  const low = h0 | (h1 << 26) | (h2 << 52);
  const high = (h2 >> 12) | (h3 << 14) | (h4 << 40);
  const tagLow = low + load<u64>(state, 80);
  const carry: u64 = tagLow < low ? 1 : 0;
  store<u64>(tag, tagLow);
  store<u64>(tag, high + load<u64>(state, 88) + carry, 8);
}

/** The limb of `h`, or of `g` where `mask` is all ones. */
@inline
function choose(h: u64, g: u64, mask: u64): u64 {
  return (h & ~mask) | (g & mask & MASK);
}
