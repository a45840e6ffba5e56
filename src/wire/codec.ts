/**
 * The codec: a format is described once, as a value built from combinators, and from that one
 * description come decode, encode, the field map, the views of render.ts, the positions of
 * errors, generators and the mutator.
 */

import type { Codec, Draws } from './codec/core.ts';
import { DecodeError } from './codec/error.ts';
import { type FieldNode, pathText, Reader } from './codec/reader.ts';
import { Writer } from './codec/writer.ts';

export { type Attribute, attribute } from './codec/attribute.ts';
export { type Chained, type ChainedBody, chain, type Links, substructures } from './codec/chain.ts';
export {
  type Codec,
  type Draws,
  type Infer,
  isCodec,
  type NumberCodec,
  pick,
} from './codec/core.ts';
export { DecodeError, type DecodeErrorCode } from './codec/error.ts';
export {
  bits,
  bytes,
  enumeration,
  flags,
  type Names,
  numberCodec,
  reserved,
  rest,
  restShown,
  u8,
  u16,
  u16le,
  u24,
  u32,
  u32le,
  u64,
  u64le,
} from './codec/leaf.ts';
export { finished, generating, list, mapped, refined } from './codec/list.ts';
export { mutate } from './codec/mutate.ts';
export { type FieldNode, Reader } from './codec/reader.ts';
export { by, countOf, lengthOf, struct, WHOLE, when } from './codec/struct.ts';

/** Where to start, and whether octets may follow the value. */
export interface DecodeOptions {
  readonly offset?: number;
  readonly allowTrailing?: boolean;
}

/** One field of a message: leaves only, in the order of their octets. */
export interface Field {
  readonly path: string;
  readonly start: number;
  readonly end: number;
  readonly value: unknown;
  /** The value in words, empty where the value says all. */
  readonly text: string;
}

/** What could be read of bytes that may be malformed. */
export interface Exploration<T> {
  readonly root: FieldNode;
  readonly value: T | undefined;
  readonly error: DecodeError | undefined;
}

/**
 * The value of the bytes. Octet strings in it are views into `bytes`. Throws a DecodeError and
 * nothing else, whatever the bytes.
 */
export function decode<T>(codec: Codec<T>, bytes: Uint8Array, options: DecodeOptions = {}): T {
  return readAll(codec, new Reader(bytes, options.offset), options.allowTrailing === true);
}

/** The octets of a value. Throws a RangeError where the value does not fit the format. */
export function encode<T>(codec: Codec<T>, value: T): Uint8Array {
  const writer = new Writer();
  codec.write(writer, value);
  return writer.finish();
}

/** The field map of the bytes. Every octet belongs to exactly one field. Throws a DecodeError. */
export function fields<T>(codec: Codec<T>, bytes: Uint8Array): Field[] {
  const { root, error } = explore(codec, bytes);
  if (error !== undefined) throw error;
  return leavesOf(root);
}

/** Reads as far as possible: the field tree, and the value or the error. Throws nothing. */
export function explore<T>(codec: Codec<T>, bytes: Uint8Array): Exploration<T> {
  const reader = new Reader(bytes, 0, true);
  try {
    const value = readAll(codec, reader, false);
    return { root: reader.root!, value, error: undefined };
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    return { root: reader.root!, value: undefined, error };
  }
}

/** The fields of at least one octet that hold no others, in order, with their paths. */
export function leavesOf(root: FieldNode): Field[] {
  const found: Field[] = [];
  const walk = (node: FieldNode, path: readonly (string | number)[]): void => {
    for (const child of node.children) walk(child, [...path, child.name]);
    const { start, end, value, text } = node;
    if (node.children.length > 0 || end === start) return;
    found.push({ path: pathText(path), start, end, value, text });
  };
  walk(root, []);
  return found;
}

/** A random value of a format, drawn from `draws`. */
export function generate<T>(codec: Codec<T>, draws: Draws): T {
  return codec.generate(draws);
}

function readAll<T>(codec: Codec<T>, reader: Reader, allowTrailing: boolean): T {
  const value = codec.read(reader);
  if (!allowTrailing && reader.left > 0) {
    reader.fail('trailing', `${reader.left} octets are left over after ${codec.what}`);
  }
  return value;
}
