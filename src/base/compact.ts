/**
 * Octets at rest. An SA lives for hours and a host may hold 10,000 of them, so what an SA keeps is
 * small: V8 takes some 250 octets for the shortest Uint8Array, 40 for a string of 20 characters, and
 * 8 for each number of an array.
 */

/** Octets as a string, one a character: for keys that are seldom needed again. */
export function packOctets(octets: Uint8Array): string {
  // A quarter of the time that it takes to spread them.
  return Reflect.apply(String.fromCharCode, undefined, octets);
}

/** Whether such a string has these octets from a place on. */
export function packedHas(packed: string, octets: Uint8Array, from = 0): boolean {
  if (packed.length - from < octets.length) return false;
  for (let i = 0; i < octets.length; i++)
    if (packed.charCodeAt(from + i) !== octets[i]) return false;
  return true;
}

/** The octets of such a string. */
export function unpackOctets(packed: string): Uint8Array {
  const octets = new Uint8Array(packed.length);
  for (let i = 0; i < packed.length; i++) octets[i] = packed.charCodeAt(i);
  return octets;
}
