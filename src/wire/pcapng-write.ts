/** Writing pcapng: single blocks for captures as they happen, and whole lists of blocks. */

import { concat, utf8 } from '../base/bytes.ts';
import {
  BYTE_ORDER_MAGIC,
  LINKTYPE_RAW,
  PCAPNG_BLOCK,
  PCAPNG_OPTION,
  type PcapngBlock,
  type PcapngOption,
  paddingOf,
  type WithOptions,
} from './pcapng.ts';

/** A section header, little-endian; a file starts with one. `application` names who wrote it. */
export function sectionHeader(
  fields: { readonly application?: string; readonly comment?: string } = {},
): Uint8Array {
  return encodeBlock(
    {
      kind: 'section',
      littleEndian: true,
      majorVersion: 1,
      minorVersion: 0,
      sectionLength: -1n,
      options: textOptions([
        [PCAPNG_OPTION.comment, fields.comment],
        [PCAPNG_OPTION.sectionApplication, fields.application],
      ]),
    },
    true,
  );
}

/** An interface with microsecond timestamps, raw IP packets unless said otherwise. */
export function interfaceDescription(fields: {
  readonly name: string;
  readonly description?: string;
  readonly linkType?: number;
  /** Octets kept of a packet, 0 = all. */
  readonly snapLength?: number;
}): Uint8Array {
  return encodeBlock(
    {
      kind: 'interface',
      linkType: fields.linkType ?? LINKTYPE_RAW,
      reserved: 0,
      snapLength: fields.snapLength ?? 0,
      options: [
        ...textOptions([
          [PCAPNG_OPTION.interfaceName, fields.name],
          [PCAPNG_OPTION.interfaceDescription, fields.description],
        ]),
        { code: PCAPNG_OPTION.interfaceTimestampResolution, value: Uint8Array.of(6) },
      ],
    },
    true,
  );
}

/** A packet on the interface that was described `interfaceId`-th (from 0) in this section. */
export function enhancedPacket(fields: {
  readonly interfaceId: number;
  /** Microseconds since 1970. */
  readonly timestampMicros: bigint;
  readonly data: Uint8Array;
  /** Octets on the wire, where `data` is cut. */
  readonly originalLength?: number;
  readonly comment?: string;
}): Uint8Array {
  return encodeBlock(
    {
      kind: 'packet',
      interfaceId: fields.interfaceId,
      timestamp: fields.timestampMicros,
      originalLength: fields.originalLength ?? fields.data.length,
      data: fields.data,
      options: textOptions([[PCAPNG_OPTION.comment, fields.comment]]),
    },
    true,
  );
}

/** A whole file. Blocks as `readPcapng` gave them yield the octets that it read. */
export function encodePcapng(blocks: readonly PcapngBlock[]): Uint8Array {
  let littleEndian = true;
  const parts = blocks.map((block) => {
    if (block.kind === 'section') littleEndian = block.littleEndian;
    return encodeBlock(block, littleEndian);
  });
  return concat(...parts);
}

/** One block in the byte order of its section. */
export function encodeBlock(block: PcapngBlock, littleEndian: boolean): Uint8Array {
  switch (block.kind) {
    case 'section': {
      const fixed = new Uint8Array(16);
      const view = new DataView(fixed.buffer);
      view.setUint32(0, BYTE_ORDER_MAGIC, littleEndian);
      view.setUint16(4, block.majorVersion, littleEndian);
      view.setUint16(6, block.minorVersion, littleEndian);
      view.setBigInt64(8, block.sectionLength, littleEndian);
      return frame(PCAPNG_BLOCK.section, [fixed, ...optionParts(block, littleEndian)], littleEndian);
    }
    case 'interface': {
      const fixed = new Uint8Array(8);
      const view = new DataView(fixed.buffer);
      view.setUint16(0, block.linkType, littleEndian);
      view.setUint16(2, block.reserved, littleEndian);
      view.setUint32(4, block.snapLength, littleEndian);
      const parts = [fixed, ...optionParts(block, littleEndian)];
      return frame(PCAPNG_BLOCK.interfaceDescription, parts, littleEndian);
    }
    case 'packet': {
      const fixed = new Uint8Array(20);
      const view = new DataView(fixed.buffer);
      view.setUint32(0, block.interfaceId, littleEndian);
      // The two halves stand high before low in either byte order.
      view.setUint32(4, Number((block.timestamp >> 32n) & 0xffff_ffffn), littleEndian);
      view.setUint32(8, Number(block.timestamp & 0xffff_ffffn), littleEndian);
      view.setUint32(12, block.data.length, littleEndian);
      view.setUint32(16, block.originalLength, littleEndian);
      const parts = [fixed, ...padded(block.data, block.padding), ...optionParts(block, littleEndian)];
      return frame(PCAPNG_BLOCK.enhancedPacket, parts, littleEndian);
    }
    case 'simple-packet': {
      const fixed = new Uint8Array(4);
      new DataView(fixed.buffer).setUint32(0, block.originalLength, littleEndian);
      const parts = [fixed, ...padded(block.data, block.padding)];
      return frame(PCAPNG_BLOCK.simplePacket, parts, littleEndian);
    }
    case 'foreign':
      return frame(block.type, [block.body], littleEndian);
  }
}

function frame(type: number, parts: readonly Uint8Array[], littleEndian: boolean): Uint8Array {
  const total = 12 + parts.reduce((sum, part) => sum + part.length, 0);
  const head = new Uint8Array(8);
  const view = new DataView(head.buffer);
  view.setUint32(0, type, littleEndian);
  view.setUint32(4, total, littleEndian);
  const foot = new Uint8Array(4);
  new DataView(foot.buffer).setUint32(0, total, littleEndian);
  return concat(head, ...parts, foot);
}

function optionParts(block: WithOptions, littleEndian: boolean): Uint8Array[] {
  const parts: Uint8Array[] = [];
  for (const option of block.options) {
    parts.push(optionHead(option.code, option.value.length, littleEndian));
    parts.push(...padded(option.value, option.padding));
  }
  if (block.tail !== undefined) parts.push(block.tail);
  else if (parts.length > 0) parts.push(optionHead(PCAPNG_OPTION.endOfOptions, 0, littleEndian));
  return parts;
}

function optionHead(code: number, length: number, littleEndian: boolean): Uint8Array {
  const head = new Uint8Array(4);
  const view = new DataView(head.buffer);
  view.setUint16(0, code, littleEndian);
  view.setUint16(2, length, littleEndian);
  return head;
}

function padded(data: Uint8Array, padding: Uint8Array | undefined): Uint8Array[] {
  return [data, padding ?? new Uint8Array(paddingOf(data.length))];
}

/** An option's length is 16 bits wide, so a text is cut to what fits. */
function textOptions(texts: readonly (readonly [number, string | undefined])[]): PcapngOption[] {
  return texts.flatMap(([code, text]) =>
    text === undefined ? [] : [{ code, value: utf8(text).subarray(0, 0xffff) }],
  );
}
