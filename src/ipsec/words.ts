/** Octets as signed words of 32 bits: what the data path hashes and compares. Unsigned ones would be objects. */

/** The word at an offset, in network order. */
export function wordAt(arena: Uint8Array, at: number): number {
  return (arena[at]! << 24) | (arena[at + 1]! << 16) | (arena[at + 2]! << 8) | arena[at + 3]!;
}
