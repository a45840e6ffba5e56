/**
 * The headers of the packet before. A burst is mostly one flow in packets of one length: what was decided
 * for one of them holds for the next, and to compare headers costs less than to take them apart.
 */

import { dataOf } from '../../base/bytes.ts';
import { foldChecksum } from '../../wire/checksum.ts';
import type { PacketView } from '../../wire/packet-view.ts';

/** Words of the header and of the ports behind it. */
const IPV4_WORDS = 6;
const IPV6_WORDS = 11;
/** In IPv4, what packets of one flow need not have in common: identification and checksum. */
const FRAGMENT_BITS = 0xffff;
const LIFE_AND_PROTOCOL_BITS = ~0xffff;
const IDENTIFICATION_AT = 4;
const CHECKSUM_AT = 10;
const PORTS_OCTETS = 4;

/** Known by everything that a decision about a packet may look at, but for a checksum. */
export class LastHeaders {
  readonly #words = new Int32Array(IPV6_WORDS);
  /** How many there are; 0 while nothing is kept. */
  #count = 0;
  /** Octets of the packet and of what follows it. */
  #octets = 0;
  /** In IPv4, the sum of the header but for identification and checksum. */
  #sum = 0;

  /** No packet is like what was kept. */
  forget(): void {
    this.#count = 0;
  }

  /**
   * Keeps the headers of the packet of a view, in `arena[start .. end)`, where they are plain: without
   * options and extension headers, of no fragment, and not of ICMP, whose errors are about other packets.
   */
  keep(view: PacketView, arena: Uint8Array, start: number, end: number): void {
    const count = view.version === 4 ? IPV4_WORDS : IPV6_WORDS;
    const isPlain =
      view.headerEnd - start === 4 * count - PORTS_OCTETS &&
      view.headerEnd + PORTS_OCTETS <= view.totalEnd &&
      view.icmpType < 0 &&
      view.fragmentOffset === 0 &&
      !view.moreFragments;
    this.#count = isPlain ? count : 0;
    if (!isPlain) return;
    this.#octets = end - start;
    const data = dataOf(arena);
    const words = this.#words;
    for (let i = 0; i < count; i++) words[i] = data.getInt32(start + 4 * i);
    if (count === IPV6_WORDS) return;
    words[1]! &= FRAGMENT_BITS;
    words[2]! &= LIFE_AND_PROTOCOL_BITS;
    this.#sum = 0;
    for (let i = 0; i < IPV4_WORDS - 1; i++) {
      this.#sum += (words[i]! >>> 16) + (words[i]! & 0xffff);
    }
  }

  /** Whether the packet in `arena[start .. end)` has the headers that were kept; its checksum may be wrong. */
  areOf(arena: Uint8Array, start: number, end: number): boolean {
    if (this.#count === 0 || end - start !== this.#octets || end > arena.length) return false;
    const data = dataOf(arena);
    const words = this.#words;
    if (this.#count === IPV6_WORDS) return haveWords(data, start, words);
    return (
      data.getInt32(start) === words[0] &&
      (data.getInt32(start + 4) & FRAGMENT_BITS) === words[1] &&
      (data.getInt32(start + 8) & LIFE_AND_PROTOCOL_BITS) === words[2] &&
      data.getInt32(start + 12) === words[3] &&
      data.getInt32(start + 16) === words[4] &&
      data.getInt32(start + 20) === words[5]
    );
  }

  /** Whether the header checksum is right of a packet that `areOf` has said yes to. */
  isChecksumRight(arena: Uint8Array, start: number): boolean {
    if (this.#count === IPV6_WORDS) return true;
    const data = dataOf(arena);
    const both = data.getUint16(start + IDENTIFICATION_AT) + data.getUint16(start + CHECKSUM_AT);
    return foldChecksum(this.#sum + both) === 0;
  }
}

function haveWords(data: DataView, start: number, words: Int32Array): boolean {
  for (let i = 0; i < words.length; i++) {
    if (data.getInt32(start + 4 * i) !== words[i]) return false;
  }
  return true;
}
