/** Reading pcapng: the blocks of a file, and the packets in it with names and times. */

import { utf8Text } from '../base/bytes.ts';
import { decode } from './codec.ts';
import {
  type InterfaceBlock,
  optionOf,
  PCAPNG_OPTION,
  type PcapngBlock,
  type WithOptions,
} from './pcapng.ts';
import { pcapng } from './pcapng-codec.ts';

/** The blocks of a file. */
export interface PcapngFile {
  readonly blocks: readonly PcapngBlock[];
}

/** A packet with what its interface says about it. */
export interface CapturedPacket {
  /** Counted from 1 over the whole file, as Wireshark does. */
  readonly number: number;
  /** Of the packet's own section; undefined where no block describes it. */
  readonly interfaceName: string | undefined;
  readonly linkType: number | undefined;
  /** Nanoseconds since 1970; undefined for simple packets. */
  readonly timestampNanos: bigint | undefined;
  readonly data: Uint8Array;
  readonly originalLength: number;
  readonly comments: readonly string[];
}

/**
 * Reads a file. Octet strings in the blocks are views into `bytes`. Throws a DecodeError and
 * nothing else, whatever the bytes.
 */
export function readPcapng(bytes: Uint8Array): PcapngFile {
  return { blocks: decode(pcapng, bytes) };
}

/** The packets of a file in their order. */
export function capturedPackets(blocks: readonly PcapngBlock[]): CapturedPacket[] {
  const packets: CapturedPacket[] = [];
  let interfaces: InterfaceBlock[] = [];
  let littleEndian = true;
  for (const block of blocks) {
    if (block.kind === 'section') {
      interfaces = [];
      littleEndian = block.littleEndian;
    }
    if (block.kind === 'interface') interfaces.push(block);
    if (block.kind !== 'packet' && block.kind !== 'simple-packet') continue;
    const { data, originalLength } = block;
    const from = interfaces[block.kind === 'packet' ? block.interfaceId : 0];
    packets.push({
      number: packets.length + 1,
      interfaceName: from && interfaceName(from),
      linkType: from?.linkType,
      timestampNanos:
        block.kind === 'packet' ? timestampNanos(block.timestamp, from, littleEndian) : undefined,
      data,
      originalLength,
      comments: block.kind === 'packet' ? commentsOf(block) : [],
    });
  }
  return packets;
}

/** An interface's name, or undefined where it has none. */
export function interfaceName(block: InterfaceBlock): string | undefined {
  const name = optionOf(block, PCAPNG_OPTION.interfaceName);
  return name && utf8Text(name);
}

/** All comments of a block. */
export function commentsOf(block: WithOptions): string[] {
  const comments = block.options.filter((option) => option.code === PCAPNG_OPTION.comment);
  return comments.map((option) => utf8Text(option.value));
}

const NANOS_PER_SECOND = 1_000_000_000n;

/** Turns the two halves of a packet's timestamp into a time since 1970. */
export type InterfaceClock = (
  high: number,
  low: number,
) => { readonly seconds: number; readonly nanos: number } | undefined;

/**
 * An interface's clock by its if_tsresol (a power of ten or, with the high bit, of two;
 * microseconds unless said) and if_tsoffset (seconds). Finer units are cut off.
 */
export function interfaceClock(block: InterfaceBlock, littleEndian: boolean): InterfaceClock {
  return (high, low) => {
    const nanos = timestampNanos((BigInt(high) << 32n) | BigInt(low), block, littleEndian);
    const seconds = nanos / NANOS_PER_SECOND;
    return { seconds: Number(seconds), nanos: Number(nanos - seconds * NANOS_PER_SECOND) };
  };
}

function timestampNanos(
  timestamp: bigint,
  from: InterfaceBlock | undefined,
  littleEndian: boolean,
): bigint {
  const resolution = from && optionOf(from, PCAPNG_OPTION.interfaceTimestampResolution)?.[0];
  const code = resolution ?? 6;
  const unitsPerSecond = code >= 0x80 ? 1n << BigInt(code & 0x7f) : 10n ** BigInt(code);
  const offset = offsetSeconds(from, littleEndian) * NANOS_PER_SECOND;
  return (timestamp * NANOS_PER_SECOND) / unitsPerSecond + offset;
}

function offsetSeconds(from: InterfaceBlock | undefined, littleEndian: boolean): bigint {
  const offset = from && optionOf(from, PCAPNG_OPTION.interfaceTimestampOffset);
  if (offset === undefined || offset.length !== 8) return 0n;
  return new DataView(offset.buffer, offset.byteOffset, 8).getBigInt64(0, littleEndian);
}
