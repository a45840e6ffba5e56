/**
 * Messages shared out among the lanes. A message goes through up to three stages: its whole blocks
 * where they lie, its end with the padding from a buffer of the lane, and for an HMAC the outer hash
 * from another. The lanes run together as far as the shortest of their stages; whichever is through
 * goes to its next stage, or to the next message, so that messages of any lengths keep all lanes busy.
 * Messages of one length at the front of a call have a way of their own.
 */

import {
  blockShift,
  compressLanes,
  compressOne,
  digestWords,
  getDigest,
  initialState,
  isWide,
  lanesOf,
  putLength,
  setState,
  stateOctets,
} from './algorithm';
import { areEqual, digestEqual } from './equal-lanes';
import { LANES, pointerOf, setPointer } from './layout';
import { jobOf, macOf, MIDSTATES, stateOf } from './messages';

/** The end of each lane's message: two blocks, and room to write over. */
const TAILS: usize = memory.data(4 * 512, 16);
/** The message of each lane's outer hash: one block. */
const OUTERS: usize = memory.data(4 * 128, 16);
const STAGES: usize = memory.data(4 * 4, 16);
const LEFT: usize = memory.data(4 * 4, 16);
const OWNERS: usize = memory.data(4 * 4, 16);

const IDLE: i32 = 0;
const WHOLE: i32 = 1;
const TAIL: i32 = 2;
const OUTER: i32 = 3;

@inline
function get(table: usize, lane: i32): i32 {
  return load<i32>(table + (<usize>lane << 2));
}

@inline
function set(table: usize, lane: i32, value: i32): void {
  store<i32>(table + (<usize>lane << 2), value);
}

/**
 * Digests the messages of JOBS into MACS: HMACs under MIDSTATES if `keyed`, else plain hashes. With
 * `tailed` the third word of each job follows its message, high octet first. With `begun` the whole
 * blocks of each message are through already, and its chaining value stands in STATES.
 */
export function digestAll(hash: i32, count: i32, keyed: bool, tailed: bool, begun: bool): void {
  const lanes = lanesOf(hash);
  let next = 0;
  if (!isWide(hash)) {
    for (; next + lanes <= count && areEqual(next); next += lanes) {
      digestEqual(hash, next, keyed, tailed, begun);
    }
    if (next == count) return;
  }
  if (keyed) prepareOuters(hash, min(lanes, count - next));
  let live = 0;
  for (let lane = 0; lane < lanes; lane++) {
    if (next < count) {
      begin(hash, lane, next++, keyed, tailed, begun);
      live++;
    } else set(STAGES, lane, IDLE);
  }
  while (live > 0) {
    let blocks = i32.MAX_VALUE;
    let busy = 0;
    for (let lane = 0; lane < lanes; lane++) {
      if (get(STAGES, lane) == IDLE) continue;
      blocks = min(blocks, get(LEFT, lane));
      busy = lane;
    }
    if (live == 1) compressOne(hash, busy, blocks);
    else {
      // An idle lane reads along with a busy one: what it makes is not looked at.
      for (let lane = 0; lane < lanes; lane++) {
        if (get(STAGES, lane) == IDLE) setPointer(lane, pointerOf(busy));
      }
      compressLanes(hash, blocks);
    }
    for (let lane = 0; lane < lanes; lane++) {
      if (get(STAGES, lane) == IDLE) continue;
      const left = get(LEFT, lane) - blocks;
      set(LEFT, lane, left);
      setPointer(lane, pointerOf(lane) + (<usize>blocks << blockShift(hash)));
      if (left > 0 || advance(hash, lane, keyed, tailed)) continue;
      if (next < count) begin(hash, lane, next++, keyed, tailed, begun);
      else {
        set(STAGES, lane, IDLE);
        live--;
      }
    }
  }
}

/** A lane takes a message. */
function begin(hash: i32, lane: i32, index: i32, keyed: bool, tailed: bool, begun: bool): void {
  const job = jobOf(index);
  const start = load<u32>(job);
  const blocks = begun ? 0 : <i32>((load<u32>(job, 4) - start) >> blockShift(hash));
  set(OWNERS, lane, index);
  if (begun) setState(hash, lane, stateOf(index));
  else setState(hash, lane, keyed ? MIDSTATES : initialState(hash));
  if (blocks > 0) {
    setPointer(lane, start);
    set(LEFT, lane, blocks);
    set(STAGES, lane, WHOLE);
  } else toTail(hash, lane, keyed, tailed);
}

/** A lane goes to its next stage; false if its message has none left. */
function advance(hash: i32, lane: i32, keyed: bool, tailed: bool): bool {
  const stage = get(STAGES, lane);
  if (stage == WHOLE) {
    toTail(hash, lane, keyed, tailed);
    return true;
  }
  if (stage == TAIL && keyed) {
    const outer = OUTERS + (<usize>lane << 7);
    getDigest(hash, lane, outer);
    setState(hash, lane, MIDSTATES + stateOctets(hash));
    setPointer(lane, outer);
    set(LEFT, lane, 1);
    set(STAGES, lane, OUTER);
    return true;
  }
  getDigest(hash, lane, macOf(get(OWNERS, lane)));
  return false;
}

/** The last, broken block of a message, what follows it, and the padding. */
function toTail(hash: i32, lane: i32, keyed: bool, tailed: bool): void {
  const shift = blockShift(hash);
  const block: u32 = 1 << shift;
  const job = jobOf(get(OWNERS, lane));
  const length: u32 = load<u32>(job, 4) - load<u32>(job);
  const from: usize = load<u32>(job) + ((length >> shift) << shift);
  const tail = TAILS + (<usize>lane << 9);
  let rest: u32 = length & (block - 1);
  // Whole vectors are read and written, past the end too: there is room behind messages and buffers.
  for (let at: u32 = 0; at < rest; at += 16) v128.store(tail + at, v128.load(from + at));
  const zero = v128.splat<u32>(0);
  for (let at = rest; at < rest + 2 * block; at += 16) v128.store(tail + at, zero);
  if (tailed) {
    store<u32>(tail + rest, bswap<u32>(load<u32>(job, 8)));
    rest += 4;
  }
  store<u8>(tail + rest, 0x80);
  const blocks: u32 = rest + 1 + (isWide(hash) ? 16 : 8) > block ? 2 : 1;
  putLength(hash, tail + (blocks << shift), length + (tailed ? 4 : 0) + (keyed ? block : 0));
  setPointer(lane, tail);
  set(LEFT, lane, blocks);
  set(STAGES, lane, TAIL);
}

/** What is the same in every message of the outer hash: the padding and the length. */
function prepareOuters(hash: i32, lanes: i32): void {
  const block: u32 = 1 << blockShift(hash);
  const octets = <u32>(digestWords(hash) << (isWide(hash) ? 3 : 2));
  for (let lane = 0; lane < min(lanes, LANES); lane++) {
    const outer = OUTERS + (<usize>lane << 7);
    memory.fill(outer + octets, 0, block - octets);
    store<u8>(outer + octets, 0x80);
    putLength(hash, outer + block, octets + block);
  }
}
