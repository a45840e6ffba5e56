/**
 * pcapng files as values (draft-ietf-opsawg-pcapng): the four blocks that captures are made of,
 * and every other block verbatim. Reading is pcapng-read.ts, writing pcapng-write.ts.
 */

/** Block types by their number. */
export const PCAPNG_BLOCK = {
  interfaceDescription: 1,
  simplePacket: 3,
  enhancedPacket: 6,
  section: 0x0a0d0d0a,
} as const;

/** Option codes, those of each block type together. */
export const PCAPNG_OPTION = {
  endOfOptions: 0,
  comment: 1,
  sectionHardware: 2,
  sectionOs: 3,
  sectionApplication: 4,
  interfaceName: 2,
  interfaceDescription: 3,
  interfaceTimestampResolution: 9,
  interfaceTimestampOffset: 14,
} as const;

/** What a section's byte order is told by; read in the wrong order it is 0x4d3c2b1a. */
export const BYTE_ORDER_MAGIC = 0x1a2b3c4d;

/** LINKTYPE_RAW: packets start with their IPv4 or IPv6 header. */
export const LINKTYPE_RAW = 101;

/** One option of a block. */
export interface PcapngOption {
  readonly code: number;
  readonly value: Uint8Array;
  /** The padding as it was read, only where it was not zero. */
  readonly padding?: Uint8Array;
}

/** What the blocks with options share. */
export interface WithOptions {
  readonly options: readonly PcapngOption[];
  /**
   * What was read behind the last option, only where it was not the usual thing: an end-of-options
   * option where there are options, nothing where there are none.
   */
  readonly tail?: Uint8Array;
}

/** A section header. The byte order holds until the next one. */
export interface SectionBlock extends WithOptions {
  readonly kind: 'section';
  readonly littleEndian: boolean;
  readonly majorVersion: number;
  readonly minorVersion: number;
  /** Octets of the section behind this block, -1 where not said. */
  readonly sectionLength: bigint;
}

/** A capture interface; packets name it by its place in the section. */
export interface InterfaceBlock extends WithOptions {
  readonly kind: 'interface';
  readonly linkType: number;
  /** Written as 0. */
  readonly reserved: number;
  /** Octets kept of a packet, 0 = all. */
  readonly snapLength: number;
}

/** A packet with its interface, time and options. */
export interface PacketBlock extends WithOptions {
  readonly kind: 'packet';
  readonly interfaceId: number;
  /** In units of the interface's timestamp resolution. */
  readonly timestamp: bigint;
  /** Octets that the packet had on the wire. */
  readonly originalLength: number;
  readonly data: Uint8Array;
  /** The padding as it was read, only where it was not zero. */
  readonly padding?: Uint8Array;
}

/** A packet of the first interface without a time. */
export interface SimplePacketBlock {
  readonly kind: 'simple-packet';
  readonly originalLength: number;
  readonly data: Uint8Array;
  /** The padding as it was read, only where it was not zero. */
  readonly padding?: Uint8Array;
}

/** Any other block; its body is kept as it is, in the section's byte order. */
export interface ForeignBlock {
  readonly kind: 'foreign';
  readonly type: number;
  readonly body: Uint8Array;
}

export type PcapngBlock =
  | SectionBlock
  | InterfaceBlock
  | PacketBlock
  | SimplePacketBlock
  | ForeignBlock;

/** How many octets fill `octets` up to a multiple of four. */
export function paddingOf(octets: number): number {
  return -octets & 3;
}

/** The value of a block's first option with a code, or undefined. */
export function optionOf(block: WithOptions, code: number): Uint8Array | undefined {
  return block.options.find((option) => option.code === code)?.value;
}
