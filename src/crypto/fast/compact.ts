/**
 * Octets at rest. An SA lives for hours and a host may hold 10,000 of them, so what an SA keeps is
 * small: V8 takes some 250 octets for the shortest Uint8Array, 40 for a string of 20 characters, and
 * 8 for each number of an array.
 */

/** Octets as a string, one a character: for keys that are seldom needed again. */
export function packOctets(octets: Uint8Array): string {
  return String.fromCharCode(...octets);
}

/** The octets of such a string. */
export function unpackOctets(packed: string): Uint8Array {
  const octets = new Uint8Array(packed.length);
  for (let i = 0; i < packed.length; i++) octets[i] = packed.charCodeAt(i);
  return octets;
}

/** `count` words of 32 bits from an index on, as an array of numbers: quick to put back. */
export function packWords(words: Int32Array, at: number, count: number): number[] {
  const packed = new Array<number>(count);
  for (let i = 0; i < count; i++) packed[i] = words[at + i]!;
  return packed;
}

/** Puts packed words back. */
export function unpackWords(packed: readonly number[], words: Int32Array, at: number): void {
  for (let i = 0; i < packed.length; i++) words[at + i] = packed[i]!;
}
