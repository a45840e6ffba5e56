/** A capture of any kind, told by how it begins, and its frames as its octets come. */

import { concat, copy, EMPTY, utf8Text } from '../base/bytes.ts';
import { LIMITS } from '../base/limits.ts';
import { PCAP_HEADER_OCTETS, pcapHeaderOf } from '../wire/pcap.ts';
import type { CaptureItem, CaptureSplitter, HexKind } from './captured-frame.ts';
import { BadHexText, hexDatagrams } from './hex-text.ts';
import { PcapSplitter } from './pcap-splitter.ts';
import { PcapngSplitter } from './pcapng-splitter.ts';

/** A file that is neither a capture nor hexadecimal text. */
export class NotACapture extends Error {
  override readonly name = 'NotACapture';
}

/** Takes a file's octets as they come. Throws NotACapture where it is none. */
export class CaptureReader {
  readonly #hexKind: HexKind;
  #begin: Uint8Array = EMPTY;
  #splitter: CaptureSplitter | undefined;

  /** `hexKind` says what hexadecimal text holds. */
  constructor(hexKind: HexKind = 'guess') {
    this.#hexKind = hexKind;
  }

  *push(octets: Uint8Array): Generator<CaptureItem> {
    if (this.#splitter === undefined) {
      this.#begin = concat(this.#begin, octets);
      if (this.#begin.length < PCAP_HEADER_OCTETS) return;
      this.#splitter = this.#splitterFor(this.#begin);
      yield* this.#splitter.push(this.#begin);
      this.#begin = EMPTY;
      return;
    }
    yield* this.#splitter.push(octets);
  }

  *end(): Generator<CaptureItem> {
    if (this.#splitter === undefined) {
      if (this.#begin.length === 0) throw new NotACapture('the file is empty');
      this.#splitter = this.#splitterFor(this.#begin);
      yield* this.#splitter.push(this.#begin);
    }
    yield* this.#splitter.end();
  }

  #splitterFor(begin: Uint8Array): CaptureSplitter {
    if (startsWith(begin, [0x0a, 0x0d, 0x0d, 0x0a])) return new PcapngSplitter();
    if (pcapHeaderOf(begin) !== undefined) return new PcapSplitter();
    if (startsWith(begin, [0x1f, 0x8b])) {
      throw new NotACapture('it is compressed: gunzip -c FILE | espial decode -');
    }
    if (startsWith(begin, [0x28, 0xb5, 0x2f, 0xfd])) {
      throw new NotACapture('it is compressed: zstd -dc FILE | espial decode -');
    }
    if (begin.every((octet) => octet >= 0x20 || octet === 0x09 || isLineEnd(octet))) {
      return new HexSplitter(this.#hexKind);
    }
    throw new NotACapture('it is neither pcap, nor pcapng, nor hexadecimal text');
  }
}

/** Hexadecimal text, which is read when it is whole. */
class HexSplitter implements CaptureSplitter {
  readonly #kind: HexKind;
  readonly #pieces: Uint8Array[] = [];
  #octets = 0;

  constructor(kind: HexKind) {
    this.#kind = kind;
  }

  push(octets: Uint8Array): Iterable<CaptureItem> {
    this.#octets += octets.length;
    if (this.#octets > LIMITS.hexTextOctets) {
      throw new NotACapture(`hexadecimal text of more than ${LIMITS.hexTextOctets} octets`);
    }
    // The caller may use its chunk again.
    this.#pieces.push(copy(octets));
    return [];
  }

  *end(): Generator<CaptureItem> {
    for (const [index, octets] of this.#datagrams().entries()) {
      yield {
        kind: 'frame',
        number: index + 1,
        linkType: this.#kind,
        time: undefined,
        interfaceName: undefined,
        octets,
        originalLength: octets.length,
      };
    }
  }

  #datagrams(): Uint8Array[] {
    try {
      return hexDatagrams(utf8Text(concat(...this.#pieces)));
    } catch (error) {
      if (error instanceof BadHexText) throw new NotACapture(error.message);
      throw error;
    }
  }
}

function startsWith(octets: Uint8Array, start: readonly number[]): boolean {
  return start.every((octet, index) => octets[index] === octet);
}

function isLineEnd(octet: number): boolean {
  return octet === 0x0a || octet === 0x0d;
}
