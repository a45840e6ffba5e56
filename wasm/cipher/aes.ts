/** AES (FIPS 197), one block after the other, in a time that depends on lengths alone. */

import { BOX, INVERSE_BOX, substitute } from './aes-box';

const BLOCK: usize = 16;
/** The round keys: at most fifteen. */
const ROUND_KEYS: usize = memory.data(15 * 16, 16);

let rounds: usize = 0;

/** Makes the round keys of a key of 16, 24 or 32 octets (FIPS 197 5.2). */
export function expandKey(key: usize, octets: usize): void {
  const words = octets >> 2;
  rounds = words + 6;
  memory.copy(ROUND_KEYS, key, octets);
  let constant: u32 = 1;
  for (let i = words; i < (rounds + 1) << 2; i++) {
    let word = load<u32>(ROUND_KEYS + ((i - 1) << 2));
    if (i % words == 0) {
      word = substituteWord(rotr(word, 8)) ^ constant;
      constant = (constant << 1) ^ (constant & 0x80 ? 0x11b : 0);
    } else if (words > 6 && i % words == 4) {
      word = substituteWord(word);
    }
    store<u32>(ROUND_KEYS + (i << 2), load<u32>(ROUND_KEYS + ((i - words) << 2)) ^ word);
  }
}

/** One block under the expanded key. */
@inline
export function encryptBlock(block: v128): v128 {
  let state = v128.xor(block, roundKey(0));
  for (let round: usize = 1; round < rounds; round++) {
    state = v128.xor(mixColumns(shiftRows(substitute(BOX, state))), roundKey(round));
  }
  return v128.xor(shiftRows(substitute(BOX, state)), roundKey(rounds));
}

/** What `encryptBlock` made of it. */
@inline
export function decryptBlock(block: v128): v128 {
  let state = v128.xor(block, roundKey(rounds));
  for (let round = rounds - 1; round > 0; round--) {
    state = v128.xor(substitute(INVERSE_BOX, shiftRowsBack(state)), roundKey(round));
    state = mixColumnsBack(state);
  }
  return v128.xor(substitute(INVERSE_BOX, shiftRowsBack(state)), roundKey(0));
}

@inline
function roundKey(round: usize): v128 {
  return v128.load(ROUND_KEYS + round * BLOCK);
}

function substituteWord(word: u32): u32 {
  return v128.extract_lane<u32>(substitute(BOX, v128.splat<u32>(word)), 0);
}

/** Octet i of a block stands in row i % 4, column i / 4. */
@inline
function shiftRows(state: v128): v128 {
  return v128.shuffle<u8>(state, state, 0, 5, 10, 15, 4, 9, 14, 3, 8, 13, 2, 7, 12, 1, 6, 11);
}

@inline
function shiftRowsBack(state: v128): v128 {
  return v128.shuffle<u8>(state, state, 0, 13, 10, 7, 4, 1, 14, 11, 8, 5, 2, 15, 12, 9, 6, 3);
}

/** 2 a + 3 b + c + d for each octet a and those below it in its column. */
@inline
function mixColumns(state: v128): v128 {
  const below = v128.shuffle<u8>(state, state, 1, 2, 3, 0, 5, 6, 7, 4, 9, 10, 11, 8, 13, 14, 15, 12);
  const both = v128.xor(state, below);
  return v128.xor(v128.xor(twice(both), below), opposite(both));
}

/** The inverse is the same, after 5 a + 4 c. */
@inline
function mixColumnsBack(state: v128): v128 {
  const fourTimes = twice(twice(v128.xor(state, opposite(state))));
  return mixColumns(v128.xor(state, fourTimes));
}

/** Each octet's place taken by the one two rows below. */
@inline
function opposite(state: v128): v128 {
  return v128.shuffle<u8>(state, state, 2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13);
}

/** Each octet times x, modulo x^8 + x^4 + x^3 + x + 1. */
@inline
function twice(octets: v128): v128 {
  const carried = v128.and(v128.shr<i8>(octets, 7), v128.splat<u8>(0x1b));
  return v128.xor(v128.add<u8>(octets, octets), carried);
}
