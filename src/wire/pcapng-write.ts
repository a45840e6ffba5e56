/** Writing pcapng: single blocks for captures as they happen, and whole lists of blocks. */

import { utf8 } from '../base/bytes.ts';
import { encode } from './codec.ts';
import { LINKTYPE_RAW, PCAPNG_OPTION, type PcapngBlock, type PcapngOption } from './pcapng.ts';
import { blockCodec, pcapng } from './pcapng-codec.ts';

/** A section header, little-endian; a file starts with one. `application` names who wrote it. */
export function sectionHeader(
  fields: { readonly application?: string; readonly comment?: string } = {},
): Uint8Array {
  return encode(blockCodec(true), {
    kind: 'section',
    littleEndian: true,
    majorVersion: 1,
    minorVersion: 0,
    sectionLength: -1n,
    options: textOptions([
      [PCAPNG_OPTION.comment, fields.comment],
      [PCAPNG_OPTION.sectionApplication, fields.application],
    ]),
  });
}

/** An interface with microsecond timestamps, raw IP packets unless said otherwise. */
export function interfaceDescription(fields: {
  readonly name: string;
  readonly description?: string;
  readonly linkType?: number;
  /** Octets kept of a packet, 0 = all. */
  readonly snapLength?: number;
}): Uint8Array {
  return encode(blockCodec(true), {
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
  });
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
  return encode(blockCodec(true), {
    kind: 'packet',
    interfaceId: fields.interfaceId,
    timestamp: fields.timestampMicros,
    originalLength: fields.originalLength ?? fields.data.length,
    data: fields.data,
    options: textOptions([[PCAPNG_OPTION.comment, fields.comment]]),
  });
}

/** A whole file. Blocks as `readPcapng` gave them yield the octets that it read. */
export function encodePcapng(blocks: readonly PcapngBlock[]): Uint8Array {
  return encode(pcapng, [...blocks]);
}

/** An option's length is 16 bits wide, so a text is cut to what fits. */
function textOptions(texts: readonly (readonly [number, string | undefined])[]): PcapngOption[] {
  return texts.flatMap(([code, text]) =>
    text === undefined ? [] : [{ code, value: utf8(text).subarray(0, 0xffff) }],
  );
}
