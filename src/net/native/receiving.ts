/**
 * Datagrams from the kernel with as few calls as can be: it may hand over a run of datagrams of one
 * sender and one length as a single buffer (UDP_GRO), and recvmmsg many buffers. They become batches
 * where they lie.
 */

import type { ArenaRoom, Batch, Path } from '../../base/batch.ts';
import { LIMITS } from '../../base/limits.ts';
import type { SocketEvents } from '../real-socket.ts';
import { ERRNO, errnoName, type Libc } from './libc.ts';
import { MessageVector, NAME_OCTETS } from './message-vector.ts';
import { readSockaddr } from './sockaddr.ts';

const UDP_GRO = 104;
/** Of one call. */
const MESSAGES = 32;
/** A run of datagrams is no longer than an IP packet may be. */
const MESSAGE_OCTETS = 65_536;
const CAPACITY = LIMITS.packetsPerBatch;
/** MSG_DONTWAIT. */
const FLAGS = 0x40;

/** Where arrivals lie, for all sockets of a carrier: each reads and hands over in one go. */
export class ArrivalBuffers {
  readonly octets: Uint8Array;
  readonly vector: MessageVector;
  readonly spans = new Uint32Array(CAPACITY * 2);

  constructor(libc: Libc, room?: ArenaRoom) {
    const octets = room?.(MESSAGES * MESSAGE_OCTETS) ?? new Uint8Array(MESSAGES * MESSAGE_OCTETS);
    const vector = new MessageVector(libc, MESSAGES, MESSAGES);
    const base = libc.addressOf(octets);
    for (let i = 0; i < MESSAGES; i++) {
      vector.begin(i, vector.nameAt(i), NAME_OCTETS);
      vector.addBuffer(i, base + messageAt(i), MESSAGE_OCTETS);
    }
    this.octets = octets;
    this.vector = vector;
  }
}

export class Receiving {
  readonly #libc: Libc;
  readonly #descriptor: number;
  readonly #buffers: ArrivalBuffers;
  readonly #events: SocketEvents;
  /** The last sender as the kernel wrote it: messages come in runs of one. */
  readonly #name = new Uint8Array(NAME_OCTETS);
  /** Its path, where that does not depend on the datagram. */
  #known: Path | undefined;
  /** The path of the batch that is being made. */
  #path: Path | undefined;
  #address = '';
  #port = 0;
  #count = 0;

  constructor(libc: Libc, descriptor: number, buffers: ArrivalBuffers, events: SocketEvents) {
    this.#libc = libc;
    this.#descriptor = descriptor;
    this.#buffers = buffers;
    this.#events = events;
  }

  /** Hands over what one call brings; the event loop comes again while there is more. */
  read(): void {
    const { vector } = this.#buffers;
    for (let i = 0; i < MESSAGES; i++) vector.prepareToReceive(i);
    const got = this.#libc.recvmmsg(this.#descriptor, vector.address, MESSAGES, FLAGS, 0);
    if (got < 0) {
      const errno = this.#libc.errno();
      if (errno === ERRNO.EAGAIN || errno === ERRNO.EINTR) return;
      const code = errnoName(errno);
      this.#events.failed(Object.assign(new Error(`recvmmsg ${code}`), { code }));
      return;
    }
    for (let i = 0; i < got; i++) this.#take(i);
    this.#flush();
  }

  #take(message: number): void {
    const { vector, octets, spans } = this.#buffers;
    const start = messageAt(message);
    const end = start + vector.lengthOf(message);
    const segment = vector.controlOf(message, UDP_GRO) || end - start;
    this.#learnSender(vector.octets, vector.nameAt(message));
    // An empty datagram is one, too.
    let at = start;
    do {
      const to = Math.min(at + segment, end);
      if (this.#events.sheds?.(octets, at, to) === true) {
        at = to;
        continue;
      }
      const path = this.#known ?? this.#pathOf(octets, at, to);
      if (path !== this.#path || this.#count === CAPACITY) this.#flush();
      this.#path = path;
      const count = this.#count++;
      spans[count * 2] = at;
      spans[count * 2 + 1] = to;
      at = to;
    } while (at < end);
  }

  #pathOf(octets: Uint8Array, start: number, end: number): Path {
    const { perDatagram } = this.#events;
    const path = this.#events.pathOf(this.#address, this.#port, octets, start, end);
    if (!perDatagram) this.#known = path;
    return path;
  }

  #learnSender(names: Uint8Array, at: number): void {
    const name = this.#name;
    let isSame = this.#port !== 0;
    for (let i = 0; isSame && i < NAME_OCTETS; i++) isSame = name[i] === names[at + i];
    if (isSame) return;
    for (let i = 0; i < NAME_OCTETS; i++) name[i] = names[at + i]!;
    const { address, port } = readSockaddr(names, at);
    this.#address = address;
    this.#port = port;
    this.#known = undefined;
  }

  #flush(): void {
    const count = this.#count;
    const path = this.#path;
    this.#count = 0;
    if (count === 0 || path === undefined) return;
    const { octets: arena, spans } = this.#buffers;
    const batch: Batch = { path, arena, spans, count, mayWrite: true };
    this.#events.arrived(batch);
  }
}

function messageAt(index: number): number {
  return index * MESSAGE_OCTETS;
}
