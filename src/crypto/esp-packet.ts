/** The frame of an ESP packet as its transforms see it: SPI, sequence number, IV, body, ICV. */

import { writeU32 } from '../base/bytes.ts';

/** SPI and sequence number. */
export const HEADER_OCTETS = 8;

/** Writes the IV (one of its own where none is given), encrypts [body, icv), writes the ICV. */
export interface Sealing {
  /** `high` is the high half of the sequence number: 0 without extended sequence numbers. */
  seal(
    arena: Uint8Array,
    start: number,
    body: number,
    icv: number,
    high: number,
    iv: Uint8Array | undefined,
  ): void;
}

/** Checks the ICV, then decrypts [body, icv); answers whether it was right. */
export interface Opening {
  open(arena: Uint8Array, start: number, body: number, icv: number, high: number): boolean;
}

/**
 * The 64-bit sequence number never repeats under one key, which is all that counter modes ask of
 * an IV (RFC 3686 2.1, 4106 3.1). Its high half is 0 without extended sequence numbers.
 */
export function writeCounterIv(
  arena: Uint8Array,
  start: number,
  high: number,
  iv: Uint8Array | undefined,
): void {
  const ivAt = start + HEADER_OCTETS;
  if (iv !== undefined) {
    arena.set(iv, ivAt);
    return;
  }
  writeU32(arena, ivAt, high);
  copyOctets(arena, start + 4, arena, ivAt + 4, 4);
}

/** For a few octets: cheaper than a view. */
export function copyOctets(
  from: Uint8Array,
  fromAt: number,
  to: Uint8Array,
  toAt: number,
  count: number,
): void {
  for (let i = 0; i < count; i++) to[toAt + i] = from[fromAt + i]!;
}
