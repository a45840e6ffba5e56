/**
 * One UDP socket for a host of thousands of addresses. Everything travels on it as whole IP packets, one
 * a datagram, IKE too: a socket a tunnel would measure sockets, not tunnels.
 */

import type { Socket } from 'node:dgram';
import { type Address, addressOfBytes } from '../../base/address.ts';
import { type ArenaPool, type Batch, BatchWriter, type Path } from '../../base/batch.ts';
import { readU16, readU32 } from '../../base/bytes.ts';
import { release } from '../../crypto/fast/release.ts';
import type { Carrier, Sheds } from '../../host/carrier.ts';
import { closeUdpSocket, openUdpSocket } from '../../net/udp-socket.ts';
import { PROTOCOL_NUMBER } from '../../wire/numbers/ip.ts';
import { udpPacket } from '../../wire/udp.ts';
import { LOOPBACK } from '../free-ports.ts';

const IP_OCTETS = 20;
const HEADERS_OCTETS = 28;
/** As many as negotiate at a time, and some. */
const REMEMBERED_PATHS = 256;
const SOURCE_AT = 12;
const DESTINATION_AT = 16;

export interface TrunkOptions {
  /** Where the arenas of arrivals come from, and those of sent batches go back to. */
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
  /** By the address that sends. */
  readonly #paths = new Map<number, Path>();
  readonly #arrivals: BatchWriter;
  #receiver: ((batch: Batch) => void) | undefined;
  #sheds: Sheds | undefined;
  #flushing: NodeJS.Immediate | undefined;
  #far: number | undefined;
  /** Sees every packet that leaves, whole. */
  watch: ((packet: Uint8Array) => void) | undefined;

  private constructor(options: TrunkOptions, socket: Socket) {
    this.#options = options;
    this.#socket = socket;
    this.#arrivals = new BatchWriter(options.pool);
    socket.on('message', (packet) => {
      this.#arrived(packet);
      // It has been copied, taken or dropped.
      release(packet);
    });
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

  listen(receiver: (batch: Batch) => void, sheds?: Sheds): void {
    this.#receiver = receiver;
    this.#sheds = sheds;
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
    const port = this.#ikePortOf(packet);
    if (port > 0) {
      if (this.#sheds?.(packet, HEADERS_OCTETS, packet.length, port) !== true)
        this.#deliverIke(packet);
      return;
    }
    this.#arrivals.add(LINK, packet);
    this.#flushing ??= setImmediate(() => this.#flush());
  }

  /** The port of the host's IKE that a packet is for; 0 if it is for none. */
  #ikePortOf(packet: Uint8Array): number {
    if (packet.length < HEADERS_OCTETS || packet[0] !== 0x45) return 0;
    if (packet[9] !== PROTOCOL_NUMBER.udp) return 0;
    const port = readU16(packet, IP_OCTETS + 2);
    return port === this.#options.ikePort || port === this.#options.natPort ? port : 0;
  }

  #deliverIke(packet: Uint8Array): void {
    // Ahead of the packets of this turn, which wait to make a batch: a packet may follow the message that
    // makes its SA, and a flood of messages must not cut the batches to pieces.
    const path = this.#pathOf(packet);
    const spans = Uint32Array.of(HEADERS_OCTETS, packet.length);
    // No Buffer of Node's: what the host copies of one by `slice` would be no copy.
    const arena = new Uint8Array(packet.buffer, packet.byteOffset, packet.length);
    this.#receiver?.({ path, arena, spans, count: 1 });
  }

  /** Messages of one negotiation come close together, and have one path object. */
  #pathOf(packet: Uint8Array): Path {
    const source = readU32(packet, SOURCE_AT);
    const known = this.#paths.get(source);
    if (known !== undefined && isPathOf(known, packet)) return known;
    if (this.#paths.size >= REMEMBERED_PATHS) this.#paths.clear();
    const path: Path = {
      carrier: 'udp',
      local: endpoint(packet, DESTINATION_AT, IP_OCTETS + 2),
      remote: endpoint(packet, SOURCE_AT, IP_OCTETS),
    };
    this.#paths.set(source, path);
    return path;
  }

  #flush(): void {
    clearImmediate(this.#flushing);
    this.#flushing = undefined;
    for (const batch of this.#arrivals.drain()) {
      this.#receiver?.(batch);
      this.#options.pool.give(batch.arena);
    }
  }
}

/** The packets on a link say themselves between whom they are. */
const NOBODY = { address: addressOfBytes(new Uint8Array(4)), port: 0 };
const LINK: Path = { carrier: 'link', local: NOBODY, remote: NOBODY };

function isPathOf({ local, remote }: Path, packet: Uint8Array): boolean {
  return (
    local.port === readU16(packet, IP_OCTETS + 2) &&
    remote.port === readU16(packet, IP_OCTETS) &&
    local.address.isAt(packet, DESTINATION_AT)
  );
}

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
