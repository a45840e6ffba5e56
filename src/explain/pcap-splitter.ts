/** The frames of a classic pcap file, as its octets come. */

import { LIMITS } from '../base/limits.ts';
import { decode } from '../wire/codec.ts';
import {
  PCAP_FRAME_HEADER_OCTETS,
  PCAP_HEADER_OCTETS,
  type PcapHeader,
  pcapFrameBig,
  pcapFrameLittle,
  pcapHeaderOf,
} from '../wire/pcap.ts';
import type { CapturedFrame, CaptureItem, CaptureSplitter } from './captured-frame.ts';
import { OctetQueue } from './octet-queue.ts';

export class PcapSplitter implements CaptureSplitter {
  readonly #queue = new OctetQueue();
  #header: PcapHeader | undefined;
  #frames = 0;
  #ended = false;

  *push(octets: Uint8Array): Generator<CaptureItem> {
    if (this.#ended) return;
    this.#queue.push(octets);
    this.#header ??= this.#readHeader();
    if (this.#header === undefined) return;
    for (;;) {
      const item = this.#next(this.#header);
      if (item === undefined) return;
      yield item;
      if (item.kind === 'trouble') {
        this.#ended = true;
        return;
      }
    }
  }

  *end(): Generator<CaptureItem> {
    if (this.#ended || (this.#header !== undefined && this.#queue.length === 0)) return;
    const { offset, length } = this.#queue;
    const sentence = `the file ends inside a frame: ${length} octets of it are there`;
    yield { kind: 'trouble', offset, sentence };
  }

  #readHeader(): PcapHeader | undefined {
    const octets = this.#queue.view(PCAP_HEADER_OCTETS);
    if (octets === undefined) return undefined;
    this.#queue.drop(PCAP_HEADER_OCTETS);
    return pcapHeaderOf(octets);
  }

  #next(header: PcapHeader): CaptureItem | undefined {
    const octets = this.#queue.view(PCAP_FRAME_HEADER_OCTETS);
    if (octets === undefined) return undefined;
    const codec = header.littleEndian ? pcapFrameLittle : pcapFrameBig;
    const { seconds, fraction, capturedLength, originalLength } = decode(codec, octets);
    if (capturedLength > LIMITS.capturedFrameOctets) {
      const sentence = `a frame of ${capturedLength} octets, more than ${LIMITS.capturedFrameOctets}`;
      return { kind: 'trouble', offset: this.#queue.offset, sentence };
    }
    const data = this.#queue.view(capturedLength, PCAP_FRAME_HEADER_OCTETS);
    if (data === undefined) return undefined;
    this.#queue.drop(PCAP_FRAME_HEADER_OCTETS + capturedLength);
    this.#frames++;
    const nanos = header.nanoseconds ? fraction : fraction * 1000;
    const frame: CapturedFrame = {
      kind: 'frame',
      number: this.#frames,
      linkType: header.linkType,
      time: { seconds, nanos },
      interfaceName: undefined,
      octets: data,
      originalLength,
    };
    return frame;
  }
}
