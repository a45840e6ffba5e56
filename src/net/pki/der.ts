/**
 * Strict DER (X.690 10, 11) for what strangers send. Certificates must have one encoding only: what is signed is
 * compared as octets, and what is not signed must leave no room to change a certificate and keep it valid.
 */

import { CONSTRUCTED, DER_TAG, type DerElement, elementAt } from '../../base/der.ts';
import { LIMITS } from '../../base/limits.ts';

/** The octets are not DER, or not what was looked for. Never leaves src/net/pki. */
export class DerError extends Error {
  override readonly name = 'DerError';
}

const MAXIMUM_DEPTH = 24;

/** The one element that the octets are, checked to its leaves. Throws a DerError. */
export function readStrictly(bytes: Uint8Array, maximumElements: number): DerElement {
  const whole = readWhole(bytes);
  let left = maximumElements;
  const check = (element: DerElement, depth: number): void => {
    if (--left < 0) throw new DerError(`more than ${maximumElements} elements`);
    if (depth > MAXIMUM_DEPTH) throw new DerError('elements nested too deep');
    if ((element.tag & CONSTRUCTED) === 0) return checkPrimitive(element);
    const universal = (element.tag & 0xc0) === 0;
    // Strings in pieces are BER only (X.690 10.2).
    if (universal && element.tag !== DER_TAG.sequence && element.tag !== DER_TAG.set) {
      throw new DerError(`a constructed element of type ${element.tag & 0x1f}`);
    }
    for (const part of partsOf(element)) check(part, depth + 1);
  };
  check(whole, 0);
  return whole;
}

/** The one element that the octets are; nothing may follow it. Throws a DerError. */
export function readWhole(bytes: Uint8Array): DerElement {
  const element = readAt(bytes, 0);
  if (element.raw.length !== bytes.length) {
    throw new DerError(`${bytes.length - element.raw.length} octets too many`);
  }
  return element;
}

/** The elements that a constructed one holds. Throws a DerError. */
export function partsOf(element: DerElement): readonly DerElement[] {
  const parts: DerElement[] = [];
  for (let at = 0; at < element.contents.length; ) {
    const part = readAt(element.contents, at);
    parts.push(part);
    at += part.raw.length;
  }
  return parts;
}

/** Goes through the parts of a sequence in their order. */
export class Sequence {
  readonly #parts: readonly DerElement[];
  readonly #what: string;
  #at = 0;

  /** Throws a DerError where the element has another tag. */
  constructor(element: DerElement, what: string, tag: number = DER_TAG.sequence) {
    if (element.tag !== tag) throw new DerError(`${what} is of another type`);
    this.#parts = partsOf(element);
    this.#what = what;
  }

  /** The next part, whatever it is. Throws a DerError where there is none. */
  any(): DerElement {
    const part = this.#parts[this.#at];
    if (part === undefined) throw new DerError(`${this.#what} ends too early`);
    this.#at += 1;
    return part;
  }

  /** The next part, which must have one of the tags. Throws a DerError. */
  take(...tags: readonly number[]): DerElement {
    const part = this.any();
    if (!tags.includes(part.tag)) {
      throw new DerError(`${this.#what} holds something else than expected`);
    }
    return part;
  }

  /** The next part if it has one of the tags. */
  optional(...tags: readonly number[]): DerElement | undefined {
    const part = this.#parts[this.#at];
    if (part === undefined || !tags.includes(part.tag)) return undefined;
    this.#at += 1;
    return part;
  }

  /** Throws a DerError where something is left. */
  end(): void {
    if (this.#at < this.#parts.length) throw new DerError(`${this.#what} holds too much`);
  }
}

/** Text of an object identifier, for example `2.5.29.15`. Throws a DerError. */
export function oidText(element: DerElement): string {
  if (element.tag !== DER_TAG.oid) throw new DerError('no object identifier');
  return oidOfContents(element.contents);
}

/** The same, of the contents alone. */
export function oidOfContents(contents: Uint8Array): string {
  if (contents.length > LIMITS.oidOctets) throw new DerError('an object identifier too large');
  const arcs: number[] = [];
  let arc = 0;
  for (const octet of contents) {
    arc = arc * 128 + (octet & 0x7f);
    if (arc > Number.MAX_SAFE_INTEGER) throw new DerError('an object identifier too large');
    if (octet >= 0x80) continue;
    arcs.push(arc);
    arc = 0;
  }
  const first = Math.min(2, Math.floor(arcs[0]! / 40));
  return [first, arcs[0]! - first * 40, ...arcs.slice(1)].join('.');
}

/** A small INTEGER that is not negative. Throws a DerError. */
export function smallInteger(element: DerElement): number {
  const { contents } = element;
  if (contents.length > 4 || contents[0]! >= 0x80) throw new DerError('a number out of range');
  return contents.reduce((sum, octet) => sum * 256 + octet, 0);
}

/** Octets of a BIT STRING that is made of whole octets: signatures, keys. Throws a DerError. */
export function octetsOfBits(element: DerElement): Uint8Array {
  if (element.contents[0] !== 0) throw new DerError('bits that are no whole octets');
  return element.contents.subarray(1);
}

function readAt(bytes: Uint8Array, at: number): DerElement {
  const element = elementAt(bytes, at);
  if (typeof element === 'string') throw new DerError(element);
  return element;
}

function checkPrimitive({ tag, contents }: DerElement): void {
  switch (tag) {
    case DER_TAG.boolean:
      if (contents.length !== 1 || (contents[0] !== 0 && contents[0] !== 0xff)) {
        throw new DerError('a truth value that is neither');
      }
      return;
    case DER_TAG.integer:
    case DER_TAG.enumerated:
      return checkInteger(contents);
    case DER_TAG.bitString:
      return checkBits(contents);
    case DER_TAG.null:
      if (contents.length !== 0) throw new DerError('a null with contents');
      return;
    case DER_TAG.oid:
      if (contents.length === 0 || contents[contents.length - 1]! >= 0x80) {
        throw new DerError('an object identifier that does not end');
      }
      return;
    case DER_TAG.sequence & ~CONSTRUCTED:
    case DER_TAG.set & ~CONSTRUCTED:
      throw new DerError('a sequence that is not constructed');
    default:
  }
}

function checkInteger(contents: Uint8Array): void {
  const [first, second] = contents;
  if (first === undefined) throw new DerError('a number without octets');
  if (second === undefined) return;
  if ((first === 0 && second < 0x80) || (first === 0xff && second >= 0x80)) {
    throw new DerError('a number that is longer than it need be');
  }
}

function checkBits(contents: Uint8Array): void {
  const unused = contents[0];
  const last = contents[contents.length - 1]!;
  if (unused === undefined || unused > 7 || (contents.length === 1 && unused > 0)) {
    throw new DerError('a bit string that is none');
  }
  if (unused > 0 && (last & ((1 << unused) - 1)) !== 0) {
    throw new DerError('a bit string with unused bits set');
  }
}
