/** The little DER (X.690) that keys are brought in and out with. Never used on what a peer sends. */

import { concat } from '../base/bytes.ts';

export const DER = {
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  sequence: 0x30,
} as const;

/** One element: tag, length, and the parts as its contents. */
export function derElement(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const contents = concat(...parts);
  const { length } = contents;
  if (length < 0x80) return concat(Uint8Array.of(tag, length), contents);
  if (length < 0x100) return concat(Uint8Array.of(tag, 0x81, length), contents);
  return concat(Uint8Array.of(tag, 0x82, length >>> 8, length & 0xff), contents);
}

/** An INTEGER that is not negative, from its octets in network order. */
export function derInteger(octets: Uint8Array): Uint8Array {
  let from = 0;
  while (from < octets.length - 1 && octets[from] === 0) from += 1;
  const shortest = octets.subarray(from);
  // A first bit of 1 would make the number negative.
  const signed = shortest[0]! < 0x80 ? shortest : concat(Uint8Array.of(0), shortest);
  return derElement(DER.integer, signed);
}

/** The contents of the element that begins at an offset, and the offset behind it. */
export function readDerElement(
  bytes: Uint8Array,
  at: number,
): { readonly contents: Uint8Array; readonly end: number } {
  const first = bytes[at + 1]!;
  const lengthOctets = first < 0x80 ? 0 : first & 0x7f;
  let length = first < 0x80 ? first : 0;
  for (let i = 0; i < lengthOctets; i++) length = length * 256 + bytes[at + 2 + i]!;
  const start = at + 2 + lengthOctets;
  return { contents: bytes.subarray(start, start + length), end: start + length };
}
