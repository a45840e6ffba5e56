/** Formats with an Internet checksum: verified when read, generated when written. */

import { foldChecksum, pseudoHeaderSum, sumWords } from './checksum.ts';
import type { Codec } from './codec.ts';

/**
 * What a reader does about checksums.
 * - `required`: a wrong one is the DecodeError `bad-checksum`;
 * - `zero-allowed`: zero stands for "none", as UDP over IPv4 (RFC 768) and captures of packets
 *   whose checksum the network card was to fill in have it;
 * - `ignored`: any will do.
 */
export type ChecksumRule = 'required' | 'zero-allowed' | 'ignored';

/** A value with a checksum: absent where it is the one that writing would make. */
export interface Checksummed {
  readonly checksum?: number;
}

/** Where a format's checksum lies and what it covers. */
export interface ChecksumLayout {
  /** Offset of the field, even. */
  readonly at: number;
  /**
   * The sum of everything covered, given the octets of the value; undefined where it cannot be
   * known (no addresses for the pseudo-header): then the field is kept as it is and written as 0.
   */
  readonly sum: (octets: Uint8Array) => number | undefined;
  /** RFC 768: a checksum of zero goes out as 0xffff. */
  readonly zeroMeansNone?: boolean;
}

/** The addresses that the pseudo-header of UDP, TCP or ICMPv6 holds. */
export interface PseudoHeader {
  readonly source: Uint8Array;
  readonly destination: Uint8Array;
}

/** What a checksum under a pseudo-header covers: nothing known where the addresses are not. */
export function sumUnder(
  pseudo: PseudoHeader | undefined,
  protocol: number,
): (octets: Uint8Array) => number | undefined {
  if (pseudo === undefined) return () => undefined;
  const { source, destination } = pseudo;
  return (octets) => {
    const header = pseudoHeaderSum(source, destination, protocol, octets.length);
    return sumWords(octets, 0, octets.length, header);
  };
}

/** The same format with its `checksum` field looked after; `codec` reads and writes it plainly. */
export function checksummed<T extends Checksummed>(
  codec: Codec<T>,
  layout: ChecksumLayout,
  rule: ChecksumRule,
): Codec<T> {
  return {
    what: codec.what,
    read(reader, scope) {
      const start = reader.at;
      const value = codec.read(reader, scope);
      const octets = reader.bytes.subarray(start, reader.at);
      const right = checksumOf(octets, layout);
      const found = value.checksum;
      if (right === undefined || found === undefined) return value;
      if (found === right) return withoutChecksum(value);
      const tolerated = rule === 'ignored' || (rule === 'zero-allowed' && found === 0);
      if (!tolerated && !matches(found, right, layout)) {
        reader.enter('checksum');
        reader.fail(
          'bad-checksum',
          `${hex(found)}, but it should be ${hex(right)}`,
          start + layout.at,
        );
      }
      return value;
    },
    write(writer, value, scope) {
      const start = writer.length;
      codec.write(writer, { ...value, checksum: value.checksum ?? 0 }, scope);
      if (value.checksum !== undefined) return;
      writer.patch(start + layout.at, checksumOf(writer.written(start), layout) ?? 0, 2);
    },
    generate: (draws, scope) => withoutChecksum(codec.generate(draws, scope)),
  };
}

/** The checksum that the octets should have, whatever their checksum field holds now. */
function checksumOf(octets: Uint8Array, layout: ChecksumLayout): number | undefined {
  const sum = layout.sum(octets);
  if (sum === undefined) return undefined;
  const field = sumWords(octets, layout.at, layout.at + 2);
  const checksum = foldChecksum(sum - field);
  return checksum === 0 && layout.zeroMeansNone === true ? 0xffff : checksum;
}

/** In ones' complement 0 and 0xffff are the same number, unless the format tells them apart. */
function matches(found: number, right: number, layout: ChecksumLayout): boolean {
  return (
    layout.zeroMeansNone !== true && (found ^ right) === 0xffff && (right === 0 || found === 0)
  );
}

function withoutChecksum<T extends Checksummed>(value: T): T {
  const { checksum: _, ...others } = value;
  return others as T;
}

function hex(value: number): string {
  return `0x${value.toString(16).padStart(4, '0')}`;
}
