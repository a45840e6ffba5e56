/** The layout of an ESP packet (RFC 4303 2): everything around the payload but the cryptography. */

import { concat, dataOf, writeU32 } from '../../base/bytes.ts';
import type { EspLayout } from '../../crypto/algorithms.ts';
import type { EspSealer } from '../../crypto/provider.ts';
import { ESP_HEADER_OCTETS } from '../../wire/esp.ts';

/** Pad length and next header. */
const TRAILER_OCTETS = 2;
/** The first four octets of padding 1, 2, 3 ..., and by how much each four octets are more than those before. */
const PADDING = 0x01020304;
const NEXT_FOUR = 0x04040404;

/** Octets that the cipher works on for a payload: payload, padding, pad length, next header. */
export function cipherOctetsFor(layout: EspLayout, payloadOctets: number): number {
  // Always a power of two, and this is asked several times a packet: no division.
  const unit = layout.paddingOctets;
  return (payloadOctets + TRAILER_OCTETS + unit - 1) & -unit;
}

/** Octets of a whole ESP packet, from the SPI to the end of the ICV. */
export function espPacketOctets(layout: EspLayout, payloadOctets: number): number {
  return payloadAt(layout) + cipherOctetsFor(layout, payloadOctets) + layout.icvOctets;
}

/** The longest payload of an ESP packet of at most `espOctets` octets; 0 if it has room for none. */
export function largestPayload(layout: EspLayout, espOctets: number): number {
  const unit = layout.paddingOctets;
  const room = espOctets - payloadAt(layout) - layout.icvOctets;
  return Math.max(0, Math.floor(room / unit) * unit - TRAILER_OCTETS);
}

/** How far behind the SPI the payload starts. */
export function payloadAt(layout: EspLayout): number {
  return ESP_HEADER_OCTETS + layout.ivOctets;
}

/**
 * Writes an ESP packet around a payload that lies `payloadAt(layout)` behind `at` already: SPI,
 * sequence number and trailer with padding 1, 2, 3 ... (RFC 4303 2.4). IV and ICV are left to the
 * sealer. Answers where the packet ends.
 */
export function layOutEsp(
  arena: Uint8Array,
  at: number,
  layout: EspLayout,
  spi: number,
  sequence: number,
  payloadOctets: number,
  nextHeader: number,
): number {
  const data = dataOf(arena);
  data.setUint32(at, spi);
  data.setUint32(at + 4, sequence);
  const plainEnd = at + payloadAt(layout) + cipherOctetsFor(layout, payloadOctets);
  const padAt = at + payloadAt(layout) + payloadOctets;
  const padOctets = plainEnd - TRAILER_OCTETS - padAt;
  let i = 0;
  for (let four = PADDING; i + 4 <= padOctets; i += 4, four = (four + NEXT_FOUR) | 0) {
    data.setInt32(padAt + i, four);
  }
  for (; i < padOctets; i++) arena[padAt + i] = i + 1;
  arena[plainEnd - 2] = padOctets;
  arena[plainEnd - 1] = nextHeader;
  return plainEnd + layout.icvOctets;
}

/** The next header of an opened packet whose plaintext ends at `plainEnd`. */
export function nextHeaderOf(arena: Uint8Array, plainEnd: number): number {
  return arena[plainEnd - 1]!;
}

/**
 * Where the payload of an opened packet ends, or -1 if the plaintext has no room for a trailer or
 * its padding is not 1, 2, 3 ... (RFC 4303 2.4: a receiver should look).
 */
export function payloadEndOf(arena: Uint8Array, plainStart: number, plainEnd: number): number {
  if (plainEnd - plainStart < TRAILER_OCTETS) return -1;
  const padOctets = arena[plainEnd - 2]!;
  const padAt = plainEnd - TRAILER_OCTETS - padOctets;
  if (padAt < plainStart) return -1;
  const data = dataOf(arena);
  let i = 0;
  for (let four = PADDING; i + 4 <= padOctets; i += 4, four = (four + NEXT_FOUR) | 0) {
    if (data.getInt32(padAt + i) !== four) return -1;
  }
  for (; i < padOctets; i++) if (arena[padAt + i] !== i + 1) return -1;
  return padAt;
}

/** One ESP packet with everything chosen by the caller: for vectors and for forging. */
export interface ExplicitEsp {
  readonly layout: EspLayout;
  readonly sealer: EspSealer;
  readonly spi: number;
  readonly sequence: number;
  readonly iv: Uint8Array;
  readonly payload: Uint8Array;
  readonly nextHeader: number;
  /** Instead of padding 1, 2, 3 ...; its length is the caller's business too. */
  readonly padding?: Uint8Array;
  /** Instead of the length of the padding. */
  readonly padLength?: number;
}

/** A whole ESP packet as the caller wants it, right or wrong. */
export function sealExplicitEsp(options: ExplicitEsp): Uint8Array {
  const { layout, payload, padding } = options;
  const plain =
    padding === undefined
      ? payload
      : concat(
          payload,
          padding,
          Uint8Array.of(options.padLength ?? padding.length, options.nextHeader),
        );
  const octets =
    padding === undefined
      ? espPacketOctets(layout, payload.length)
      : payloadAt(layout) + plain.length + layout.icvOctets;
  const packet = new Uint8Array(octets);
  packet.set(plain, payloadAt(layout));
  if (padding === undefined) {
    const { spi, sequence, nextHeader } = options;
    layOutEsp(packet, 0, layout, spi, sequence, payload.length, nextHeader);
  } else {
    writeU32(packet, 0, options.spi);
    writeU32(packet, 4, options.sequence);
  }
  options.sealer.sealWithIv(packet, 0, packet.length, options.iv);
  return packet;
}
