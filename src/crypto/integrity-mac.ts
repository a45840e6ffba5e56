/** The MAC that ESP and AH use alike, with the high half of a 64-bit sequence number behind what it is over. */

import { writeU32 } from '../base/bytes.ts';
import { INTEGRITY } from './algorithms.ts';
import type { EspPrimitives, SpanMac } from './esp-primitives.ts';
import type { EspIntegrity } from './provider.ts';
import { xcbcMac } from './xcbc.ts';

/** The whole MAC of `arena[start .. end)`, of which the ICV is the front. It is good until the next call. */
export type PacketMac = (arena: Uint8Array, start: number, end: number, high: number) => Uint8Array;

/** The MAC of an integrity algorithm; undefined for `none`. The key has been checked for its length. */
export function integrityMac(
  primitives: EspPrimitives,
  integrity: EspIntegrity,
  key: Uint8Array,
  esn: boolean,
): PacketMac | undefined {
  const mac = spanMac(primitives, integrity, key);
  if (mac === undefined) return undefined;
  if (!esn) return (arena, start, end) => mac.compute(arena, start, end);
  // RFC 4303 2.2.1, RFC 4302 3.3.3.2.2: the high half stands behind the packet while the ICV is computed.
  const tail = new Uint8Array(4);
  return (arena, start, end, high) => {
    writeU32(tail, 0, high);
    return mac.compute(arena, start, end, tail);
  };
}

function spanMac(
  primitives: EspPrimitives,
  integrity: EspIntegrity,
  key: Uint8Array,
): SpanMac | undefined {
  if (integrity === 'aes-xcbc-96') return xcbcMac(primitives, key);
  const { hash } = INTEGRITY[integrity];
  return hash === undefined ? undefined : primitives.spanMac(hash, key);
}
