/** Codecs of single fields: numbers, names, flags, bit fields, octet strings, reserved octets. */

import { EMPTY, toHex } from '../../base/bytes.ts';
import { type Codec, type Draws, type NumberCodec, pick } from './core.ts';
import type { FieldRole, Reader } from './reader.ts';

/** A number's name; `lookup` finds values read before in this structure or one around it. */
export type NameOf = (value: number, lookup: (name: string) => unknown) => string;

/** A table of named numbers, as src/wire/numbers has them. */
export interface Names {
  readonly nameOf: (value: number) => string;
  readonly values: readonly number[];
}

/** A field that a structure may lack: a reserved one is absent from the value while it is zero. */
export interface OptionalField {
  readonly presence: 'optional';
}

export const u8: NumberCodec = numberCodec(1, false);
export const u16: NumberCodec = numberCodec(2, false);
export const u24: NumberCodec = numberCodec(3, false);
export const u32: NumberCodec = numberCodec(4, false);
export const u16le: NumberCodec = numberCodec(2, true);
export const u32le: NumberCodec = numberCodec(4, true);
export const u64: Codec<bigint> = bigCodec(false);
export const u64le: Codec<bigint> = bigCodec(true);

/** Everything to the end of the window. The value is a view into the input. */
export const rest: Codec<Uint8Array> = restCodec();

/** A fixed number of octets. The value is a view into the input. */
export function bytes(length: number, what = 'the field'): Codec<Uint8Array> {
  return {
    what: `${length} octets`,
    read(reader) {
      const value = reader.take(length, what);
      if (reader.tracing) reader.note('octets', value);
      return value;
    },
    write(writer, value) {
      if (value.length !== length) {
        throw new RangeError(`${what} has ${length} octets, not ${value.length}`);
      }
      writer.put(value);
    },
    generate: (draws) => draws.bytes(length),
  };
}

/** Everything to the end of the window, shown in words by `text`. */
export function restShown(
  text: (value: Uint8Array, lookup: (name: string) => unknown) => string,
): Codec<Uint8Array> {
  return restCodec(text);
}

/** A number with names: an enumeration. Numbers without a name are values like any other. */
export function enumeration(number: NumberCodec, names: Names | NameOf): NumberCodec {
  const nameOf = typeof names === 'function' ? names : names.nameOf;
  const known = typeof names === 'function' ? undefined : names.values;
  return numberCodec(number.octets, number.littleEndian, 'choice', nameOf, known);
}

/** A number whose bits have names, given from the lowest bit as `{ encryption: 1, commit: 2 }`. */
export function flags(number: NumberCodec, bits: Readonly<Record<string, number>>): NumberCodec {
  const text: NameOf = (value) => {
    const set = Object.keys(bits).filter((name) => (value & bits[name]!) !== 0);
    return set.length === 0 ? 'none' : set.join(', ');
  };
  const known = [0, ...Object.values(bits)];
  return numberCodec(number.octets, number.littleEndian, 'choice', text, known);
}

/** Several values in one number, most significant first, as `{ version: 4, headerWords: 4 }`. */
export function bits<const W extends Readonly<Record<string, number>>>(
  number: NumberCodec,
  widths: W,
): Codec<{ [K in keyof W]: number }> {
  type Value = { [K in keyof W]: number };
  const names = Object.keys(widths);
  const split = (whole: number): Value => {
    const value: Record<string, number> = {};
    let above = number.octets * 8;
    for (const name of names) {
      const width = widths[name]!;
      above -= width;
      value[name] = Math.floor(whole / 2 ** above) % 2 ** width;
    }
    return value as Value;
  };
  return {
    what: 'bit fields',
    read(reader) {
      const value = split(reader.number(number.octets, number.littleEndian));
      if (reader.tracing) {
        reader.note('number', value, names.map((name) => `${name} ${value[name]}`).join(', '));
      }
      return value;
    },
    write(writer, value) {
      let whole = 0;
      for (const name of names) {
        const part = value[name as keyof W];
        const width = widths[name]!;
        if (!Number.isInteger(part) || part < 0 || part >= 2 ** width) {
          throw new RangeError(`${part} does not fit in the ${width} bits of ${name}`);
        }
        whole = whole * 2 ** width + part;
      }
      writer.number(whole, number.octets, number.littleEndian);
    },
    generate: (draws) => split(generateNumber(draws, number.maximum)),
  };
}

/** A number that should be zero. It is absent from the value while it is, and kept if it is not. */
export function reserved(number: NumberCodec): Codec<number> & OptionalField {
  const plain = numberCodec(number.octets, number.littleEndian, 'reserved');
  return {
    ...plain,
    presence: 'optional',
    write: (writer, value) => plain.write(writer, value ?? 0),
    generate: (draws) => (draws.integer(0, 7) === 0 ? plain.generate(draws) : 0),
  };
}

/** A bare number codec; `role` and `text` are for views and mutators. */
export function numberCodec(
  octets: NumberCodec['octets'],
  littleEndian: boolean,
  role: FieldRole = 'number',
  text?: NameOf,
  known?: readonly number[],
): NumberCodec {
  const maximum = 256 ** octets - 1;
  const what = `a number of ${octets * 8} bits`;
  return {
    what,
    octets,
    littleEndian,
    maximum,
    read(reader) {
      const value = reader.number(octets, littleEndian, what);
      if (reader.tracing) reader.note(role, value, text?.(value, lookupOf(reader)));
      return value;
    },
    write: (writer, value) => writer.number(value, octets, littleEndian),
    generate(draws) {
      if (known !== undefined && draws.integer(0, 3) > 0) return pick(draws, known);
      return generateNumber(draws, maximum);
    },
  };
}

/** How a reader's values are found. */
export function lookupOf(reader: Reader): (name: string) => unknown {
  return (name) => reader.lookup(name);
}

function generateNumber(draws: Draws, maximum: number): number {
  const near = draws.integer(0, 3);
  if (near === 0) return draws.integer(0, Math.min(maximum, 16));
  if (near === 1) return maximum - draws.integer(0, Math.min(maximum, 3));
  return draws.integer(0, maximum);
}

function bigCodec(littleEndian: boolean): Codec<bigint> {
  const what = 'a number of 64 bits';
  return {
    what,
    read(reader) {
      reader.need(8, what);
      const first = BigInt(reader.number(4, littleEndian));
      const second = BigInt(reader.number(4, littleEndian));
      const value = littleEndian ? (second << 32n) | first : (first << 32n) | second;
      if (reader.tracing) reader.note('number', value);
      return value;
    },
    write(writer, value) {
      const high = Number(value >> 32n);
      const low = Number(value & 0xffffffffn);
      writer.number(littleEndian ? low : high, 4, littleEndian);
      writer.number(littleEndian ? high : low, 4, littleEndian);
    },
    generate: (draws) => BigInt(`0x${toHex(draws.bytes(8))}`),
  };
}

function restCodec(
  text?: (value: Uint8Array, lookup: (name: string) => unknown) => string,
): Codec<Uint8Array> {
  return {
    what: 'octets to the end',
    read(reader) {
      const value = reader.takeRest();
      if (reader.tracing) reader.note('octets', value, text?.(value, lookupOf(reader)));
      return value;
    },
    write: (writer, value) => writer.put(value),
    generate: (draws) => (draws.integer(0, 5) === 0 ? EMPTY : draws.bytes(draws.integer(0, 24))),
  };
}
