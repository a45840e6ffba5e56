/**
 * AES-GCM and AES-GMAC in ESP (RFC 4106, RFC 4543) over whole packets of one SA, several a call.
 * AES itself stands outside: `prepare` writes the counter blocks of all packets one behind another,
 * the caller encrypts them in place, all at once, and `seal` and `open` do the rest.
 */

import { layOver, textBlocks, writeCounters, writeIv } from './aead/counter-mode';
import { absorbGroups, makeTable } from './aead/ghash';
import { absorbByTable, absorbPairByTable, makeLargeTable } from './aead/ghash-by-octets';
import {
  BODY_AT,
  headerOf,
  highOf,
  icvOf,
  isEmpty,
  JOBS,
  recordOf,
  setFlag,
  startOf,
} from './aead/jobs';
import { front } from './aead/vectors';

export const heapBase: usize = __heap_base;
export const jobs: usize = JOBS;
/** Where the caller writes H, 16 octets, to have a table made of it. */
export const hashKey: usize = memory.data(16, 16);

const BLOCK_OCTETS: usize = 16;
/** What GHASH made of each packet. */
const SUMS: usize = memory.data(64 * 16, 16);
/** The blocks of a packet, and room for two more behind them. */
const LINE: usize = memory.data(1024 + 32, 16);
const LINE_OCTETS: usize = 1024;
/** Of two packets: the first block, then the last octets of the text filled up, then the lengths. */
const FIRST: usize = memory.data(2 * 16, 16);
const ENDING: usize = memory.data(2 * 32, 16);

/** What the calls share: how packets of this SA are, and where its tables are (0: it has none). */
let saltWord: u32 = 0;
let esn: bool = false;
let gmac: bool = false;
let icvOctets: usize = 16;
let table: usize = 0;
let largeTable: usize = 0;

/** Says for which SA the calls that follow are; its salt with the first octet highest. */
export function setSa(
  salt: u32,
  withEsn: bool,
  onlyAuthenticated: bool,
  octetsOfIcv: usize,
  tableAt: usize,
  largeTableAt: usize,
): void {
  saltWord = bswap(salt);
  esn = withEsn;
  gmac = onlyAuthenticated;
  icvOctets = octetsOfIcv;
  table = tableAt;
  largeTable = largeTableAt;
}

/** Makes the table of the H at `hashKey`. */
export function deriveTable(at: usize): void {
  makeTable(at, hashKey);
}

/** Makes the table of ghash-by-octets.ts of the H at `hashKey`: not for constant time. */
export function deriveLargeTable(at: usize): void {
  makeLargeTable(at, hashKey);
}

/** Writes the counter blocks of all packets to `stream`; answers how many octets they are. */
export function prepare(count: u32, stream: usize, ownIv: bool): usize {
  let at = stream;
  for (let job: u32 = 0; job < count; job++) {
    if (isEmpty(job)) continue;
    const record = recordOf(job);
    if (ownIv) writeIv(record);
    at = writeCounters(record, saltWord, streamBlocks(job), at);
  }
  return at - stream;
}

/** Encrypts packets with the key stream that was made of their counter blocks, and writes their ICVs. */
export function seal(count: u32, stream: usize): void {
  let at = stream;
  for (let job: u32 = 0; job < count; job++) {
    if (!gmac) layOver(recordOf(job), at + BLOCK_OCTETS);
    at += (<usize>streamBlocks(job)) * BLOCK_OCTETS;
  }
  authenticate(count);
  at = stream;
  for (let job: u32 = 0; job < count; job++) {
    const tag = v128.xor(v128.load(SUMS + job * BLOCK_OCTETS), v128.load(at));
    const icv = icvOf(job);
    const kept = v128.load(icv);
    // Behind a short ICV another packet may begin.
    v128.store(icv, v128.xor(kept, front(v128.xor(kept, tag), icvOctets)));
    at += (<usize>streamBlocks(job)) * BLOCK_OCTETS;
  }
}

/** Decrypts the packets whose ICV is right, and says which they are. */
export function open(count: u32, stream: usize): void {
  authenticate(count);
  for (let job: u32 = 0; job < count; job++) {
    if (isEmpty(job)) {
      setFlag(job, false);
      continue;
    }
    const tag = v128.xor(v128.load(SUMS + job * BLOCK_OCTETS), v128.load(stream));
    const difference = front(v128.xor(tag, v128.load(icvOf(job))), icvOctets);
    const right = !v128.any_true(difference);
    setFlag(job, right);
    if (right && !gmac) layOver(recordOf(job), stream + BLOCK_OCTETS);
    stream += (<usize>streamBlocks(job)) * BLOCK_OCTETS;
  }
}

/** Blocks of a packet's key stream: the first is for its tag, the others for its text. */
@inline
function streamBlocks(job: u32): u32 {
  return gmac ? 1 : 1 + textBlocks(recordOf(job));
}

/**
 * What is authenticated begins with one block of its own: the header, or with GMAC, which
 * authenticates everything, the header and as much of what follows as fits in.
 */
function firstBlock(job: u32): v128 {
  const header = headerOf(job, esn);
  if (!gmac) return header;
  const packet = v128.load(startOf(job));
  if (!esn) return packet;
  const spread = v128.shuffle<u32>(packet, packet, 0, 1, 1, 2);
  return i32x4.replace_lane(spread, 1, highOf(job));
}

