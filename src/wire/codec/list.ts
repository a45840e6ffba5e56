/** Lists, and codecs made of other codecs. */

import { type Codec, pick } from './core.ts';
import type { DecodeErrorCode } from './error.ts';

/** What is wrong with a value that could be read; `at` counts from where the value starts. */
export interface Problem {
  readonly code: DecodeErrorCode;
  readonly detail: string;
  readonly at?: number;
}

/**
 * Elements one after the other: as many as a count field before it says, else to the end of the
 * window. More than `maximum` is the DecodeError `too-many`.
 */
export function list<T>(element: Codec<T>, maximum: number): Codec<T[]> {
  return {
    what: `a list of ${element.what}`,
    read(reader, scope) {
      const expected = reader.takeExpected();
      reader.note('list');
      const values: T[] = [];
      while (expected === undefined ? reader.left > 0 : values.length < expected) {
        if (values.length === maximum) {
          reader.fail('too-many', `more than ${maximum} elements`);
        }
        const start = reader.at;
        reader.enter(values.length);
        values.push(element.read(reader, scope));
        if (reader.at === start && expected === undefined) {
          reader.fail('bad-length', 'an element of no octets in a list without a count');
        }
        reader.leave();
      }
      return values;
    },
    write(writer, values, scope) {
      for (const value of values) element.write(writer, value, scope);
    },
    generate(draws, scope) {
      const count = draws.integer(0, Math.min(maximum, 4));
      return Array.from({ length: count }, () => element.generate(draws, scope));
    },
  };
}

/** The same format with another value: `to` after reading, `from` before writing. */
export function mapped<T, U>(
  codec: Codec<T>,
  to: (value: T) => U,
  from: (value: U) => T,
): Codec<U> {
  return {
    what: codec.what,
    read: (reader, scope) => to(codec.read(reader, scope)),
    write: (writer, value, scope) => codec.write(writer, from(value), scope),
    generate: (draws, scope) => to(codec.generate(draws, scope)),
  };
}

/** The same format, fewer values: `check` looks at the value and at the octets it was read from. */
export function refined<T>(
  codec: Codec<T>,
  check: (value: T, octets: Uint8Array) => Problem | undefined,
): Codec<T> {
  return {
    ...codec,
    read(reader, scope) {
      const start = reader.at;
      const value = codec.read(reader, scope);
      const problem = check(value, reader.bytes.subarray(start, reader.at));
      if (problem !== undefined) {
        reader.fail(problem.code, problem.detail, start + (problem.at ?? 0));
      }
      return value;
    },
  };
}

/** The same format, finished after writing: `finish` may change the octets, to set a checksum. */
export function finished<T>(
  codec: Codec<T>,
  finish: (octets: Uint8Array, value: T) => void,
): Codec<T> {
  return {
    ...codec,
    write(writer, value, scope) {
      const start = writer.length;
      codec.write(writer, value, scope);
      finish(writer.written(start), value);
    },
  };
}

/** The same format with generated values of the caller's making, where arbitrary ones make no sense. */
export function generating<T>(codec: Codec<T>, examples: readonly T[]): Codec<T> {
  return {
    ...codec,
    generate: (draws, scope) =>
      draws.integer(0, 2) === 0 ? codec.generate(draws, scope) : pick(draws, examples),
  };
}
