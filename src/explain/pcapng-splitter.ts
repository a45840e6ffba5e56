/** The frames of a pcapng file, block by block as its octets come. */

import { LIMITS } from '../base/limits.ts';
import { DecodeError, Reader } from '../wire/codec.ts';
import { BYTE_ORDER_MAGIC, PCAPNG_BLOCK } from '../wire/pcapng.ts';
import {
  BIG_ENDIAN_BODIES,
  type BlockBodies,
  LITTLE_ENDIAN_BODIES,
} from '../wire/pcapng-blocks.ts';
import { type InterfaceClock, interfaceClock, interfaceName } from '../wire/pcapng-read.ts';
import type {
  CapturedFrame,
  CaptureItem,
  CaptureSplitter,
  CaptureTrouble,
} from './captured-frame.ts';
import { OctetQueue } from './octet-queue.ts';

/** Type and length, and the length again at the end. */
const HEAD_OCTETS = 8;
const FRAME_OCTETS = 12;
/** The packet block that the enhanced one replaced: only old captures have it. */
const OBSOLETE_PACKET = 2;

interface Interface {
  readonly linkType: number;
  readonly name: string | undefined;
  readonly snapLength: number;
  readonly clock: InterfaceClock;
}

export class PcapngSplitter implements CaptureSplitter {
  readonly #queue = new OctetQueue();
  #bodies: BlockBodies = LITTLE_ENDIAN_BODIES;
  #interfaces: Interface[] = [];
  #frames = 0;
  #ended = false;