/** Where the rest of it begins. */
@inline
function textOf(job: u32): usize {
  return startOf(job) + (gmac && esn ? 12 : BODY_AT);
}

/** The last block: the lengths in bits of what is only authenticated, and of what is encrypted too. */
function lengthsBlock(job: u32): v128 {
  const header: usize = esn ? 12 : 8;
  const body = icvOf(job) - startOf(job) - BODY_AT;
  const only = gmac ? header + 8 + body : header;
  const encrypted = gmac ? 0 : body;
  const lengths = i64x2.splat(bswap(<u64>only << 3));
  return i64x2.replace_lane(lengths, 1, bswap(<u64>encrypted << 3));
}

function authenticate(count: u32): void {
  let job: u32 = 0;
  if (largeTable !== 0) {
    for (; job + 2 <= count; job += 2) sumOfPair(job);
    if (job < count) sumOfOne(job);
    return;
  }
  for (; job < count; job++) if (!isEmpty(job)) sumInGroups(job);
}

/**
 * Zeros in front change nothing: they fill the blocks of a packet up to groups of four. All of them
 * are lined up first: a copy costs less than to find out, group by group, what it is made of.
 */
function sumInGroups(job: u32): void {
  const text = textOf(job);
  const octets = icvOf(job) - text;
  const rest = octets & 15;
  const whole = text + (octets & ~15);
  const blocks = (octets >> 4) + (rest > 0 ? 3 : 2);
  let sum = i32x4.splat(0);
  let to = LINE;
  for (let zeros = (0 - blocks) & 3; zeros > 0; zeros--) {
    v128.store(to, i32x4.splat(0));
    to += BLOCK_OCTETS;
  }
  v128.store(to, firstBlock(job));
  to += BLOCK_OCTETS;
  for (let at = text; at < whole; at += BLOCK_OCTETS) {
    v128.store(to, v128.load(at));
    to += BLOCK_OCTETS;
    if (to === LINE + LINE_OCTETS) {
      sum = absorbGroups(table, sum, LINE, LINE_OCTETS >> 6);
      to = LINE;
    }
  }
  if (rest > 0) {
    v128.store(to, front(v128.load(whole), rest));
    to += BLOCK_OCTETS;
  }
  v128.store(to, lengthsBlock(job));
  sum = absorbGroups(table, sum, LINE, (to + BLOCK_OCTETS - LINE) >> 6);
  v128.store(SUMS + job * BLOCK_OCTETS, sum);
}

function sumOfOne(job: u32): void {
  if (isEmpty(job)) return;
  const sum = SUMS + job * BLOCK_OCTETS;
  const whole = begin(job, 0);
  absorbByTable(largeTable, sum, FIRST, 1);
  absorbByTable(largeTable, sum, textOf(job), whole);
  absorbByTable(largeTable, sum, endingOf(job, 0), endingBlocks(job));
}

/** Two packets side by side, as far as both go. */
function sumOfPair(job: u32): void {
  if (isEmpty(job) || isEmpty(job + 1)) {
    sumOfOne(job);
    sumOfOne(job + 1);
    return;
  }
  const sumA = SUMS + job * BLOCK_OCTETS;
  const sumB = sumA + BLOCK_OCTETS;
  const wholeA = begin(job, 0);
  const wholeB = begin(job + 1, 1);
  const textA = textOf(job);
  const textB = textOf(job + 1);
  const both = min(wholeA, wholeB);
  absorbPairByTable(largeTable, sumA, FIRST, sumB, FIRST + BLOCK_OCTETS, 1);
  absorbPairByTable(largeTable, sumA, textA, sumB, textB, both);
  absorbByTable(largeTable, sumA, textA + both * BLOCK_OCTETS, wholeA - both);
  absorbByTable(largeTable, sumB, textB + both * BLOCK_OCTETS, wholeB - both);
  const endingA = endingOf(job, 0);
  const endingB = endingOf(job + 1, 1);
  const blocksA = endingBlocks(job);
  const blocksB = endingBlocks(job + 1);
  if (blocksA === blocksB) {
    absorbPairByTable(largeTable, sumA, endingA, sumB, endingB, blocksA);
  } else {
    absorbByTable(largeTable, sumA, endingA, blocksA);
    absorbByTable(largeTable, sumB, endingB, blocksB);
  }
}

/** Starts the sum of a packet that is the first or the second of two; answers its whole blocks. */
@inline
function begin(job: u32, which: usize): usize {
  v128.store(SUMS + job * BLOCK_OCTETS, i32x4.splat(0));
  v128.store(FIRST + which * BLOCK_OCTETS, firstBlock(job));
  return (icvOf(job) - textOf(job)) >> 4;
}

/** The last octets of the text, if they are no whole block, and the lengths: 1 or 2 blocks. */
@inline
function endingBlocks(job: u32): usize {
  return ((icvOf(job) - textOf(job)) & 15) === 0 ? 1 : 2;
}

/** Writes them; answers where they begin. */
function endingOf(job: u32, which: usize): usize {
  const ending = ENDING + which * 2 * BLOCK_OCTETS;
  const text = textOf(job);
  const octets = icvOf(job) - text;
  const rest = octets & 15;
  v128.store(ending, front(v128.load(text + (octets & ~15)), rest));
  v128.store(ending, lengthsBlock(job), BLOCK_OCTETS);
  return rest > 0 ? ending : ending + BLOCK_OCTETS;
}
