/** The Internet checksum (RFC 1071), plain and with the pseudo-headers of UDP, TCP and ICMPv6. */

/**
 * Ones' complement sum of `arena[start .. end)` as 16-bit words, added to `initial`; an odd last
 * octet counts as the high half of a word. Not folded: good for the 65,535 octets of a packet.
 */
export function sumWords(arena: Uint8Array, start: number, end: number, initial = 0): number {
  let sum = initial;
  let at = start;
  // Two words in one go: each packet's header is summed up.
  for (; at + 3 < end; at += 4) {
    sum += (arena[at]! << 8) + arena[at + 1]! + (arena[at + 2]! << 8) + arena[at + 3]!;
  }
  if (at + 1 < end) {
    sum += (arena[at]! << 8) | arena[at + 1]!;
    at += 2;
  }
  if (at < end) sum += arena[at]! << 8;
  return sum;
}

/** Folds a sum to 16 bits and complements it. */
export function foldChecksum(sum: number): number {
  let folded = sum;
  while (folded > 0xffff) folded = (folded & 0xffff) + Math.floor(folded / 0x10000);
  return ~folded & 0xffff;
}

/**
 * The checksum of `arena[start .. end)`. Zero where the range holds a right checksum already.
 * `initial` is a sum to go on from, see `sumWords`. Allocates nothing.
 */
export function internetChecksum(
  arena: Uint8Array,
  start: number,
  end: number,
  initial = 0,
): number {
  return foldChecksum(sumWords(arena, start, end, initial));
}

/**
 * The sum of a pseudo-header (RFC 768, RFC 9293 3.1, RFC 8200 8.1): both addresses, protocol and
 * length of the upper layer. One formula serves both IP versions, as zero octets add nothing.
 */
export function pseudoHeaderSum(
  source: Uint8Array,
  destination: Uint8Array,
  protocol: number,
  length: number,
): number {
  const addresses = sumWords(
    source,
    0,
    source.length,
    sumWords(destination, 0, destination.length),
  );
  return addresses + protocol + (length >>> 16) + (length & 0xffff);
}

/**
 * The checksum of an upper-layer packet `arena[start .. end)` under its pseudo-header, where both
 * addresses lie in the same arena. Zero where it holds a right one already. Allocates nothing.
 */
export function transportChecksum(
  arena: Uint8Array,
  start: number,
  end: number,
  protocol: number,
  sourceAt: number,
  destinationAt: number,
  addressOctets: 4 | 16,
): number {
  const length = end - start;
  let sum = protocol + (length >>> 16) + (length & 0xffff);
  sum = sumWords(arena, sourceAt, sourceAt + addressOctets, sum);
  sum = sumWords(arena, destinationAt, destinationAt + addressOctets, sum);
  return internetChecksum(arena, start, end, sum);
}