  *push(octets: Uint8Array): Generator<CaptureItem> {
    if (this.#ended) return;
    this.#queue.push(octets);
    for (;;) {
      const item = this.#nextBlock();
      if (item === 'more') return;
      if (item !== undefined) yield item;
      if (this.#ended) return;
    }
  }

  *end(): Generator<CaptureItem> {
    if (this.#ended || this.#queue.length === 0) return;
    const { offset, length } = this.#queue;
    const sentence = `the file ends inside a block: ${length} octets of it are there`;
    yield { kind: 'trouble', offset, sentence };
  }

  /** A frame or a trouble; undefined for a block without either; `more` while it is not whole. */
  #nextBlock(): CaptureItem | undefined | 'more' {
    const head = this.#queue.view(FRAME_OCTETS);
    if (head === undefined) return 'more';
    const view = viewOf(head);
    const isSection = view.getUint32(0) === PCAPNG_BLOCK.section;
    if (isSection) {
      const bodies = sectionBodies(view);
      if (bodies === undefined) return this.#endWith('a section whose byte order is not told');
      this.#bodies = bodies;
    }
    const { littleEndian } = this.#bodies.order;
    const type = view.getUint32(0, littleEndian);
    const length = view.getUint32(4, littleEndian);
    if (length < FRAME_OCTETS || length % 4 !== 0) {
      return this.#endWith(`a block of ${length} octets: no multiple of 4 from 12 on`);
    }
    const wanted = isSection || WANTED.has(type);
    if (wanted && length > LIMITS.pcapngBlockOctets) {
      return this.#endWith(`a block of ${length} octets, more than ${LIMITS.pcapngBlockOctets}`);
    }
    if (!wanted) {
      this.#queue.drop(length);
      return undefined;
    }
    const block = this.#queue.view(length);
    if (block === undefined) return 'more';
    const { offset } = this.#queue;
    this.#queue.drop(length);
    const again = viewOf(block).getUint32(length - 4, littleEndian);
    if (again !== length) {
      this.#ended = true;
      const sentence = `a block of ${length} octets that says ${again} at its end`;
      return { kind: 'trouble', offset, sentence };
    }
    return this.#take(type, isSection, block.subarray(HEAD_OCTETS, length - 4), offset);
  }

  #take(
    type: number,
    isSection: boolean,
    body: Uint8Array,
    offset: number,
  ): CaptureItem | undefined {
    if (isSection) {
      this.#interfaces = [];
      return undefined;
    }
    switch (type) {
      case PCAPNG_BLOCK.interfaceDescription:
        return this.#describe(body, offset);
      case PCAPNG_BLOCK.simplePacket:
        return this.#simple(body, offset);
      default:
        return this.#packet(type === OBSOLETE_PACKET, body, offset);
    }
  }

  #describe(body: Uint8Array, offset: number): CaptureTrouble | undefined {
    if (this.#interfaces.length === LIMITS.captureInterfaces) {
      this.#ended = true;
      return troubleAt(offset, `more than ${LIMITS.captureInterfaces} interfaces in a section`);
    }
    try {
      const codec = this.#bodies.of(PCAPNG_BLOCK.interfaceDescription, 0);
      const block = codec.read(new Reader(body));
      if (block.kind !== 'interface') return undefined;
      this.#interfaces.push({
        linkType: block.linkType,
        name: interfaceName(block),
        snapLength: block.snapLength,
        clock: interfaceClock(block, this.#bodies.order.littleEndian),
      });
      return undefined;
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
      // Its place must be kept, or all packets would belong to the wrong interface.
      this.#interfaces.push(UNREADABLE);
      return troubleAt(offset, `an interface description cannot be read: ${error.message}`);
    }
  }

  #simple(body: Uint8Array, offset: number): CaptureItem {
    if (body.length < 4) return troubleAt(offset, 'a simple packet of less than 4 octets');
    const originalLength = viewOf(body).getUint32(0, this.#bodies.order.littleEndian);
    const from = this.#interfaces[0];
    const snapLength = from?.snapLength ?? 0;
    const kept = snapLength === 0 ? originalLength : Math.min(originalLength, snapLength);
    const octets = body.subarray(4, 4 + kept);
    return this.#frame(from, undefined, octets, originalLength);
  }

  #packet(obsolete: boolean, body: Uint8Array, offset: number): CaptureItem {
    if (body.length < 20) return troubleAt(offset, 'a packet of less than 20 octets');
    const { littleEndian } = this.#bodies.order;
    const view = viewOf(body);
    // The obsolete block has a count of drops beside a narrower interface number.
    const id = obsolete ? view.getUint16(0, littleEndian) : view.getUint32(0, littleEndian);
    const high = view.getUint32(4, littleEndian);
    const low = view.getUint32(8, littleEndian);
    const captured = view.getUint32(12, littleEndian);
    const originalLength = view.getUint32(16, littleEndian);
    if (captured > body.length - 20) {
      return troubleAt(
        offset,
        `a packet of ${captured} octets in a block with ${body.length - 20}`,
      );
    }
    const from = this.#interfaces[id];
    const octets = body.subarray(20, 20 + captured);
    return this.#frame(from, from?.clock(high, low), octets, originalLength);
  }

  #frame(
    from: Interface | undefined,
    time: CapturedFrame['time'],
    octets: Uint8Array,
    originalLength: number,
  ): CapturedFrame {
    this.#frames++;
    return {
      kind: 'frame',
      number: this.#frames,
      linkType: from?.linkType,
      time,
      interfaceName: from?.name,
      octets,
      originalLength,
    };
  }

  #endWith(sentence: string): CaptureTrouble {
    this.#ended = true;
    return troubleAt(this.#queue.offset, sentence);
  }
}

/** All other blocks are passed over unread: names, statistics, secrets of TLS. */
const WANTED: ReadonlySet<number> = new Set([
  PCAPNG_BLOCK.interfaceDescription,
  OBSOLETE_PACKET,
  PCAPNG_BLOCK.simplePacket,
  PCAPNG_BLOCK.enhancedPacket,
]);

const UNREADABLE: Interface = {
  linkType: -1,
  name: undefined,
  snapLength: 0,
  clock: () => undefined,
};

function sectionBodies(head: DataView): BlockBodies | undefined {
  if (head.getUint32(8, true) === BYTE_ORDER_MAGIC) return LITTLE_ENDIAN_BODIES;
  return head.getUint32(8, false) === BYTE_ORDER_MAGIC ? BIG_ENDIAN_BODIES : undefined;
}

function viewOf(octets: Uint8Array): DataView {
  return new DataView(octets.buffer, octets.byteOffset, octets.length);
}

function troubleAt(offset: number, sentence: string): CaptureTrouble {
  return { kind: 'trouble', offset, sentence };
}
