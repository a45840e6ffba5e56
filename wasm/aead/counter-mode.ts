/**
 * AES in counter mode in ESP (RFC 3686) as far as it is not AES: the counter blocks of packets, and
 * their key stream laid over the text. A record is that of jobs.ts, wherever it stands.
 */

import { front } from './vectors';

const BLOCK_OCTETS: usize = 16;
/** Header and IV. */
const TEXT_AT: usize = 16;

/** The IV of counter modes, the 64-bit sequence number, written behind the header. */
@inline
export function writeIv(record: usize): void {
  const packet: usize = load<u32>(record);
  store<u32>(packet, bswap(load<u32>(record, 8)), 8);
  store<u32>(packet, load<u32>(packet, 4), 12);
}

/** Blocks of a packet's text. */
@inline
export function textBlocks(record: usize): u32 {
  return (load<u32>(record, 4) - load<u32>(record) - <u32>TEXT_AT + 15) >> 4;
}

/** Writes so many counter blocks to `to`: salt, IV, and a counter from 1 on. Answers where they end. */
export function writeCounters(record: usize, salt: u32, blocks: u32, to: usize): usize {
  const packet: usize = load<u32>(record);
  let block = i32x4.replace_lane(i32x4.splat(salt), 1, load<u32>(packet, 8));
  block = i32x4.replace_lane(block, 2, load<u32>(packet, 12));
  for (let counter: u32 = 1; counter <= blocks; counter++) {
    v128.store(to, i32x4.replace_lane(block, 3, bswap(counter)));
    to += BLOCK_OCTETS;
  }
  return to;
}

/** Lays a key stream over a packet's text. */
export function layOver(record: usize, stream: usize): void {
  const end: usize = load<u32>(record, 4);
  let at: usize = load<u32>(record) + TEXT_AT;
  for (; at + BLOCK_OCTETS <= end; at += BLOCK_OCTETS) {
    v128.store(at, v128.xor(v128.load(at), v128.load(stream)));
    stream += BLOCK_OCTETS;
  }
  if (at < end) v128.store(at, v128.xor(v128.load(at), front(v128.load(stream), end - at)));
}
