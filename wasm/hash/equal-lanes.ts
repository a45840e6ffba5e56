/**
 * Four messages of one length, as most batches have, in a hash of 32-bit words. No lane is ever ahead
 * of another, so the padding, the outer hash of an HMAC and the chaining values behind a key are
 * written as rows, the same for all lanes, and no lane has books of its own.
 */

import {
  compressLaid,
  compressLanes,
  digestWords,
  getDigest,
  initialState,
  MD5,
  setState,
  spreadBlock,
  stateOctets,
  stateWords,
} from './algorithm';
import { LANES, pointerOf, ROW, SCHEDULE, setPointer, STATE } from './layout';
import { jobOf, macOf, MIDSTATES, stateOf } from './messages';

const BLOCK_SHIFT: u32 = 6;
/** Rows of a block, and the first of the two that its length takes. */
const ROWS: u32 = 16;
const LENGTH_ROW: u32 = 14;

/** Whether the four messages from `first` on have one length, in whole words. */
export function areEqual(first: i32): bool {
  const octets = octetsOf(first);
  if ((octets & 3) != 0) return false;
  for (let lane = 1; lane < LANES; lane++) if (octetsOf(first + lane) != octets) return false;
  return true;
}

@inline
function octetsOf(index: i32): u32 {
  return load<u32>(jobOf(index), 4) - load<u32>(jobOf(index));
}

@inline
function setRow(row: u32, word: u32): void {
  v128.store(SCHEDULE + <usize>row * ROW, v128.splat<u32>(word));
}

/** Digests those four, as `digestAll` says. */
export function digestEqual(hash: i32, first: i32, keyed: bool, tailed: bool, begun: bool): void {
  const octets = octetsOf(first);
  const blocks = octets >> BLOCK_SHIFT;
  const whole: usize = <usize>blocks << BLOCK_SHIFT;
  for (let lane = 0; lane < LANES; lane++) {
    setPointer(lane, <usize>load<u32>(jobOf(first + lane)) + (begun ? whole : 0));
    if (begun) setState(hash, lane, stateOf(first + lane));
  }
  if (!begun) {
    setAllStates(hash, keyed ? MIDSTATES : initialState(hash));
    if (blocks > 0) {
      compressLanes(hash, blocks);
      for (let lane = 0; lane < LANES; lane++) setPointer(lane, pointerOf(lane) + whole);
    }
  }
  // The end of each message, and whatever lies behind it: the padding takes its place.
  spreadBlock(hash);
  let row = (octets & ((1 << BLOCK_SHIFT) - 1)) >> 2;
  if (tailed) setTails(hash, first, row++);
  pad(hash, row, octets + (tailed ? 4 : 0) + (keyed ? 1 << BLOCK_SHIFT : 0));
  if (keyed) hashOuter(hash);
  for (let lane = 0; lane < LANES; lane++) getDigest(hash, lane, macOf(first + lane));
}

/** Gives every lane the chaining value at `from`. */
function setAllStates(hash: i32, from: usize): void {
  const words = stateWords(hash);
  for (let w: usize = 0; w < words; w++) {
    v128.store(STATE + w * ROW, v128.load_splat<u32>(from + (w << 2)));
  }
}

/** The third word of each job follows its message. */
function setTails(hash: i32, first: i32, row: u32): void {
  for (let lane = 0; lane < LANES; lane++) {
    const word = load<u32>(jobOf(first + lane), 8);
    const to = SCHEDULE + <usize>row * ROW + (<usize>lane << 2);
    store<u32>(to, hash == MD5 ? bswap<u32>(word) : word);
  }
}

/** Ends messages of `octets` octets in the block whose first `rows` rows are theirs, and compresses it. */
function pad(hash: i32, rows: u32, octets: u32): void {
  const mark: u32 = hash == MD5 ? 0x80 : 0x80000000;
  let row = rows;
  if (row < ROWS) setRow(row++, mark);
  if (row > LENGTH_ROW) {
    for (; row < ROWS; row++) setRow(row, 0);
    compressLaid(hash);
    row = 0;
    if (rows == ROWS) setRow(row++, mark);
  }
  for (; row < LENGTH_ROW; row++) setRow(row, 0);
  setRow(hash == MD5 ? LENGTH_ROW : LENGTH_ROW + 1, octets << 3);
  setRow(hash == MD5 ? LENGTH_ROW + 1 : LENGTH_ROW, 0);
  compressLaid(hash);
}

/** The digests, which lie in rows as a block of them would, under the outer key. */
function hashOuter(hash: i32): void {
  const words = <u32>digestWords(hash);
  for (let w: usize = 0; w < words; w++) {
    v128.store(SCHEDULE + w * ROW, v128.load(STATE + w * ROW));
  }
  setAllStates(hash, MIDSTATES + stateOctets(hash));
  pad(hash, words, (1 << BLOCK_SHIFT) + (words << 2));
}
