/**
 * Sealers and openers by kernels that take a whole batch: packets are copied into the kernel's
 * memory, sealed or opened there all at once, and copied back. What a kernel saves on a packet is the
 * cost of a call of OpenSSL, some microseconds; where OpenSSL makes up for that on a long packet,
 * those are left to it, one at a time.
 */

import { assert } from '../../base/assert.ts';
import type { Random } from '../../base/random.ts';
import { espLayout } from '../algorithms.ts';
import { copyOctets, HEADER_OCTETS } from '../esp-packet.ts';
import { checkHighs, leastOctets } from '../esp-transform.ts';
import { nodeProvider } from '../node.ts';
import type { EspKeys, EspOpener, EspSealer, EspSuite } from '../provider.ts';
import { type ImageKernel, PacketImage } from './packet-image.ts';

/** One SA, as far as a kernel is concerned. */
export interface KernelSa {
  readonly suite: EspSuite;
  readonly esn: boolean;
  /** Of the kernel, for packets of this suite. */
  readonly image: PacketImage;
  /** Packets of more octets than this are left to node:crypto. */
  readonly longOctets: number;
  /** Whether it seals with an IV of the caller's choice; else that is left to node:crypto, too. */
  readonly takesIvs: boolean;
  /** Seals the first `count` jobs, at least one; with `ownIv` each gets an IV of the SA's making. */
  seal(count: number, ownIv: boolean): void;
  /**
   * Opens the first `count` jobs, at least one. Where the ICV is wrong the flag becomes 0. Answers
   * whether any packet is another one now: else there is nothing to copy back.
   */
  open(count: number): boolean;
  keys(): EspKeys;
}

const oneSpan = new Uint32Array(2);
const oneHigh = new Uint32Array(1);

/** Seals packets of one SA by a kernel. */
export class KernelSealer implements EspSealer {
  readonly #sa: KernelSa;
  readonly #random: Random;
  /** For packets that the kernel does not serve. */
  #node: EspSealer | undefined;

  constructor(sa: KernelSa, random: Random) {
    this.#sa = sa;
    this.#random = random;
  }

  seal(arena: Uint8Array, spans: Uint32Array, count: number, highs?: Uint32Array): void {
    const { esn, longOctets } = this.#sa;
    checkHighs(esn, count, highs);
    for (let from = 0; from < count; ) {
      const to = endOfRun(longOctets, spans, from, count);
      if (isLong(longOctets, spans, from)) {
        const theirHighs = highs?.subarray(from);
        this.#byNode().seal(arena, spans.subarray(2 * from), to - from, theirHighs);
        from = to;
      } else {
        from = this.#sealPiece(arena, spans, from, to, highs, true);
      }
    }
  }

  sealWithIv(arena: Uint8Array, start: number, end: number, iv: Uint8Array, high = 0): void {
    const { image, takesIvs, longOctets } = this.#sa;
    assert(iv.length === image.shape.ivOctets, 'the IV has the length of the suite');
    oneSpan[0] = start;
    oneSpan[1] = end;
    oneHigh[0] = high;
    if (!takesIvs || isLong(longOctets, oneSpan, 0)) {
      this.#byNode().sealWithIv(arena, start, end, iv, high);
      return;
    }
    copyOctets(iv, 0, arena, start + HEADER_OCTETS, iv.length);
    this.#sealPiece(arena, oneSpan, 0, 1, oneHigh, false);
  }

  /** Seals packets from `from` on, as many as one piece takes; answers the first that is left. */
  #sealPiece(
    arena: Uint8Array,
    spans: Uint32Array,
    from: number,
    to: number,
    highs: Uint32Array | undefined,
    ownIv: boolean,
  ): number {
    const { esn, image } = this.#sa;
    const next = image.take(arena, spans, from, to, esn ? highs : undefined, undefined);
    this.#sa.seal(next - from, ownIv);
    image.giveBack(arena);
    return next;
  }

  #byNode(): EspSealer {
    const { suite, esn } = this.#sa;
    this.#node ??= nodeProvider.espSealer(suite, this.#sa.keys(), this.#random, { esn });
    return this.#node;
  }
}

/** Opens packets of one SA by a kernel. */
export class KernelOpener implements EspOpener {
  readonly #sa: KernelSa;
  /** For packets that the kernel does not serve. */
  #node: EspOpener | undefined;

  constructor(sa: KernelSa) {
    this.#sa = sa;
  }

  open(
    arena: Uint8Array,
    spans: Uint32Array,
    count: number,
    verdicts: Uint8Array,
    highs?: Uint32Array,
  ): void {
    const { esn, image, longOctets } = this.#sa;
    checkHighs(esn, count, highs);
    for (let from = 0; from < count; ) {
      const to = endOfRun(longOctets, spans, from, count);
      if (isLong(longOctets, spans, from)) {
        const theirs = verdicts.subarray(from);
        const theirHighs = highs?.subarray(from);
        this.#byNode().open(arena, spans.subarray(2 * from), to - from, theirs, theirHighs);
        from = to;
        continue;
      }
      const next = image.take(arena, spans, from, to, esn ? highs : undefined, verdicts);
      const isChanged = this.#sa.open(next - from);
      image.tell(verdicts, from, next);
      if (isChanged) image.giveBack(arena);
      from = next;
    }
  }

  #byNode(): EspOpener {
    const { suite, esn } = this.#sa;
    this.#node ??= nodeProvider.espOpener(suite, this.#sa.keys(), { esn });
    return this.#node;
  }
}

const images = new Map<ImageKernel, Map<string, PacketImage>>();

/** The image of a kernel for packets of a suite, the same for all SAs. */
export function imageFor(kernel: ImageKernel, suite: EspSuite): PacketImage {
  let ofKernel = images.get(kernel);
  if (ofKernel === undefined) images.set(kernel, (ofKernel = new Map()));
  const name = `${suite.encryption} ${suite.integrity}`;
  let image = ofKernel.get(name);
  if (image === undefined) {
    image = new PacketImage(kernel, { ...espLayout(suite), leastOctets: leastOctets(suite) });
    ofKernel.set(name, image);
  }
  return image;
}

/** Where those of packets `from` to `count` end that are long, or are not, as the first of them. */
function endOfRun(octets: number, spans: Uint32Array, from: number, count: number): number {
  const first = isLong(octets, spans, from);
  let to = from + 1;
  while (to < count && isLong(octets, spans, to) === first) to++;
  return to;
}

function isLong(octets: number, spans: Uint32Array, i: number): boolean {
  return spans[2 * i + 1]! - spans[2 * i]! > octets;
}
