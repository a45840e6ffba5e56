/** What a codec is: one description from which reading, writing, views and generators come. */

import type { Reader } from './reader.ts';
import type { Writer } from './writer.ts';

/**
 * A format. `scope` is the enclosing structure as far as it is known: what was read so far, or
 * the whole value when writing; it lets one field depend on another.
 */
export interface Codec<T> {
  /** The format in a word or two, for sentences. */
  readonly what: string;
  /** Takes a value from the reader. Throws a DecodeError and nothing else. */
  read(reader: Reader, scope?: unknown): T;
  /** Appends a value. Throws a RangeError where the value does not fit the format. */
  write(writer: Writer, value: T, scope?: unknown): void;
  /** A value drawn at random, for property tests and fuzzing. */
  generate(draws: Draws, scope?: unknown): T;
}

/** The value type of a codec. */
export type Infer<C> = C extends Codec<infer T> ? T : never;

/** A codec of an unsigned number of at most 32 bits. */
export interface NumberCodec extends Codec<number> {
  readonly octets: 1 | 2 | 3 | 4;
  readonly littleEndian: boolean;
  readonly maximum: number;
}

/** Where generators and mutators draw from: fast-check in tests, a seeded source in the fuzzer. */
export interface Draws {
  /** A whole number from `minimum` to `maximum`, both included. */
  integer(minimum: number, maximum: number): number;
  bytes(length: number): Uint8Array;
}

/** One of a list that is not empty. */
export function pick<T>(draws: Draws, list: readonly T[]): T {
  return list[draws.integer(0, list.length - 1)]!;
}

/** Whether something is a codec: lets a fuzzer find the codecs that a module exports. */
export function isCodec(thing: unknown): thing is Codec<unknown> {
  const candidate = thing as Partial<Codec<unknown>> | null | undefined;
  return (
    typeof candidate === 'object' &&
    candidate !== null &&
    typeof candidate.what === 'string' &&
    typeof candidate.read === 'function' &&
    typeof candidate.write === 'function' &&
    typeof candidate.generate === 'function'
  );
}
