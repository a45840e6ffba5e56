/** Octet strings: the few operations that every layer shares. Numbers are big-endian (network order). */

const HEX = Array.from({ length: 256 }, (_, octet) => octet.toString(16).padStart(2, '0'));

/** An octet string of no octets. */
export const EMPTY: Uint8Array = new Uint8Array(0);

/** One new octet string holding all parts in order. */
export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const part of parts) length += part.length;
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** A copy that shares no memory with its origin (`slice` of a Buffer would alias). */
export function copy(bytes: Uint8Array): Uint8Array {
  return Uint8Array.prototype.slice.call(bytes);
}

/** Whether both hold the same octets. Not for secrets: see `equalInConstantTime`. */
export function equal(left: Uint8Array, right: Uint8Array): boolean {
  if (left.length !== right.length) return false;
  for (let i = 0; i < left.length; i++) if (left[i] !== right[i]) return false;
  return true;
}

/** Whether both hold the same octets, in a time that depends on the lengths alone. */
export function equalInConstantTime(left: Uint8Array, right: Uint8Array): boolean {
  if (left.length !== right.length) return false;
  let difference = 0;
  for (let i = 0; i < left.length; i++) difference |= left[i]! ^ right[i]!;
  return difference === 0;
}

/** Lexicographic order of two octet strings: negative, zero or positive. */
export function compare(left: Uint8Array, right: Uint8Array): number {
  const shared = Math.min(left.length, right.length);
  for (let i = 0; i < shared; i++) {
    const difference = left[i]! - right[i]!;
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

/** Lower-case hexadecimal text. */
export function toHex(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i++) text += HEX[bytes[i]!];
  return text;
}

/** Octets of hexadecimal text; white space is ignored. Throws a RangeError on anything else. */
export function fromHex(text: string): Uint8Array {
  const digits = text.replace(/\s+/g, '');
  if (digits.length % 2 !== 0 || !/^[0-9a-fA-F]*$/.test(digits)) {
    throw new RangeError(`not an even number of hexadecimal digits: "${text.slice(0, 40)}"`);
  }
  const bytes = new Uint8Array(digits.length / 2);
  for (let i = 0; i < bytes.length; i++) bytes[i] = Number.parseInt(digits.substr(i * 2, 2), 16);
  return bytes;
}

/** UTF-8 octets of a text. */
export function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** Text of UTF-8 octets; what is not UTF-8 becomes U+FFFD. */
export function utf8Text(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

/** Two octets, most significant first. */
export function u16(value: number): Uint8Array {
  // Several times as fast as `Uint8Array.of`, which the compiler leaves to the runtime.
  const octets = new Uint8Array(2);
  writeU16(octets, 0, value);
  return octets;
}

/** Four octets, most significant first. */
export function u32(value: number): Uint8Array {
  const octets = new Uint8Array(4);
  writeU32(octets, 0, value);
  return octets;
}

/** The unsigned 16-bit number at an offset. The caller has checked the bounds. */
export function readU16(bytes: Uint8Array, at: number): number {
  return (bytes[at]! << 8) | bytes[at + 1]!;
}

/** The unsigned 32-bit number at an offset. The caller has checked the bounds. */
export function readU32(bytes: Uint8Array, at: number): number {
  return (
    ((bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!) >>> 0
  );
}

/**
 * The four octets at an offset as a signed number: what the data path hashes and compares. An unsigned
 * one above 2^31 may be an object.
 */
export function wordAt(bytes: Uint8Array, at: number): number {
  return (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!;
}

/** So many arenas take turns: what comes and what goes, in clear and protected. */
const KEPT_DATA = 4;
const keptBytes: Uint8Array[] = Array.from({ length: KEPT_DATA }, () => EMPTY);
const keptData: DataView[] = keptBytes.map(({ buffer }) => new DataView(buffer));
let lastBytes = EMPTY;
let lastData = keptData[0]!;
let oldestData = 0;

/**
 * Octets for whoever reads or writes many numbers of them: four octets in one go. Arenas come again and
 * again, so the last ones are kept.
 */
export function dataOf(bytes: Uint8Array): DataView {
  return bytes === lastBytes ? lastData : otherData(bytes);
}

function otherData(bytes: Uint8Array): DataView {
  let place = keptBytes.indexOf(bytes);
  if (place < 0) {
    place = oldestData;
    oldestData = (oldestData + 1) % KEPT_DATA;
    keptBytes[place] = bytes;
    keptData[place] = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }
  lastBytes = bytes;
  lastData = keptData[place]!;
  return lastData;
}

/** Writes an unsigned 16-bit number. */
export function writeU16(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >>> 8;
  bytes[at + 1] = value;
}

/** Writes an unsigned 32-bit number. */
export function writeU32(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >>> 24;
  bytes[at + 1] = value >>> 16;
  bytes[at + 2] = value >>> 8;
  bytes[at + 3] = value;
}
