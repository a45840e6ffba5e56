/**
 * Packets of a batch as the kernel sees them: one copy of the piece of the arena in which they lie,
 * unless that is of the kernel's memory, and a job for each. To copy the piece as it is costs less than
 * a view for every packet.
 */

import { assert } from '../../base/assert.ts';
import { LIMITS } from '../../base/limits.ts';
import { HEADER_OCTETS } from '../esp-packet.ts';

/** What is about right for a processor's nearest memory: the image, the stream and what the cipher makes of it. */
const PIECE_OCTETS = 65_536;
const FLAG = 3;

/** The part of a kernel that packets are copied into. */
export interface ImageKernel {
  readonly memory: Uint8Array;
  /** Room for messages: `LIMITS.arenaOctets`. */
  readonly image: number;
  /** Of message i: start, end, the word behind it, and a flag, from `jobs[4 * i]` on. */
  readonly jobs: Uint32Array;
}

/** Which lengths an ESP packet of a suite may have. */
export interface Shape {
  readonly ivOctets: number;
  readonly blockOctets: number;
  readonly icvOctets: number;
  /** The least that a packet may have. */
  readonly leastOctets: number;
}

/** Whether a packet of a suite may have so many octets. More than an arena holds is none that exists. */
function hasShape(shape: Shape, octets: number): boolean {
  const { ivOctets, blockOctets, icvOctets, leastOctets } = shape;
  // A block is a power of two, and a division would take as long as all the rest of this.
  const broken = (octets - HEADER_OCTETS - ivOctets - icvOctets) & (blockOctets - 1);
  return octets >= leastOctets && octets <= LIMITS.arenaOctets && broken === 0;
}

/** Whether an arena is a part of the kernel's own memory: then there is nothing to copy. */
function isOf(memory: Uint8Array, arena: Uint8Array): boolean {
  return arena.buffer === memory.buffer;
}

/** One piece of an arena in the kernel. `take`, let the kernel work, then `giveBack` or read the flags. */
export class PacketImage {
  readonly shape: Shape;
  readonly #kernel: ImageKernel;
  #low = 0;
  #high = 0;

  constructor(kernel: ImageKernel, shape: Shape) {
    this.#kernel = kernel;
    this.shape = shape;
  }

  /**
   * Copies packets from `from` on into the kernel, as many as one piece takes, unless they are there,
   * and makes a job of each, up to its ICV. Answers the index of the first that is left. A packet that
   * cannot be of this suite becomes an empty job where `verdicts` is given, and else is a fault of the
   * caller.
   */
  take(
    arena: Uint8Array,
    spans: Uint32Array,
    from: number,
    count: number,
    highs: Uint32Array | undefined,
    verdicts: Uint8Array | undefined,
  ): number {
    const { jobs, image, memory } = this.#kernel;
    const { icvOctets } = this.shape;
    const isHere = isOf(memory, arena);
    /** Where in the kernel the arena begins, or would if all of it was there. */
    let origin = isHere ? arena.byteOffset : image;
    let low = 0;
    let high = 0;
    let next = from;
    // Packets of a batch often have one length: what that is need not be found out anew.
    let knownOctets = -1;
    let isPacket = false;
    for (let job = 0; next < count && next - from < LIMITS.packetsPerBatch; next++, job += 4) {
      const start = spans[2 * next]!;
      const end = spans[2 * next + 1]!;
      if (end - start !== knownOctets) {
        knownOctets = end - start;
        isPacket = hasShape(this.shape, knownOctets);
      }
      assert(isPacket || verdicts !== undefined, 'the span of an ESP packet fits its suite');
      if (isPacket) {
        if (high === 0) {
          low = start;
          if (!isHere) origin = image - low;
        }
        // A piece begins with its first packet: one that lies ahead of that is of another piece.
        else if (start < low || end - low > PIECE_OCTETS) break;
        high = Math.max(high, end);
      }
      if (verdicts !== undefined) verdicts[next] = isPacket ? 1 : 0;
      // What is no packet becomes an empty message, which no flag lets into the cipher.
      jobs[job] = isPacket ? origin + start : image;
      jobs[job + 1] = isPacket ? origin + end - icvOctets : image;
      jobs[job + 2] = highs === undefined ? 0 : highs[next]!;
      jobs[job + FLAG] = isPacket ? 1 : 0;
    }
    assert(high <= arena.length, 'packets lie in their arena');
    if (high > low && !isHere) memory.set(arena.subarray(low, high), image);
    this.#low = low;
    this.#high = high;
    return next;
  }

  /** Copies the piece back, if it is a copy. */
  giveBack(arena: Uint8Array): void {
    const { image, memory } = this.#kernel;
    if (isOf(memory, arena)) return;
    arena.set(memory.subarray(image, image + this.#high - this.#low), this.#low);
  }

  /** Says of the packets `from` to `next` which of them are right, by the flags of their jobs. */
  tell(verdicts: Uint8Array, from: number, next: number): void {
    const { jobs } = this.#kernel;
    for (let i = from; i < next; i++) verdicts[i] = jobs[4 * (i - from) + FLAG]!;
  }
}
