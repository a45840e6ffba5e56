/**
 * Where the hashes keep what they work on. A vector holds the same word of every lane, so a row is
 * 16 octets: four lanes of 32 bits (MD5, SHA-1, SHA-256) or two of 64 (SHA-384, SHA-512).
 */

/** Octets of a row. */
export const ROW: usize = 16;
/** Lanes that there can be. */
export const LANES: i32 = 4;

/** The chaining values, up to eight rows. */
export const STATE: usize = memory.data(8 * 16, 16);
/** The message schedule, up to eighty rows. */
export const SCHEDULE: usize = memory.data(80 * 16, 16);
/** Where each lane reads its next block. */
export const POINTERS: usize = memory.data(4 * 4, 16);

@inline
export function pointerOf(lane: i32): usize {
  return load<usize>(POINTERS + (<usize>lane << 2));
}

@inline
export function setPointer(lane: i32, to: usize): void {
  store<usize>(POINTERS + (<usize>lane << 2), to);
}
