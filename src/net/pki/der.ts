/**
 * Strict DER (X.690 10, 11) for what strangers send. Certificates must have one encoding only: what is signed is
 * compared as octets, and what is not signed must leave no room to change a certificate and keep it valid.
 */

import { LIMITS } from '../../base/limits.ts';

/** The octets are not DER, or not what was looked for. Never leaves src/net/pki. */
export class DerError extends Error {
  override readonly name = 'DerError';
}

/** One element. */
export interface Der {
  readonly tag: number;
  readonly contents: Uint8Array;
  /** The element with its tag and length. */
  readonly raw: Uint8Array;
}

export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  enumerated: 0x0a,
  utf8String: 0x0c,
  printableString: 0x13,
  teletexString: 0x14,
  ia5String: 0x16,
  utcTime: 0x17,
  generalizedTime: 0x18,
  universalString: 0x1c,
  bmpString: 0x1e,
  sequence: 0x30,
  set: 0x31,
} as const;

const CONSTRUCTED = 0x20;
const CONTEXT = 0x80;
const MAXIMUM_DEPTH = 24;

/** The tag of a context-specific element: `[n]`, constructed where it holds elements. */
export function contextTag(number: number, constructed: boolean): number {
  return CONTEXT | number | (constructed ? CONSTRUCTED : 0);
}

/** The one element that the octets are, checked to its leaves. Throws a DerError. */
export function readStrictly(bytes: Uint8Array, maximumElements: number): Der {
  const whole = readWhole(bytes);
  let left = maximumElements;
  const check = (element: Der, depth: number): void => {
    if (--left < 0) throw new DerError(`more than ${maximumElements} elements`);
    if (depth > MAXIMUM_DEPTH) throw new DerError('elements nested too deep');
    if ((element.tag & CONSTRUCTED) === 0) return checkPrimitive(element);
    const universal = (element.tag & 0xc0) === 0;
    // Strings in pieces are BER only (X.690 10.2).
    if (universal && element.tag !== TAG.sequence && element.tag !== TAG.set) {
      throw new DerError(`a constructed element of type ${element.tag & 0x1f}`);
    }
    for (const part of partsOf(element)) check(part, depth + 1);
  };
  check(whole, 0);
  return whole;
}

/** The one element that the octets are; nothing may follow it. Throws a DerError. */
export function readWhole(bytes: Uint8Array): Der {
  const element = readAt(bytes, 0);
  if (element.raw.length !== bytes.length) {
    throw new DerError(`${bytes.length - element.raw.length} octets too many`);
  }
  return element;
}

/** The elements that a constructed one holds. Throws a DerError. */
export function partsOf(element: Der): readonly Der[] {
  const parts: Der[] = [];
  for (let at = 0; at < element.contents.length; ) {
    const part = readAt(element.contents, at);
    parts.push(part);
    at += part.raw.length;
  }
  return parts;
}

/** Goes through the parts of a sequence in their order. */
export class Sequence {
  readonly #parts: readonly Der[];
  readonly #what: string;
  #at = 0;

  /** Throws a DerError where the element has another tag. */
  constructor(element: Der, what: string, tag: number = TAG.sequence) {
    if (element.tag !== tag) throw new DerError(`${what} is of another type`);
    this.#parts = partsOf(element);
    this.#what = what;
  }

  /** The next part, whatever it is. Throws a DerError where there is none. */
  any(): Der {
    const part = this.#parts[this.#at];
    if (part === undefined) throw new DerError(`${this.#what} ends too early`);
    this.#at += 1;
    return part;
  }

  /** The next part, which must have one of the tags. Throws a DerError. */
  take(...tags: readonly number[]): Der {
    const part = this.any();
    if (!tags.includes(part.tag)) {
      throw new DerError(`${this.#what} holds something else than expected`);
    }
    return part;
  }

  /** The next part if it has one of the tags. */
  optional(...tags: readonly number[]): Der | undefined {
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
export function oidText(element: Der): string {
  if (element.tag !== TAG.oid) throw new DerError('no object identifier');
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
export function smallInteger(element: Der): number {
  const { contents } = element;
  if (contents.length > 4 || contents[0]! >= 0x80) throw new DerError('a number out of range');
  return contents.reduce((sum, octet) => sum * 256 + octet, 0);
}

/** Octets of a BIT STRING that is made of whole octets: signatures, keys. Throws a DerError. */
export function octetsOfBits(element: Der): Uint8Array {
  if (element.contents[0] !== 0) throw new DerError('bits that are no whole octets');
  return element.contents.subarray(1);
}

function readAt(bytes: Uint8Array, at: number): Der {
  const tag = bytes[at];
  const first = bytes[at + 1];
  if (tag === undefined || first === undefined) throw new DerError('ends within an element');
  if ((tag & 0x1f) === 0x1f) throw new DerError('a tag of several octets');
  let length = first;
  let start = at + 2;
  if (first >= 0x80) {
    const count = first & 0x7f;
    if (count === 0) throw new DerError('a length that is not definite');
    if (count > 4) throw new DerError('a length of too many octets');
    length = 0;
    for (let i = 0; i < count; i++) length = length * 256 + (bytes[start + i] ?? 0);
    start += count;
    // X.690 10.1: the least number of octets.
    if (length < 0x80 || length < 256 ** (count - 1)) {
      throw new DerError('a length that is longer than it need be');
    }
  }
  if (start + length > bytes.length) throw new DerError('an element longer than what holds it');
  return {
    tag,
    contents: bytes.subarray(start, start + length),
    raw: bytes.subarray(at, start + length),
  };
}

function checkPrimitive({ tag, contents }: Der): void {
  switch (tag) {
    case TAG.boolean:
      if (contents.length !== 1 || (contents[0] !== 0 && contents[0] !== 0xff)) {
        throw new DerError('a truth value that is neither');
      }
      return;
    case TAG.integer:
    case TAG.enumerated:
      return checkInteger(contents);
    case TAG.bitString:
      return checkBits(contents);
    case TAG.null:
      if (contents.length !== 0) throw new DerError('a null with contents');
      return;
    case TAG.oid:
      if (contents.length === 0 || contents[contents.length - 1]! >= 0x80) {
        throw new DerError('an object identifier that does not end');
      }
      return;
    case TAG.sequence & ~CONSTRUCTED:
    case TAG.set & ~CONSTRUCTED:
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
