/** Explicit congestion notification at the end of a tunnel (RFC 6040 4.2), whatever the two versions. */

import { readU16, writeU16 } from '../../base/bytes.ts';
import { writeIpv4Checksum } from '../../wire/ip.ts';

/**
 * `alarm`: the two marks should not meet, and the packet passes. `drop`: the network marked a
 * packet that cannot hand the mark on, so that dropping it is the only way to signal congestion.
 */
export type EcnVerdict = 'plain' | 'alarm' | 'drop';

const DROP = 4;
const ALARM = 8;

/**
 * RFC 6040 figure 4: the mark that leaves, a row for each inner mark, a column for each outer one.
 * Marks: 0 not ECN-capable, 1 ECT(1), 2 ECT(0), 3 congestion experienced.
 */
const LEAVING: readonly (readonly number[])[] = [
  [0, 0 | ALARM, 0 | ALARM, DROP | ALARM],
  [1, 1, 1, 3],
  [2, 1, 2, 3],
  [3, 3 | ALARM, 3, 3],
];

/** Hands the mark of an outer header on to the inner packet. Both are whole headers that have been checked. */
export function propagateCongestion(
  arena: Uint8Array,
  outerAt: number,
  innerAt: number,
): EcnVerdict {
  const inner = trafficClassOf(arena, innerAt) & 3;
  const leaving = LEAVING[inner]![trafficClassOf(arena, outerAt) & 3]!;
  if ((leaving & DROP) !== 0) return 'drop';
  if ((leaving & 3) !== inner) writeMark(arena, innerAt, leaving & 3);
  return (leaving & ALARM) === 0 ? 'plain' : 'alarm';
}

/** Whether the IP header at `at` says that it met congestion. */
export function isCongested(arena: Uint8Array, at: number): boolean {
  return (trafficClassOf(arena, at) & 3) === 3;
}

/** Marks a packet that can carry the mark, as congested. */
export function markCongested(arena: Uint8Array, at: number): void {
  if ((trafficClassOf(arena, at) & 3) !== 0) writeMark(arena, at, 3);
}

/** DSCP and ECN of the IP header at `at`. */
export function trafficClassOf(arena: Uint8Array, at: number): number {
  return arena[at]! >> 4 === 4 ? arena[at + 1]! : (readU16(arena, at) >> 4) & 0xff;
}

function writeMark(arena: Uint8Array, at: number, mark: number): void {
  if (arena[at]! >> 4 === 4) {
    arena[at + 1] = (arena[at + 1]! & ~3) | mark;
    writeIpv4Checksum(arena, at, at + (arena[at]! & 0x0f) * 4);
  } else {
    writeU16(arena, at, (readU16(arena, at) & ~0x30) | (mark << 4));
  }
}
