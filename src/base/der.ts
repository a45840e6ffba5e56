/**
 * Strict DER (X.690 10): one tag, one length of the least octets, no more. What elements hold is
 * checked by whoever reads them; certificates have src/net/pki/der.ts.
 */

import { concat } from './bytes.ts';

/** Universal tags, with the bit of what is constructed. */
export const DER_TAG = {
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

/** The bit of a tag whose element is made of elements. */
export const CONSTRUCTED = 0x20;
const CONTEXT = 0x80;

/** The tag of a context-specific element: `[n]`, constructed where it holds elements. */
export function contextTag(number: number, constructed: boolean): number {
  return CONTEXT | number | (constructed ? CONSTRUCTED : 0);
}

export interface DerElement {
  readonly tag: number;
  readonly contents: Uint8Array;
  /** With tag and length. */
  readonly raw: Uint8Array;
}

/** The element that begins at an offset, or a sentence without its end that says why it is none. */
export function elementAt(octets: Uint8Array, at: number): DerElement | string {
  const tag = octets[at];
  const first = octets[at + 1];
  if (tag === undefined || first === undefined) return 'ends within an element';
  if ((tag & 0x1f) === 0x1f) return 'a tag of several octets';
  let length = first;
  let start = at + 2;
  if (first >= 0x80) {
    const count = first & 0x7f;
    if (count === 0) return 'a length that is not definite';
    if (count > 4) return 'a length of too many octets';
    length = 0;
    // Octets that are not there leave an element that is longer than what holds it.
    for (let i = 0; i < count; i++) length = length * 256 + (octets[start + i] ?? 0);
    start += count;
    // X.690 10.1: the least number of octets.
    if (length < 0x80 || length < 256 ** (count - 1)) {
      return 'a length that is longer than it need be';
    }
  }
  if (start + length > octets.length) return 'an element longer than what holds it';
  return {
    tag,
    contents: octets.subarray(start, start + length),
    raw: octets.subarray(at, start + length),
  };
}

/** The one element that the octets are; undefined where they are none, or more than one. */
export function wholeElement(octets: Uint8Array): DerElement | undefined {
  const element = elementAt(octets, 0);
  return typeof element !== 'string' && element.raw.length === octets.length ? element : undefined;
}

/** The elements that octets are made of; undefined where one is wrong, or there are more than `most`. */
export function elementsOf(octets: Uint8Array, most: number): readonly DerElement[] | undefined {
  const elements: DerElement[] = [];
  for (let at = 0; at < octets.length; ) {
    const element = elementAt(octets, at);
    if (typeof element === 'string' || elements.length === most) return undefined;
    elements.push(element);
    at += element.raw.length;
  }
  return elements;
}

/** An element of up to 65,535 octets: tag, length, and the parts as its contents. */
export function derElement(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const contents = concat(...parts);
  const { length } = contents;
  if (length < 0x80) return concat(Uint8Array.of(tag, length), contents);
  if (length < 0x100) return concat(Uint8Array.of(tag, 0x81, length), contents);
  return concat(Uint8Array.of(tag, 0x82, length >>> 8, length & 0xff), contents);
}

/** An INTEGER that is not negative, from its octets in network order. */
export function derInteger(octets: Uint8Array): Uint8Array {
  let from = 0;
  while (from < octets.length - 1 && octets[from] === 0) from += 1;
  const shortest = octets.subarray(from);
  // A first bit of 1 would make the number negative.
  const signed = shortest[0]! < 0x80 ? shortest : concat(Uint8Array.of(0), shortest);
  return derElement(DER_TAG.integer, signed);
}

/** `2.5.4.3`; undefined where the contents are no object identifier. */
export function oidText(contents: Uint8Array): string | undefined {
  const arcs: number[] = [];
  let arc = 0;
  let begins = true;
  for (const octet of contents) {
    // X.690 8.19.2: an arc has no leading zeros.
    if (begins && octet === 0x80) return undefined;
    arc = arc * 128 + (octet & 0x7f);
    if (arc > Number.MAX_SAFE_INTEGER) return undefined;
    begins = octet < 0x80;
    if (!begins) continue;
    arcs.push(arc);
    arc = 0;
  }
  const [first] = arcs;
  if (first === undefined || !begins) return undefined;
  const root = Math.min(2, Math.floor(first / 40));
  return [root, first - root * 40, ...arcs.slice(1)].join('.');
}

/** The contents of an object identifier; undefined where the text is none. */
export function oidOctets(text: string): Uint8Array | undefined {
  if (!/^[0-2](\.(0|[1-9]\d{0,14}))+$/.test(text)) return undefined;
  const [root = 0, second = 0, ...rest] = text.split('.').map(Number);
  if (root < 2 && second > 39) return undefined;
  const octets: number[] = [];
  for (const arc of [root * 40 + second, ...rest]) {
    const digits = [arc % 128];
    for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128))
      digits.unshift((left % 128) | 0x80);
    octets.push(...digits);
  }
  return Uint8Array.from(octets);
}
