/**
 * Sealers and openers by kernels that take a whole batch: packets are copied into the kernel's
 * memory if they are not there, sealed or opened there all at once, and copied back. What a kernel
 * saves on a packet is the cost of a call of OpenSSL, some microseconds; where OpenSSL makes up for
 * that on a long packet, those are left to it, one at a time.
 */

import { assert } from '../../base/assert.ts';
import type { Random } from '../../base/random.ts';
import { espLayout } from '../algorithms.ts';
import { copyOctets, HEADER_OCTETS } from '../esp-packet.ts';
import { checkHighs, leastOctets } from '../esp-transform.ts';
import { nodeProvider } from '../node.ts';
import type { EspKeys, EspOpener, EspSealer, EspSuite } from '../provider.ts';
import { type ImageKernel, PacketImage } from './packet-image.ts';

/** What SAs of one suite have in common. */
export interface KernelKind {
  readonly suite: EspSuite;
  readonly esn: boolean;
  /** Of the kernel, for packets of this suite. */
  readonly image: PacketImage;
  /** Packets of more octets than this are left to node:crypto. */
  readonly longOctets: number;
  /** Whether an SA seals with an IV of the caller's choice; else that is left to node:crypto, too. */
  readonly takesIvs: boolean;
}

const oneSpan = new Uint32Array(2);
const oneHigh = new Uint32Array(1);

/** Who serves the packets of an SA that the kernel does not: few SAs ever have any. */
const nodeSealers = new WeakMap<object, EspSealer>();
const nodeOpeners = new WeakMap<object, EspOpener>();

/**
 * One SA whose packets a kernel seals, or opens. It is one object, since a host may hold thousands, and
 * has no private methods, which take a field of each object.
 */
export abstract class KernelSa<Kind extends KernelKind> implements EspSealer, EspOpener {
  readonly kind: Kind;
  /** Undefined where it opens. */
  readonly random: Random | undefined;

  constructor(kind: Kind, random: Random | undefined) {
    this.kind = kind;
    this.random = random;
  }

  /** Seals the first `count` jobs, at least one; with `ownIv` each gets an IV of the SA's making. */
  abstract sealJobs(count: number, ownIv: boolean): void;

  /**
   * Opens the first `count` jobs, at least one. Where the ICV is wrong the flag becomes 0. Answers
   * whether any packet is another one now: else there is nothing to copy back.
   */
  abstract openJobs(count: number): boolean;

  abstract keys(): EspKeys;

  seal(arena: Uint8Array, spans: Uint32Array, count: number, highs?: Uint32Array): void {
    assert(this.random !== undefined, 'what seals has a source of randomness');
    const { esn, longOctets } = this.kind;
    checkHighs(esn, count, highs);
    for (let from = 0; from < count; ) {
      const to = endOfRun(longOctets, spans, from, count);
      if (isLong(longOctets, spans, from)) {
        const theirHighs = highs?.subarray(from);
        nodeSealerOf(this, this.random).seal(
          arena,
          spans.subarray(2 * from),
          to - from,
          theirHighs,
        );
        from = to;
      } else {
        from = sealPiece(this, arena, spans, from, to, highs, true);
      }
    }
  }

  sealWithIv(arena: Uint8Array, start: number, end: number, iv: Uint8Array, high = 0): void {
    const { image, takesIvs, longOctets } = this.kind;
    assert(this.random !== undefined, 'what seals has a source of randomness');
    assert(iv.length === image.shape.ivOctets, 'the IV has the length of the suite');
    oneSpan[0] = start;
    oneSpan[1] = end;
    oneHigh[0] = high;
    if (!takesIvs || isLong(longOctets, oneSpan, 0)) {
      nodeSealerOf(this, this.random).sealWithIv(arena, start, end, iv, high);
      return;
    }
    copyOctets(iv, 0, arena, start + HEADER_OCTETS, iv.length);
    sealPiece(this, arena, oneSpan, 0, 1, oneHigh, false);
  }

