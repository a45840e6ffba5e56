/** AH headers in packets, and what their ICV is taken over (RFC 4302 2, 3.3.3). */

import { writeU16, writeU32 } from '../../base/bytes.ts';
import { LIMITS } from '../../base/limits.ts';
import type { AhMac } from '../../crypto/provider.ts';
import { AH_FIXED_OCTETS } from '../../wire/ah.ts';
import { IPV6_HEADER_OCTETS } from '../../wire/ip.ts';
import { zeroMutableIpv4, zeroMutableIpv6 } from './ah-mutable.ts';

/** Where an AH header has its SPI and its sequence number. */
export const AH_SPI_AT = 4;
export const AH_SEQUENCE_AT = 8;

/** Writes an AH header of `octets` octets whose ICV and padding are zeros. */
export function layOutAh(
  arena: Uint8Array,
  at: number,
  octets: number,
  nextHeader: number,
  spi: number,
  sequence: number,
): void {
  arena[at] = nextHeader;
  arena[at + 1] = octets / 4 - 2;
  writeU16(arena, at + 2, 0);
  writeU32(arena, at + AH_SPI_AT, spi);
  writeU32(arena, at + AH_SEQUENCE_AT, sequence);
  arena.fill(0, at + AH_FIXED_OCTETS, at + octets);
}

/** Octets of the AH header at `at`, by its own length. */
export function ahOctetsAt(arena: Uint8Array, at: number): number {
  return (arena[at + 1]! + 2) * 4;
}

/** Makes and checks ICVs: in a copy of each packet, of which what may change under way is zeroed. */
export class AhInput {
  #room = new Uint8Array(2048);

  /** Writes the ICV of the packet `arena[start .. end)`, whose AH header stands at `ahAt`. False if its headers are malformed. */
  seal(
    mac: AhMac,
    arena: Uint8Array,
    start: number,
    ahAt: number,
    end: number,
    high: number,
  ): boolean {
    const octets = this.#prepare(mac.icvOctets, arena, start, ahAt, end);
    if (octets < 0) return false;
    arena.set(mac.compute(this.#room, 0, octets, high), ahAt + AH_FIXED_OCTETS);
    return true;
  }

  /** Whether the ICV of a packet is right. Takes as long whatever it holds. */
  check(
    mac: AhMac,
    arena: Uint8Array,
    start: number,
    ahAt: number,
    end: number,
    high: number,
  ): boolean {
    const octets = this.#prepare(mac.icvOctets, arena, start, ahAt, end);
    if (octets < 0) return false;
    const icv = mac.compute(this.#room, 0, octets, high);
    const at = ahAt + AH_FIXED_OCTETS;
    let difference = 0;
    for (let i = 0; i < icv.length; i++) difference |= icv[i]! ^ arena[at + i]!;
    return difference === 0;
  }

  /** Fills the room with what the ICV is over; answers how many octets that is, or -1. */
  #prepare(icvOctets: number, arena: Uint8Array, start: number, ahAt: number, end: number): number {
    if (ahAt + AH_FIXED_OCTETS + icvOctets > end || end - start > MOST_OCTETS) return -1;
    let octets = end - start;
    if (this.#room.length < octets) this.#room = new Uint8Array(MOST_OCTETS);
    const room = this.#room;
    room.set(arena.subarray(start, end));
    const headerOctets = ahAt - start;
    const icvAt = headerOctets + AH_FIXED_OCTETS;
    room.fill(0, icvAt, icvAt + icvOctets);
    if (room[0]! >> 4 === 4) return zeroMutableIpv4(room, headerOctets) ? octets : -1;
    const removed = zeroMutableIpv6(room, headerOctets);
    if (removed < 0) return -1;
    // RFC 4302 A2: a fragment header that was left in place is skipped.
    if (removed > 0) {
      room.copyWithin(removed, removed + FRAGMENT_HEADER_OCTETS, octets);
      octets -= FRAGMENT_HEADER_OCTETS;
      writeU16(room, 4, octets - IPV6_HEADER_OCTETS);
    }
    return octets;
  }
}

const MOST_OCTETS = LIMITS.packetOctets + IPV6_HEADER_OCTETS;
const FRAGMENT_HEADER_OCTETS = 8;
