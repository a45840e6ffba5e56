/** The packets that ESP is measured with, and their keys. */

import { seededRandom } from '../../src/base/random.ts';
import { divideKeymat, espLayout, keyOctets } from '../../src/crypto/algorithms.ts';
import type { EspKeys, EspSuite } from '../../src/crypto/provider.ts';

/** Different packets that are sealed or opened in turn, whether one by one or as one batch. */
export const PACKETS = 32;

/** Keys that are the same in every run. */
export function keysOf(suite: EspSuite): EspKeys {
  return divideKeymat(suite, seededRandom('keys').bytes(keyOctets(suite).total));
}

/** Packets of one SA side by side in an arena, as a sealer takes them. */
export interface PacketRow {
  readonly arena: Uint8Array;
  readonly spans: Uint32Array;
  /** Octets of one packet on the wire. */
  readonly length: number;
}

/** `octets`: of what is protected, the inner packet of a tunnel. */
export function clearPackets(suite: EspSuite, octets: number): PacketRow {
  const { ivOctets, paddingOctets, icvOctets } = espLayout(suite);
  const body = Math.ceil((octets + 2) / paddingOctets) * paddingOctets;
  const length = 8 + ivOctets + body + icvOctets;
  const arena = seededRandom('packets').bytes(length * PACKETS);
  const spans = new Uint32Array(2 * PACKETS);
  const view = new DataView(arena.buffer);
  for (let i = 0; i < PACKETS; i++) {
    spans[2 * i] = i * length;
    spans[2 * i + 1] = (i + 1) * length;
    view.setUint32(i * length, 0x1000);
    view.setUint32(i * length + 4, i + 1);
  }
  return { arena, spans, length };
}
