/**
 * One UDP socket for a host of thousands of addresses. Everything travels on it as whole IP packets, one
 * a datagram, IKE too: a socket a tunnel would measure sockets, not tunnels.
 */

import type { Socket } from 'node:dgram';
import { type Address, addressOfBytes } from '../../base/address.ts';
import { type ArenaPool, arenaPool, type Batch, BatchWriter, type Path } from '../../base/batch.ts';
import { readU16 } from '../../base/bytes.ts';
import type { Carrier } from '../../host/carrier.ts';
import { closeUdpSocket, openUdpSocket } from '../../net/udp-socket.ts';
import { PROTOCOL_NUMBER } from '../../wire/numbers/ip.ts';
import { udpPacket } from '../../wire/udp.ts';
import { LOOPBACK } from '../free-ports.ts';

const IP_OCTETS = 20;
const HEADERS_OCTETS = 28;

export interface TrunkOptions {
  /** Where the arenas of sent batches go back to. */
  readonly pool: ArenaPool;
  /** UDP ports of the host's IKE. */
  readonly ikePort: number;
  readonly natPort: number;
  readonly onTrouble: (sentence: string) => void;
}

/** What passed by a trunk. */
export interface TrunkCount {
  sent: number;
  received: number;
}

export class Trunk implements Carrier {
  readonly count: TrunkCount = { sent: 0, received: 0 };
  readonly #options: TrunkOptions;
  readonly #socket: Socket;
  readonly #arrivalPool = arenaPool(4);
  readonly #arrivals = new BatchWriter(this.#arrivalPool);
  #receiver: ((batch: Batch) => void) | undefined;
  #flushing: NodeJS.Immediate | undefined;
  #far: number | undefined;
  /** Sees every packet that leaves, whole. */
  watch: ((packet: Uint8Array) => void) | undefined;

  private constructor(options: TrunkOptions, socket: Socket) {
    this.#options = options;
    this.#socket = socket;
    socket.on('message', (packet) => this.#arrived(packet));
  }

  /** A trunk on a port of the system's choice. Throws an EdgeError. */
  static async open(options: TrunkOptions): Promise<Trunk> {
    const socket = await openUdpSocket({ address: LOOPBACK, port: 0 }, (error) =>
      options.onTrouble(error.message),
    );
    return new Trunk(options, socket);
  }

  get port(): number {
    return this.#socket.address().port;
  }

  /** Where the other trunk is: everything goes there. */
  set far(port: number) {
    this.#far = port;
  }

  get farPort(): number {
    return this.#far ?? 0;
  }

  send(batch: Batch): void {
    const { path, arena, spans, count } = batch;
    for (let i = 0; i < count; i++) {
      const octets = arena.subarray(spans[i * 2]!, spans[i * 2 + 1]!);
      // The system has copied what `send` was given only when it calls back.
      this.#launch(path.carrier === 'udp' ? asPacket(path, octets) : octets.slice());
    }
    this.#options.pool.give(arena);
  }

  listen(receiver: (batch: Batch) => void): void {
    this.#receiver = receiver;
  }

  async close(): Promise<void> {
    clearImmediate(this.#flushing);
    await closeUdpSocket(this.#socket);
  }

  #launch(packet: Uint8Array): void {
    if (this.#far === undefined) return;
    this.count.sent++;
    this.watch?.(packet);
    this.#socket.send(packet, this.#far, LOOPBACK);
  }

  #arrived(packet: Uint8Array): void {
    this.count.received++;
    if (this.#isIke(packet)) return this.#deliverIke(packet);
    this.#arrivals.add(LINK, packet);
    this.#flushing ??= setImmediate(() => this.#flush());
  }

  #isIke(packet: Uint8Array): boolean {
    if (packet.length < HEADERS_OCTETS || packet[0] !== 0x45) return false;
    if (packet[9] !== PROTOCOL_NUMBER.udp) return false;
    const port = readU16(packet, IP_OCTETS + 2);
    return port === this.#options.ikePort || port === this.#options.natPort;
  }

  #deliverIke(packet: Uint8Array): void {
    // Ahead of the packets of this turn, which wait to make a batch: a packet may follow the message that
    // makes its SA, and a flood of messages must not cut the batches to pieces.
    const path: Path = {
      carrier: 'udp',
      local: endpoint(packet, 16, IP_OCTETS + 2),
      remote: endpoint(packet, 12, IP_OCTETS),
    };
    const spans = Uint32Array.of(HEADERS_OCTETS, packet.length);
    this.#receiver?.({ path, arena: packet, spans, count: 1 });
  }

  #flush(): void {
    clearImmediate(this.#flushing);
    this.#flushing = undefined;
    for (const batch of this.#arrivals.drain()) {
      this.#receiver?.(batch);
      this.#arrivalPool.give(batch.arena);
    }
  }
}

/** The packets on a link say themselves between whom they are. */
const NOBODY = { address: addressOfBytes(new Uint8Array(4)), port: 0 };
const LINK: Path = { carrier: 'link', local: NOBODY, remote: NOBODY };

function endpoint(packet: Uint8Array, addressAt: number, portAt: number) {
  const address: Address = addressOfBytes(packet.subarray(addressAt, addressAt + 4));
  return { address, port: readU16(packet, portAt) };
}

/** A UDP datagram as the IP packet that it would be in. */
export function asPacket({ local, remote }: Path, payload: Uint8Array): Uint8Array {
  return udpPacket({
    source: local.address,
    destination: remote.address,
    sourcePort: local.port,
    destinationPort: remote.port,
    payload,
  });
}
