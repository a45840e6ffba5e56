/**
 * ChaCha20-Poly1305 in ESP (RFC 7634, RFC 8439 2.8) over whole packets of one SA, several a call.
 * Constant-time: see the two halves.
 */

import { fourBlocks } from './aead/chacha20';
import { writeIv } from './aead/counter-mode';
import {
  BODY_AT,
  headerOf,
  icvOf,
  isEmpty,
  JOBS,
  recordOf,
  setFlag,
  startOf,
} from './aead/jobs';
import { absorb, begin, finish } from './aead/poly1305';
import { front } from './aead/vectors';

export const heapBase: usize = __heap_base;
export const jobs: usize = JOBS;
/** Where the caller writes key and salt, 36 octets. */
export const key: usize = memory.data(48, 16);

const BLOCK_OCTETS: usize = 64;
const ONE_TIME_KEY_OCTETS: usize = 32;
/** One-time keys of Poly1305, one a packet. */
const ONE_TIME_KEYS: usize = memory.data(64 * 32, 16);

/**
 * Blocks of key stream that wait until four of them can be made at once, of whatever packets.
 * A lane has a counter, two words of nonce, and what its 64 octets are for: a place and a number
 * of octets there, or 0 octets where the block is a one-time key.
 */
const COUNTERS: usize = memory.data(16, 16);
const IVS_LOW: usize = memory.data(16, 16);
const IVS_HIGH: usize = memory.data(16, 16);
const PLACES: usize = memory.data(16, 16);
const OCTETS: usize = memory.data(16, 16);
const KEY_STREAM: usize = memory.data(256, 16);
let waiting: usize = 0;

const STATE: usize = memory.data(96, 16);
const HEADER: usize = memory.data(16, 16);
/** The last octets of the text, filled up with zeros, and the lengths. */
const ENDING: usize = memory.data(32, 16);
const TAG: usize = memory.data(16, 16);

/** Encrypts packets and writes their ICVs; `ownIv`: also their IVs. */
export function seal(count: u32, esn: bool, ownIv: bool): void {
  for (let job: u32 = 0; job < count; job++) {
    if (ownIv) writeIv(recordOf(job));
    wantKey(job);
    wantText(job);
  }
  makeWaiting();
  for (let job: u32 = 0; job < count; job++) authenticate(job, esn, icvOf(job));
}

/** Decrypts the packets whose ICV is right, and says which they are. */
export function open(count: u32, esn: bool): void {
  for (let job: u32 = 0; job < count; job++) wantKey(job);
  makeWaiting();
  for (let job: u32 = 0; job < count; job++) {
    if (isEmpty(job)) {
      setFlag(job, false);
      continue;
    }
    authenticate(job, esn, TAG);
    const difference = v128.xor(v128.load(TAG), v128.load(icvOf(job)));
    const right = !v128.any_true(difference);
    setFlag(job, right);
    if (right) wantText(job);
  }
  makeWaiting();
}

/** Block 0 of a packet's key stream begins with the key of Poly1305. */
function wantKey(job: u32): void {
  want(startOf(job), 0, ONE_TIME_KEYS + job * ONE_TIME_KEY_OCTETS, 0);
}

function wantText(job: u32): void {
  const packet = startOf(job);
  const end = icvOf(job);
  let counter: u32 = 1;
  for (let at = packet + BODY_AT; at < end; at += BLOCK_OCTETS) {
    want(packet, counter, at, min(end - at, BLOCK_OCTETS));
    counter++;
  }
}

@inline
function want(packet: usize, counter: u32, place: usize, octets: usize): void {
  const lane = waiting * 4;
  store<u32>(COUNTERS + lane, counter);
  store<u32>(IVS_LOW + lane, load<u32>(packet, 8));
  store<u32>(IVS_HIGH + lane, load<u32>(packet, 12));
  store<u32>(PLACES + lane, <u32>place);
  store<u32>(OCTETS + lane, <u32>octets);
  waiting++;
  if (waiting === 4) makeWaiting();
}

function makeWaiting(): void {
  if (waiting === 0) return;
  fourBlocks(key, COUNTERS, IVS_LOW, IVS_HIGH, KEY_STREAM);
  for (let i: usize = 0; i < waiting; i++) {
    const stream = KEY_STREAM + i * BLOCK_OCTETS;
    const place: usize = load<u32>(PLACES + i * 4);
    const octets: usize = load<u32>(OCTETS + i * 4);
    if (octets === 0) {
      v128.store(place, v128.load(stream));
      v128.store(place, v128.load(stream, 16), 16);
    } else if (octets === BLOCK_OCTETS) {
      layOver(place, v128.load(stream));
      layOver(place + 16, v128.load(stream, 16));
      layOver(place + 32, v128.load(stream, 32));
      layOver(place + 48, v128.load(stream, 48));
    } else {
      for (let at: usize = 0; at < octets; at += 16) {
        const left = min<usize>(octets - at, 16);
        layOver(place + at, front(v128.load(stream + at), left));
      }
    }
  }
  waiting = 0;
}

@inline
function layOver(place: usize, stream: v128): void {
  v128.store(place, v128.xor(v128.load(place), stream));
}

/** Writes the tag of a packet to `tag` (RFC 8439 2.8: header, text, their lengths). */
function authenticate(job: u32, esn: bool, tag: usize): void {
  const text = startOf(job) + BODY_AT;
  const octets = icvOf(job) - text;
  const whole = octets & ~15;
  const rest = octets & 15;
  const lengths = i64x2(esn ? 12 : 8, 0);
  begin(STATE, ONE_TIME_KEYS + job * ONE_TIME_KEY_OCTETS);
  v128.store(HEADER, headerOf(job, esn));
  absorb(STATE, HEADER, 1);
  if (whole > 0) absorb(STATE, text, <u32>(whole >> 4));
  v128.store(ENDING, front(v128.load(text + whole), rest));
  v128.store(ENDING, i64x2.replace_lane(lengths, 1, octets), 16);
  if (rest > 0) absorb(STATE, ENDING, 2);
  else absorb(STATE, ENDING + 16, 1);
  finish(STATE, tag);
}
