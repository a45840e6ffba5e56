/** Packets for many tunnels in turn, from one template: only addresses, time and checksum change. */

import type { Batch, Path } from '../../base/batch.ts';
import { LIMITS } from '../../base/limits.ts';
import { writeIpv4Checksum } from '../../wire/ip.ts';
import { udpPacket } from '../../wire/udp.ts';
import { ECHO_PORT, type TunnelSide, tunnelAddress } from './tunnel-hosts.ts';

const IP_OCTETS = 20;
const UDP_OCTETS = 8;
const HEADERS_OCTETS = IP_OCTETS + UDP_OCTETS;
/** Where the time of sending stands, a float64 of milliseconds. */
const TIME_AT = HEADERS_OCTETS;
export const SHORTEST_PACKET = TIME_AT + 8;

/** Ports of traffic that the far side takes out of the tunnel and counts. */
const SOURCE_PORT = 40_000;
const COUNTED_PORT = 40_001;

/** When the packet at `start` was sent, by the sender's `performance.now`. */
export function timeInPacket(arena: Uint8Array, start: number): number {
  return new DataView(arena.buffer, arena.byteOffset + start).getFloat64(TIME_AT);
}

export class TunnelTraffic {
  readonly #side: TunnelSide;
  readonly #send: (batch: Batch) => void;
  #next = 0;
  #batch: Batch | undefined;
  #octets = 0;
  #port = 0;

  constructor(side: TunnelSide, send: (batch: Batch) => void) {
    this.#side = side;
    this.#send = send;
  }

  /** Sends so many packets of so many octets, one a tunnel, in turn over the tunnels from `first` on. */
  burst(packets: number, octets: number, tunnels: number, first = 0): void {
    const batch = this.#batchOf(octets, COUNTED_PORT);
    for (let left = packets; left > 0; ) {
      const count = Math.min(left, LIMITS.packetsPerBatch);
      for (let i = 0; i < count; i++) {
        this.#address(batch, i, first + (this.#next % tunnels));
        this.#next++;
      }
      this.#send({ ...batch, count });
      left -= count;
    }
  }

  /** Sends one packet that the far side sends back, with the time in it. */
  echo(tunnel: number, octets = SHORTEST_PACKET): void {
    const batch = this.#batchOf(octets, ECHO_PORT);
    this.#address(batch, 0, tunnel);
    const { arena } = batch;
    new DataView(arena.buffer, arena.byteOffset).setFloat64(TIME_AT, performance.now());
    this.#send({ ...batch, count: 1 });
  }

  #address({ arena, spans }: Batch, index: number, tunnel: number): void {
    const at = spans[index * 2]!;
    // The two networks differ in their second octet alone.
    for (const end of [at + 12, at + 16]) {
      arena[end + 2] = tunnel >> 8;
      arena[end + 3] = tunnel;
    }
    writeIpv4Checksum(arena, at, at + IP_OCTETS);
  }

  /** Sixty-four packets of one length, used again and again. */
  #batchOf(octets: number, port: number): Batch {
    const length = Math.max(octets, SHORTEST_PACKET);
    if (this.#batch !== undefined && this.#octets === length && this.#port === port)
      return this.#batch;
    const local = tunnelAddress(this.#side, 0);
    const remote = tunnelAddress(this.#side === 'a' ? 'b' : 'a', 0);
    const packet = udpPacket({
      source: local,
      destination: remote,
      sourcePort: SOURCE_PORT,
      destinationPort: port,
      // No checksum: the time inside changes.
      checksum: 0,
      payload: new Uint8Array(length - HEADERS_OCTETS),
    });
    const arena = new Uint8Array(length * LIMITS.packetsPerBatch);
    const spans = new Uint32Array(LIMITS.packetsPerBatch * 2);
    for (let i = 0; i < LIMITS.packetsPerBatch; i++) {
      arena.set(packet, i * length);
      spans.set([i * length, (i + 1) * length], i * 2);
    }
    const ends = { local: { address: local, port: 0 }, remote: { address: remote, port: 0 } };
    const path: Path = { carrier: 'inner', ...ends };
    this.#octets = length;
    this.#port = port;
    this.#batch = { path, arena, spans, count: LIMITS.packetsPerBatch };
    return this.#batch;
  }
}
