/**
 * Captures: what a host sends and receives, as pcapng with raw IP packets. Addresses and ports are
 * those that the host believes in; a UDP datagram gets an IP and a UDP header for that.
 */

import { type Batch, datagramOf, type Path } from '../base/batch.ts';
import { concat } from '../base/bytes.ts';
import type { Instant } from '../base/time.ts';
import type { Carrier } from '../host/carrier.ts';
import { enhancedPacket, interfaceDescription, sectionHeader } from '../wire/pcapng-write.ts';
import { udpPacket } from '../wire/udp.ts';

/** Which way a datagram went, seen from the host. */
export type Direction = 'sent' | 'received';

/** One capture file in the making; several hosts may share it, an interface each. */
export class Capture {
  packets = 0;
  readonly #write: (octets: Uint8Array) => void;
  readonly #interfaces = new Map<string, number>();

  /** `write` takes the file's octets in order. */
  constructor(write: (octets: Uint8Array) => void) {
    this.#write = write;
    write(sectionHeader({ application: 'Espial' }));
  }

  /** Adds the datagrams of a batch. `at` is in milliseconds since 1970. */
  record(host: string, direction: Direction, batch: Batch, at: Instant): void {
    const interfaceId = this.#interfaceOf(host);
    const timestampMicros = BigInt(Math.round(at * 1000));
    const blocks: Uint8Array[] = [];
    for (let i = 0; i < batch.count; i++) {
      const data = packetOf(batch.path, direction, datagramOf(batch, i), this.packets);
      this.packets++;
      blocks.push(enhancedPacket({ interfaceId, timestampMicros, data }));
    }
    this.#write(concat(...blocks));
  }

  #interfaceOf(host: string): number {
    const known = this.#interfaces.get(host);
    if (known !== undefined) return known;
    const id = this.#interfaces.size;
    this.#interfaces.set(host, id);
    this.#write(interfaceDescription({ name: host }));
    return id;
  }
}

/** A carrier that notes what passes. Whether and where is asked for each batch. */
export function capturing(
  carrier: Carrier,
  host: string,
  now: () => Instant,
  capture: () => Capture | undefined,
): Carrier {
  return {
    send(batch) {
      capture()?.record(host, 'sent', batch, now());
      carrier.send(batch);
    },
    listen(receiver, sheds) {
      carrier.listen(
        (batch) => {
          capture()?.record(host, 'received', batch, now());
          receiver(batch);
        },
        // While a capture runs nothing is dropped before it is written down; the host drops it then.
        sheds && ((...datagram) => capture() === undefined && sheds(...datagram)),
      );
    },
  };
}

/** The IP packet that a datagram is, or would be on the host's own network. */
export function packetOf(
  path: Path,
  direction: Direction,
  datagram: Uint8Array,
  identification: number,
): Uint8Array {
  if (path.carrier !== 'udp') return datagram;
  const [source, destination] =
    direction === 'sent' ? [path.local, path.remote] : [path.remote, path.local];
  return udpPacket({
    source: source.address,
    destination: destination.address,
    sourcePort: source.port,
    destinationPort: destination.port,
    payload: datagram,
    identification: identification & 0xffff,
  });
}
