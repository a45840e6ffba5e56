/** The classic capture format of libpcap: the file's header and the header of each frame. */

import { type Codec, numberCodec, struct, u16, u16le, u32, u32le } from './codec.ts';

export const PCAP_HEADER_OCTETS = 24;
export const PCAP_FRAME_HEADER_OCTETS = 16;

/** What the first 24 octets of a file say. */
export interface PcapHeader {
  readonly littleEndian: boolean;
  /** Whether the fraction of a second counts nanoseconds rather than microseconds. */
  readonly nanoseconds: boolean;
  readonly linkType: number;
}

/** A frame's own header, in a file's byte order. */
export interface PcapFrameHeader {
  readonly seconds: number;
  readonly fraction: number;
  readonly capturedLength: number;
  readonly originalLength: number;
}

const MAGIC_MICROSECONDS = 0xa1b2c3d4;
const MAGIC_NANOSECONDS = 0xa1b23c4d;

interface WireHeader {
  readonly magic: number;
  readonly majorVersion: number;
  readonly minorVersion: number;
  readonly zone: number;
  readonly accuracy: number;
  readonly snapLength: number;
  readonly linkType: number;
}

/** The header of a file as it is on the wire, and that of a frame, little-endian. */
export const pcapHeaderLittle: Codec<WireHeader> = headerCodec(true);
export const pcapFrameLittle: Codec<PcapFrameHeader> = frameCodec(true);
/** The same, big-endian. */
export const pcapHeaderBig: Codec<WireHeader> = headerCodec(false);
export const pcapFrameBig: Codec<PcapFrameHeader> = frameCodec(false);

/** What a file begins with, or undefined where it is no pcap file. Needs 24 octets. */
export function pcapHeaderOf(octets: Uint8Array): PcapHeader | undefined {
  if (octets.length < PCAP_HEADER_OCTETS) return undefined;
  const view = new DataView(octets.buffer, octets.byteOffset, PCAP_HEADER_OCTETS);
  for (const littleEndian of [true, false]) {
    const magic = view.getUint32(0, littleEndian);
    if (magic !== MAGIC_MICROSECONDS && magic !== MAGIC_NANOSECONDS) continue;
    // The upper bits tell the length of the frame check sequence, not the kind of link.
    const linkType = view.getUint32(20, littleEndian) & 0xffff;
    return { littleEndian, nanoseconds: magic === MAGIC_NANOSECONDS, linkType };
  }
  return undefined;
}

function headerCodec(littleEndian: boolean): Codec<WireHeader> {
  const word = littleEndian ? u32le : u32;
  const half = littleEndian ? u16le : u16;
  return struct('a pcap file header', {
    magic: { ...word, generate: () => MAGIC_MICROSECONDS },
    majorVersion: half,
    minorVersion: half,
    zone: word,
    accuracy: word,
    snapLength: word,
    linkType: word,
  });
}

function frameCodec(littleEndian: boolean): Codec<PcapFrameHeader> {
  const word = littleEndian ? u32le : u32;
  return struct('a pcap frame header', {
    seconds: word,
    fraction: word,
    capturedLength: numberCodec(4, littleEndian, 'length'),
    originalLength: word,
  });
}
