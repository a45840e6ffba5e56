/** The little strict DER (X.690 10) that names need: one tag, one length of the least octets, no more. */

import { concat } from '../base/bytes.ts';

export const DER_TAG = {
  oid: 0x06,
  utf8String: 0x0c,
  printableString: 0x13,
  teletexString: 0x14,
  ia5String: 0x16,
  universalString: 0x1c,
  bmpString: 0x1e,
  sequence: 0x30,
  set: 0x31,
} as const;

export interface DerElement {
  readonly tag: number;
  readonly contents: Uint8Array;
  /** With tag and length. */
  readonly raw: Uint8Array;
}

/** The one element that the octets are; undefined where they are none, or more than one. */
export function wholeElement(octets: Uint8Array): DerElement | undefined {
  const element = elementAt(octets, 0);
  return element?.raw.length === octets.length ? element : undefined;
}

/** The elements that octets are made of; undefined where one is wrong, or there are more than `most`. */
export function elementsOf(octets: Uint8Array, most: number): readonly DerElement[] | undefined {
  const elements: DerElement[] = [];
  for (let at = 0; at < octets.length; ) {
    const element = elementAt(octets, at);
    if (element === undefined || elements.length === most) return undefined;
    elements.push(element);
    at += element.raw.length;
  }
  return elements;
}

/** An element of up to 65,535 octets. */
export function element(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const contents = concat(...parts);
  const { length } = contents;
  if (length < 0x80) return concat(Uint8Array.of(tag, length), contents);
  if (length < 0x100) return concat(Uint8Array.of(tag, 0x81, length), contents);
  return concat(Uint8Array.of(tag, 0x82, length >>> 8, length & 0xff), contents);
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

function elementAt(octets: Uint8Array, at: number): DerElement | undefined {
  const tag = octets[at];
  const first = octets[at + 1];
  if (tag === undefined || first === undefined || (tag & 0x1f) === 0x1f) return undefined;
  let length = first;
  let start = at + 2;
  if (first >= 0x80) {
    const count = first & 0x7f;
    if (count === 0 || count > 3 || start + count > octets.length) return undefined;
    length = 0;
    for (let i = 0; i < count; i++) length = length * 256 + octets[start + i]!;
    start += count;
    // X.690 10.1: the least number of octets.
    if (length < 0x80 || length < 256 ** (count - 1)) return undefined;
  }
  if (start + length > octets.length) return undefined;
  return {
    tag,
    contents: octets.subarray(start, start + length),
    raw: octets.subarray(at, start + length),
  };
}
