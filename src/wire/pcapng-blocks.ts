/** The bodies of pcapng's blocks: one description each, for reading and for writing. */

import { type Codec, lengthOf, mapped, rest, struct } from './codec.ts';
import {
  BYTE_ORDER_MAGIC,
  type ForeignBlock,
  type InterfaceBlock,
  type PacketBlock,
  PCAPNG_BLOCK,
  type PcapngBlock,
  type SectionBlock,
  type SimplePacketBlock,
} from './pcapng.ts';
import {
  type ByteOrder,
  byteOrder,
  merged,
  optionArea,
  paddingAfter,
  withoutUsualPadding,
} from './pcapng-fields.ts';

/** The block bodies in one byte order. */
export interface BlockBodies {
  readonly order: ByteOrder;
  /** By block type; `snapLength` is the first interface's, 0 = none: simple packets depend on it. */
  of(type: number, snapLength: number): Codec<PcapngBlock>;
}

export const LITTLE_ENDIAN_BODIES: BlockBodies = blockBodies(true);
export const BIG_ENDIAN_BODIES: BlockBodies = blockBodies(false);

/** A block's number. */
export function typeOf(block: PcapngBlock): number {
  switch (block.kind) {
    case 'section':
      return PCAPNG_BLOCK.section;
    case 'interface':
      return PCAPNG_BLOCK.interfaceDescription;
    case 'packet':
      return PCAPNG_BLOCK.enhancedPacket;
    case 'simple-packet':
      return PCAPNG_BLOCK.simplePacket;
    case 'foreign':
      return block.type;
  }
}

function blockBodies(littleEndian: boolean): BlockBodies {
  const order = byteOrder(littleEndian);
  const section = sectionBody(order) as Codec<PcapngBlock>;
  const description = interfaceBody(order) as Codec<PcapngBlock>;
  const enhancedPacket = packetBody(order) as Codec<PcapngBlock>;
  return {
    order,
    of(type, snapLength) {
      switch (type) {
        case PCAPNG_BLOCK.section:
          return section;
        case PCAPNG_BLOCK.interfaceDescription:
          return description;
        case PCAPNG_BLOCK.enhancedPacket:
          return enhancedPacket;
        case PCAPNG_BLOCK.simplePacket:
          return simplePacketBody(order, snapLength) as Codec<PcapngBlock>;
        default:
          return foreignBody(type) as Codec<PcapngBlock>;
      }
    },
  };
}

function sectionBody(order: ByteOrder): Codec<SectionBlock> {
  const { littleEndian } = order;
  const fixed = struct('a section header', {
    byteOrderMagic: { ...order.u32, generate: () => BYTE_ORDER_MAGIC },
    majorVersion: order.u16,
    minorVersion: order.u16,
    sectionLength: order.i64,
  });
  return mapped(
    merged(fixed, optionArea(order)),
    ({ byteOrderMagic: _, ...others }) => ({ kind: 'section', littleEndian, ...others }),
    (block) => ({ byteOrderMagic: BYTE_ORDER_MAGIC, ...block }),
  );
}

function interfaceBody(order: ByteOrder): Codec<InterfaceBlock> {
  const fixed = struct('an interface description', {
    linkType: order.u16,
    reserved: order.u16,
    // Generated packets are never longer than this, so that simple packets read back whole.
    snapLength: { ...order.u32, generate: (draws) => draws.integer(0, 1) * 0x10000 },
  });
  return mapped(
    merged(fixed, optionArea(order)),
    (value) => ({ kind: 'interface', ...value }),
    (block) => block,
  );
}

function packetBody(order: ByteOrder): Codec<PacketBlock> {
  // The high half stands first in either byte order.
  const timestamp: Codec<bigint> = mapped(
    struct('a timestamp', { high: order.u32, low: order.u32 }),
    ({ high, low }) => (BigInt(high) << 32n) | BigInt(low),
    (value) => ({ high: Number(value >> 32n), low: Number(value & 0xffff_ffffn) }),
  );
  const fixed = struct('an enhanced packet', {
    interfaceId: order.u32,
    timestamp,
    capturedLength: lengthOf('data', order.u32),
    originalLength: order.u32,
    data: rest,
    padding: paddingAfter('data'),
  });
  return mapped(
    merged(withoutUsualPadding(fixed, 'data'), optionArea(order)),
    (value) => ({ kind: 'packet', ...value }),
    (block) => block,
  );
}

/** How much of the body is data follows from two lengths that are said elsewhere. */
function simplePacketBody(order: ByteOrder, snapLength: number): Codec<SimplePacketBlock> {
  const data: Codec<Uint8Array> = {
    ...rest,
    read(reader, scope) {
      const { originalLength } = scope as { readonly originalLength: number };
      const cut = snapLength === 0 ? originalLength : Math.min(originalLength, snapLength);
      const outer = reader.narrow(Math.min(cut, reader.left));
      const value = rest.read(reader);
      reader.restore(outer, 'the data');
      return value;
    },
  };
  const fixed = struct('a simple packet', { originalLength: order.u32, data, padding: rest });
  const body = mapped(
    withoutUsualPadding(fixed, 'data'),
    (value): SimplePacketBlock => ({ kind: 'simple-packet', ...value }),
    (block) => block,
  );
  return {
    ...body,
    generate(draws) {
      const octets = draws.bytes(draws.integer(0, 40));
      return { kind: 'simple-packet', originalLength: octets.length, data: octets };
    },
  };
}

function foreignBody(type: number): Codec<ForeignBlock> {
  const body: Codec<{ body: Uint8Array }> = struct('a foreign block', { body: rest });
  return {
    ...mapped(
      body,
      (value): ForeignBlock => ({ kind: 'foreign', type, ...value }),
      (block) => block,
    ),
    generate: (draws) => ({ kind: 'foreign', type, body: draws.bytes(4 * draws.integer(0, 6)) }),
  };
}
