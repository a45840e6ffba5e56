/** A pcapng file as a codec: sections, each in its own byte order, and the frame of every block. */

import { LIMITS } from '../base/limits.ts';
import { type Codec, pick, type Reader } from './codec.ts';
import { BYTE_ORDER_MAGIC, PCAPNG_BLOCK, type PcapngBlock } from './pcapng.ts';
import {
  BIG_ENDIAN_BODIES,
  type BlockBodies,
  LITTLE_ENDIAN_BODIES,
  typeOf,
} from './pcapng-blocks.ts';

/** Type, length, and the length again at the end. */
const FRAME_OCTETS = 12;

/** A whole file; it starts with a section header. Bounded by LIMITS. */
export const pcapng: Codec<PcapngBlock[]> = {
  what: 'a pcapng file',
  read(reader) {
    const blocks: PcapngBlock[] = [];
    let bodies: BlockBodies | undefined;
    let snapLength: number | undefined;
    reader.note('list');
    do {
      if (blocks.length === LIMITS.pcapngBlocks) {
        reader.fail('too-many', `more than ${LIMITS.pcapngBlocks} blocks`);
      }
      reader.enter(blocks.length);
      const section = sectionBodies(reader);
      if (section !== undefined) snapLength = undefined;
      bodies = section ?? bodies ?? reader.fail('bad-value', 'no section header at the start');
      const block = readBlock(reader, bodies, snapLength ?? 0);
      if (block.kind === 'interface') snapLength ??= block.snapLength;
      reader.leave();
      blocks.push(block);
    } while (reader.left > 0);
    return blocks;
  },
  write(writer, blocks) {
    let littleEndian = true;
    for (const block of blocks) {
      if (block.kind === 'section') littleEndian = block.littleEndian;
      blockCodec(littleEndian).write(writer, block);
    }
  },
  generate(draws) {
    const bodies = draws.integer(0, 1) === 0 ? LITTLE_ENDIAN_BODIES : BIG_ENDIAN_BODIES;
    const types: number[] = [PCAPNG_BLOCK.section];
    for (let left = draws.integer(0, 5); left > 0; left--) types.push(pick(draws, TYPES));
    return types.map((type) => bodies.of(type, 0).generate(draws));
  },
};

/** One block of a section with this byte order; a section header has its own. */
export function blockCodec(littleEndian: boolean): Codec<PcapngBlock> {
  const bodies = littleEndian ? LITTLE_ENDIAN_BODIES : BIG_ENDIAN_BODIES;
  return {
    what: 'a pcapng block',
    read: (reader) => readBlock(reader, sectionBodies(reader) ?? bodies, 0),
    write(writer, block) {
      const type = typeOf(block);
      const start = writer.length;
      writer.number(type, 4, littleEndian);
      writer.number(0, 4);
      bodies.of(type, 0).write(writer, block);
      const length = writer.length - start + 4;
      if (length % 4 !== 0) throw new RangeError(`a block of ${length} octets, no multiple of 4`);
      writer.patch(start + 4, length, 4, littleEndian);
      writer.number(length, 4, littleEndian);
    },
    generate: (draws) => bodies.of(pick(draws, TYPES), 0).generate(draws),
  };
}

/** What is generated; 4 (names), 5 (statistics) and 10 (secrets) are foreign here. */
const TYPES: readonly number[] = [1, 1, 3, 6, 6, 4, 5, 10];

/** The byte order that a section header at this place declares; undefined at any other block. */
function sectionBodies(reader: Reader): BlockBodies | undefined {
  reader.need(FRAME_OCTETS, 'a block');
  const view = new DataView(reader.bytes.buffer, reader.bytes.byteOffset + reader.at, FRAME_OCTETS);
  if (view.getUint32(0) !== PCAPNG_BLOCK.section) return undefined;
  if (view.getUint32(8, true) === BYTE_ORDER_MAGIC) return LITTLE_ENDIAN_BODIES;
  if (view.getUint32(8, false) === BYTE_ORDER_MAGIC) return BIG_ENDIAN_BODIES;
  return reader.fail('bad-value', 'neither byte order gives the magic 0x1a2b3c4d', reader.at + 8);
}

function readBlock(reader: Reader, bodies: BlockBodies, snapLength: number): PcapngBlock {
  const { order } = bodies;
  reader.enter('type');
  const type = order.u32.read(reader);
  reader.leave();
  reader.enter('length');
  const at = reader.at;
  const length = order.u32.read(reader);
  const left = reader.left + 8;
  if (length < FRAME_OCTETS || length % 4 !== 0 || length > left) {
    const detail = `a block has a multiple of 4 from ${FRAME_OCTETS} to ${left} octets, not ${length}`;
    reader.fail('bad-length', detail, at);
  }
  if (length > LIMITS.pcapngBlockOctets) {
    reader.fail(
      'too-many',
      `a block of ${length} octets, more than ${LIMITS.pcapngBlockOctets}`,
      at,
    );
  }
  reader.note('length', length);
  reader.leave();
  const codec = bodies.of(type, snapLength);
  const outer = reader.narrow(length - FRAME_OCTETS);
  const block = codec.read(reader);
  reader.restore(outer, codec.what);
  reader.enter('lengthAgain');
  const again = order.u32.read(reader);
  if (again !== length) {
    reader.fail('bad-length', `${again} at the end, but ${length} at the start`, reader.at - 4);
  }
  reader.note('length', again);
  reader.leave();
  return block;
}
