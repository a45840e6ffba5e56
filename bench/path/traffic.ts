/** The IP packets of a path bench: UDP with the time of sending inside. */

import type { Address } from '../../src/base/address.ts';
import type { Batch, Path } from '../../src/base/batch.ts';
import { EMPTY } from '../../src/base/bytes.ts';
import { udpPacket } from '../../src/wire/udp.ts';
import { BURST, type Sizes } from './messages.ts';

const HEADERS = 28;
/** Where the time stands, a float64 of nanoseconds. */
const TIME_AT = HEADERS;

/** Bursts of packets between two addresses, as one batch that is used again and again. */
export interface Traffic {
  readonly batch: Batch;
  /** The same packets, a view each. */
  readonly views: readonly Uint8Array[];
  /** Writes the time into packet `i`. */
  stamp(i: number, nanoseconds: number): void;
}

export function trafficOf(path: Path, sizes: Sizes): Traffic {
  const packets = Array.from({ length: BURST }, (_, i) =>
    packetOf(path.local.address, path.remote.address, sizes[i % sizes.length] ?? 64),
  );
  const arena = new Uint8Array(packets.reduce((sum, { length }) => sum + length, 0));
  const spans = new Uint32Array(BURST * 2);
  let at = 0;
  const views = packets.map((packet, i) => {
    arena.set(packet, at);
    spans.set([at, at + packet.length], i * 2);
    at += packet.length;
    return arena.subarray(at - packet.length, at);
  });
  const data = new DataView(arena.buffer);
  return {
    batch: { path, arena, spans, count: BURST },
    views,
    stamp: (i, nanoseconds) => data.setFloat64(spans[i * 2]! + TIME_AT, nanoseconds),
  };
}

/** When the packet at `at` was sent; 0 if that was not noted. */
export function timeOf(arena: Uint8Array, at: number): number {
  // A time is some 2^60, whose first octet is not 0: most packets need no view made for them.
  if (arena[at + TIME_AT] === 0) return 0;
  return new DataView(arena.buffer, arena.byteOffset).getFloat64(at + TIME_AT);
}

/** Nanoseconds on a clock that all processes of the machine share. */
export function sharedNow(): number {
  return Number(process.hrtime.bigint());
}

function packetOf(source: Address, destination: Address, octets: number): Uint8Array {
  const ports = { sourcePort: 40_000, destinationPort: 40_001 };
  const payload = octets > HEADERS ? new Uint8Array(octets - HEADERS) : EMPTY;
  // Without a checksum, so that the time may change.
  return udpPacket({ source, destination, ...ports, checksum: 0, payload });
}
