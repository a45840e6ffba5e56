/**
 * Batches to the kernel with as few calls as can be: datagrams of one length that follow each other
 * are one message, which the kernel cuts up (UDP_SEGMENT), and all messages of a batch one call. On
 * loopback the way of a message through the stack costs 4 us, and the call a tenth of that: so it is
 * the long messages that gain (measured: 14 times at 1400 octets, 46 at 64).
 */

import type { Batch } from '../../base/batch.ts';
import { LIMITS } from '../../base/limits.ts';
import type { SendEvents } from '../real-socket.ts';
import type { RealEndpoint } from '../socket-plan.ts';
import { ERRNO, errnoName, type Libc } from './libc.ts';
import { HEADER_OCTETS, MessageVector } from './message-vector.ts';
import { writeSockaddr } from './sockaddr.ts';

const UDP_SEGMENT = 103;
/** UDP_MAX_SEGMENTS of older kernels. */
const MOST_SEGMENTS = 64;
/** A UDP datagram over IPv4 has no more; the segments of a message count together. */
const MOST_OCTETS = 65_507;
const CAPACITY = LIMITS.packetsPerBatch;

export class Sending {
  readonly #libc: Libc;
  readonly #descriptor: number;
  readonly #vector: MessageVector;
  /** Of message i: the index of its first datagram in the batch. */
  readonly #first = new Uint32Array(CAPACITY + 1);
  /** Whose address lies ready. */
  #to: RealEndpoint | undefined;
  #nameOctets = 0;
  #maySegment = true;

  constructor(libc: Libc, descriptor: number) {
    this.#libc = libc;
    this.#descriptor = descriptor;
    this.#vector = new MessageVector(libc, CAPACITY, CAPACITY);
  }

  send(batch: Batch, to: RealEndpoint, events: SendEvents): void {
    const vector = this.#vector;
    if (to !== this.#to) {
      this.#nameOctets = writeSockaddr(vector.octets, vector.nameAt(0), to);
      this.#to = to;
    }
    this.#sendFrom(batch, 0, this.#maySegment, events);
  }

  /** Sends datagrams `from` and on. */
  #sendFrom(batch: Batch, from: number, inSegments: boolean, events: SendEvents): void {
    const { address } = this.#vector;
    const messages = this.#list(batch, from, inSegments);
    for (let sent = 0; sent < messages; ) {
      const headers = address + sent * HEADER_OCTETS;
      const more = this.#libc.sendmmsg(this.#descriptor, headers, messages - sent, 0);
      if (more > 0) {
        sent += more;
        continue;
      }
      const errno = this.#libc.errno();
      if (errno === ERRNO.EINTR) continue;
      const first = this.#first[sent]!;
      const behind = this.#first[sent + 1]!;
      if (inSegments && behind - first > 1 && isOfSegments(errno)) {
        // EIO: a device on the way cannot; then no message of this socket will be cut up there.
        if (errno === ERRNO.EIO) this.#maySegment = false;
        return this.#sendFrom(batch, first, false, events);
      }
      const error = systemError(errno);
      for (let i = first; i < behind; i++) events.refused(batch, i, error);
      sent++;
    }
  }

  /** Lists messages of datagrams `from` and on; answers how many they are. */
  #list({ arena, spans, count }: Batch, from: number, inSegments: boolean): number {
    const vector = this.#vector;
    const base = this.#libc.addressOf(arena);
    vector.clear();
    let messages = 0;
    for (let i = from; i < count; ) {
      const start = spans[i * 2]!;
      const octets = spans[i * 2 + 1]! - start;
      vector.begin(messages, vector.nameAt(0), this.#nameOctets);
      this.#first[messages] = i;
      let total = octets;
      // One buffer holds what lies without a gap.
      let from = start;
      let end = start + octets;
      let next = i + 1;
      for (; inSegments && next < count && next - i < MOST_SEGMENTS; next++) {
        const nextStart = spans[next * 2]!;
        const more = spans[next * 2 + 1]! - nextStart;
        // The last segment may be shorter; an empty one would be none.
        if (more > octets || more === 0 || total + more > MOST_OCTETS) break;
        if (nextStart !== end) {
          vector.addBuffer(messages, base + from, end - from);
          from = nextStart;
        }
        total += more;
        end = nextStart + more;
        if (more < octets) {
          next++;
          break;
        }
      }
      vector.addBuffer(messages, base + from, end - from);
      if (next - i > 1) vector.setControl(messages, UDP_SEGMENT, octets);
      i = next;
      messages++;
    }
    this.#first[messages] = count;
    return messages;
  }
}

/** What the kernel says where it is the cutting up that it refuses: segments longer than the path's MTU, too. */
function isOfSegments(errno: number): boolean {
  return errno === ERRNO.EIO || errno === ERRNO.EINVAL || errno === ERRNO.EMSGSIZE;
}

function systemError(errno: number): Error {
  const code = errnoName(errno);
  return Object.assign(new Error(`sendmmsg ${code}`), { code });
}