  open(
    arena: Uint8Array,
    spans: Uint32Array,
    count: number,
    verdicts: Uint8Array,
    highs?: Uint32Array,
  ): void {
    const { esn, image, longOctets } = this.kind;
    checkHighs(esn, count, highs);
    for (let from = 0; from < count; ) {
      const to = endOfRun(longOctets, spans, from, count);
      if (isLong(longOctets, spans, from)) {
        const theirs = verdicts.subarray(from);
        const theirHighs = highs?.subarray(from);
        nodeOpenerOf(this).open(arena, spans.subarray(2 * from), to - from, theirs, theirHighs);
        from = to;
        continue;
      }
      const next = image.take(arena, spans, from, to, esn ? highs : undefined, verdicts);
      const isChanged = this.openJobs(next - from);
      image.tell(verdicts, from, next);
      if (isChanged) image.giveBack(arena);
      from = next;
    }
  }
}

/** Seals packets from `from` on, as many as one piece takes; answers the first that is left. */
function sealPiece(
  sa: KernelSa<KernelKind>,
  arena: Uint8Array,
  spans: Uint32Array,
  from: number,
  to: number,
  highs: Uint32Array | undefined,
  ownIv: boolean,
): number {
  const { esn, image } = sa.kind;
  const next = image.take(arena, spans, from, to, esn ? highs : undefined, undefined);
  sa.sealJobs(next - from, ownIv);
  image.giveBack(arena);
  return next;
}

function nodeSealerOf(sa: KernelSa<KernelKind>, random: Random): EspSealer {
  let sealer = nodeSealers.get(sa);
  if (sealer === undefined) {
    const { suite, esn } = sa.kind;
    sealer = nodeProvider.espSealer(suite, sa.keys(), random, { esn });
    nodeSealers.set(sa, sealer);
  }
  return sealer;
}

function nodeOpenerOf(sa: KernelSa<KernelKind>): EspOpener {
  let opener = nodeOpeners.get(sa);
  if (opener === undefined) {
    const { suite, esn } = sa.kind;
    opener = nodeProvider.espOpener(suite, sa.keys(), { esn });
    nodeOpeners.set(sa, opener);
  }
  return opener;
}

/** Kinds by the names of their suites: an SA finds the one that others have made. */
export class KernelKinds<Kind extends KernelKind> {
  readonly #kinds = new Map<string, Kind>();
  /** By the suites themselves, which are policy's, with 32-bit numbers and with 64-bit ones: no name is put together. */
  readonly #bySuite = [new WeakMap<EspSuite, Kind>(), new WeakMap<EspSuite, Kind>()] as const;

  /** The kind for a suite, made where it is the first. */
  of(suite: EspSuite, esn: boolean, make: () => Kind): Kind {
    const bySuite = this.#bySuite[esn ? 1 : 0];
    let kind = bySuite.get(suite);
    if (kind === undefined) bySuite.set(suite, (kind = this.#named(suite, esn, make)));
    return kind;
  }

  #named(suite: EspSuite, esn: boolean, make: () => Kind): Kind {
    const { encryption, keyBits, integrity } = suite;
    const name = `${encryption} ${keyBits} ${integrity} ${esn}`;
    let kind = this.#kinds.get(name);
    if (kind === undefined) this.#kinds.set(name, (kind = make()));
    return kind;
  }
}

/** An image of a kernel for packets of a suite. */
export function imageFor(kernel: ImageKernel, suite: EspSuite): PacketImage {
  return new PacketImage(kernel, { ...espLayout(suite), leastOctets: leastOctets(suite) });
}

/** Where those of packets `from` to `count` end that are long, or are not, as the first of them. */
function endOfRun(octets: number, spans: Uint32Array, from: number, count: number): number {
  if (octets === Number.POSITIVE_INFINITY) return count;
  const first = isLong(octets, spans, from);
  let to = from + 1;
  while (to < count && isLong(octets, spans, to) === first) to++;
  return to;
}

function isLong(octets: number, spans: Uint32Array, i: number): boolean {
  return spans[2 * i + 1]! - spans[2 * i]! > octets;
}
