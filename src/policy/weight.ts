/**
 * How specific a filter is, as a number: the heavier of two filters for a packet wins. Windows' own
 * formula is not published; this is ours, and it is monotone: narrowing any field of a filter never
 * makes it lighter.
 *
 *     weight = 8 * (bits of the source + bits of the destination) + 4 (a protocol) + 1 for each port
 *
 * The addresses decide first, then the protocol, then the ports. Bits are those that a packet's
 * address must have: 32 of one computer, 24 of a subnet of 256, 0 of any. Where weights are equal the
 * order of the generic filters decides: dynamic edits, persistent policy, then directory or local
 * policy; in these the order of rules, of filters in their list, of addresses; the filter as it was
 * said before its mirror.
 */

import type { AddressRange } from '../base/address.ts';

/** What the weight is of. */
export interface Weighed {
  readonly source: AddressRange;
  readonly destination: AddressRange;
  readonly protocol: number;
  readonly sourcePort: number;
  readonly destinationPort: number;
}

const PER_BIT = 8;
const FOR_PROTOCOL = 4;

/** From 0 (every packet) to 518. */
export function weightOf(filter: Weighed): number {
  return (
    weightOfAddresses(filter) +
    (filter.protocol === 0 ? 0 : FOR_PROTOCOL) +
    (filter.sourcePort === 0 ? 0 : 1) +
    (filter.destinationPort === 0 ? 0 : 1)
  );
}

/** The addresses' part, which is all that a main-mode filter has. */
export function weightOfAddresses(filter: Pick<Weighed, 'source' | 'destination'>): number {
  return PER_BIT * (fixedBits(filter.source) + fixedBits(filter.destination));
}

/** How many first bits the addresses of a range have in common. */
function fixedBits({ first, last }: AddressRange): number {
  let bits = 0;
  for (const [at, octet] of first.bytes.entries()) {
    const different = octet ^ last.bytes[at]!;
    if (different !== 0) return bits + Math.clz32(different) - 24;
    bits += 8;
  }
  return bits;
}
