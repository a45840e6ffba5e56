/** What pcapng's blocks are made of: options, padding, and numbers in either byte order. */

import { LIMITS } from '../base/limits.ts';
import {
  by,
  bytes,
  type Codec,
  lengthOf,
  mapped,
  type NumberCodec,
  rest,
  struct,
  u16,
  u16le,
  u32,
  u32le,
  u64,
  u64le,
} from './codec.ts';
import { PCAPNG_OPTION, type PcapngOption, paddingOf, type WithOptions } from './pcapng.ts';

/** The numbers of a section. */
export interface ByteOrder {
  readonly littleEndian: boolean;
  readonly u16: NumberCodec;
  readonly u32: NumberCodec;
  /** Two's complement. */
  readonly i64: Codec<bigint>;
}

export function byteOrder(littleEndian: boolean): ByteOrder {
  const i64 = mapped(
    littleEndian ? u64le : u64,
    (value) => BigInt.asIntN(64, value),
    (value) => BigInt.asUintN(64, value),
  );
  return littleEndian
    ? { littleEndian, u16: u16le, u32: u32le, i64 }
    : { littleEndian, u16, u32, i64 };
}

/** A value with data that is filled up to a multiple of four octets. */
export interface Padded {
  readonly padding?: Uint8Array;
}

/** The padding behind `data` octets, for a field of a structure. */
export function paddingAfter(data: 'data' | 'value'): Codec<Uint8Array> {
  type Scope = Readonly<Record<string, Uint8Array>>;
  return by('padding', (scope: Scope) => bytes(paddingOf(scope[data]!.length), 'the padding'));
}

/** The same format whose value lacks its padding where that is the usual one: zero octets. */
export function withoutUsualPadding<W extends { padding: Uint8Array }>(
  codec: Codec<W>,
  data: 'data' | 'value',
): Codec<Omit<W, 'padding'> & Padded> {
  type Value = Omit<W, 'padding'> & Padded;
  const lengthOfData = (value: Value): number =>
    (value as unknown as Readonly<Record<string, Uint8Array>>)[data]!.length;
  const drop = ({ padding, ...others }: W): Value => {
    const value = others as unknown as Value;
    const usual = padding.length === paddingOf(lengthOfData(value)) && isZero(padding);
    return usual ? value : { ...value, padding };
  };
  const restore = (value: Value): W => {
    const padding = value.padding ?? new Uint8Array(paddingOf(lengthOfData(value)));
    return { ...value, padding } as unknown as W;
  };
  return {
    ...mapped(codec, drop, restore),
    generate(draws) {
      const { padding: _, ...others } = codec.generate(draws);
      return others as unknown as Value;
    },
  };
}

/** Two formats one after the other, whose fields make one value. */
export function merged<A extends object, B extends object>(
  first: Codec<A>,
  second: Codec<B>,
): Codec<A & B> {
  return {
    what: first.what,
    read(reader) {
      const value = first.read(reader);
      return { ...value, ...second.read(reader) };
    },
    write(writer, value) {
      first.write(writer, value);
      second.write(writer, value);
    },
    generate: (draws) => ({ ...first.generate(draws), ...second.generate(draws) }),
  };
}

/** The options that end a block, and whatever follows the last of them. */
export function optionArea(order: ByteOrder): Codec<WithOptions> {
  const option = optionCodec(order);
  return {
    what: 'options',
    read(reader) {
      const options: PcapngOption[] = [];
      reader.enter('options');
      reader.note('list');
      while (reader.left >= 4 && (reader.bytes[reader.at]! | reader.bytes[reader.at + 1]!) !== 0) {
        if (options.length === LIMITS.pcapngOptionsPerBlock) {
          reader.fail('too-many', `more than ${LIMITS.pcapngOptionsPerBlock} options`);
        }
        reader.enter(options.length);
        options.push(option.read(reader));
        reader.leave();
      }
      reader.leave();
      reader.enter('tail');
      const tail = rest.read(reader);
      reader.leave();
      const usual = tail.length === (options.length > 0 ? 4 : 0) && isZero(tail);
      return usual ? { options } : { options, tail };
    },
    write(writer, { options, tail }) {
      for (const value of options) option.write(writer, value);
      if (tail !== undefined) writer.put(tail);
      else if (options.length > 0) writer.number(PCAPNG_OPTION.endOfOptions, 4);
    },
    generate(draws) {
      const options = Array.from({ length: draws.integer(0, 3) }, () => option.generate(draws));
      return { options };
    },
  };
}

function optionCodec(order: ByteOrder): Codec<PcapngOption> {
  // Code 0 would end the options.
  const code: Codec<number> = { ...order.u16, generate: (draws) => draws.integer(1, 0xffff) };
  const option = struct('an option', {
    code,
    length: lengthOf('value', order.u16),
    value: rest,
    padding: paddingAfter('value'),
  });
  return withoutUsualPadding(option, 'value');
}

function isZero(octets: Uint8Array): boolean {
  return octets.every((octet) => octet === 0);
}
