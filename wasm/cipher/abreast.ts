/**
 * Messages in CBC mode side by side. A block of a message cannot be encrypted before the one ahead of
 * it, but a row of blocks, one of each message, can: whoever calls encrypts the row, many blocks at
 * once, and from here each block goes to its message and takes the next block of that with it.
 */

import { jobOf } from '../hash/messages';

const BLOCK: usize = 16;
/** Of each message that is not through yet where it begins, and its octets. */
const LIST: usize = memory.data(64 * 8, 16);

/** Where in each message the row's blocks belong. */
let at: usize = 0;
/** Octets of the shortest message of the list. */
let shortest: usize = 0;

@inline
function entryOf(index: i32): usize {
  return LIST + (<usize>index << 3);
}

/**
 * Lists the messages of the jobs, from `skip` octets behind their start to their end. Answers how many
 * they are: 0 where in a row there would be fewer than `least` on the average.
 */
export function beginAbreast(count: i32, skip: u32, least: u32): i32 {
  let all: u32 = 0;
  let longest: u32 = 0;
  at = 0;
  shortest = u32.MAX_VALUE;
  for (let i = 0; i < count; i++) {
    const job = jobOf(i);
    const start = load<u32>(job) + skip;
    const octets = load<u32>(job, 4) - start;
    store<u32>(entryOf(i), start);
    store<u32>(entryOf(i), octets, 4);
    all += octets;
    longest = max(longest, octets);
    shortest = min(shortest, octets);
  }
  return all < least * longest ? 0 : count;
}

/**
 * Puts the blocks of the row at `row` into their messages, and the next block of each, xored with what
 * went ahead of it, into the row. Answers how many messages are left: their blocks close up.
 */
export function stepAbreast(count: i32, row: usize): i32 {
  const next = at + BLOCK;
  const left = next < shortest ? stepAll(count, row) : stepSome(count, row);
  at = next;
  return left;
}

/** Where no message ends. */
function stepAll(count: i32, row: usize): i32 {
  const end = row + (<usize>count << 4);
  const offset = at;
  for (let entry = LIST; row < end; row += BLOCK, entry += 8) {
    const to = <usize>load<u32>(entry) + offset;
    const block = v128.load(row);
    v128.store(to, block);
    v128.store(row, v128.xor(block, v128.load(to, BLOCK)));
  }
  return count;
}

/** Where one ends at least. */
function stepSome(count: i32, row: usize): i32 {
  let left = 0;
  shortest = u32.MAX_VALUE;
  for (let i = 0; i < count; i++) {
    const start = load<u32>(entryOf(i));
    const octets = load<u32>(entryOf(i), 4);
    const to = <usize>start + at;
    const block = v128.load(row + (<usize>i << 4));
    v128.store(to, block);
    if (at + BLOCK == octets) continue;
    v128.store(row + (<usize>left << 4), v128.xor(block, v128.load(to, BLOCK)));
    store<u32>(entryOf(left), start);
    store<u32>(entryOf(left), octets, 4);
    shortest = min(shortest, octets);
    left++;
  }
  return left;
}
