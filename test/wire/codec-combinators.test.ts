/** The combinators one by one: what they read, what they write, what they refuse. */

import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../src/base/bytes.ts';
import {
  bits,
  by,
  bytes,
  type Codec,
  countOf,
  decode,
  encode,
  enumeration,
  fields,
  finished,
  flags,
  generating,
  lengthOf,
  list,
  mapped,
  numberCodec,
  refined,
  reserved,
  rest,
  struct,
  u8,
  u16,
  u16le,
  u24,
  u32,
  u32le,
  u64,
  u64le,
  WHOLE,
  when,
} from '../../src/wire/codec.ts';
import { errorOf } from './errors.ts';
import { seededDraws } from './fuzz.ts';

function roundTrip<T>(codec: Codec<T>, hex: string): T {
  const value = decode(codec, fromHex(hex));
  expect(toHex(encode(codec, value))).toBe(hex.replaceAll(' ', ''));
  return value;
}

describe('numbers', () => {
  it('come in both byte orders', () => {
    expect(roundTrip(u8, 'fe')).toBe(0xfe);
    expect(roundTrip(u16, '0102')).toBe(0x0102);
    expect(roundTrip(u16le, '0102')).toBe(0x0201);
    expect(roundTrip(u24, '010203')).toBe(0x010203);
    expect(roundTrip(u32, 'fffefdfc')).toBe(0xfffefdfc);
    expect(roundTrip(u32le, 'fffefdfc')).toBe(0xfcfdfeff);
    expect(roundTrip(u64, '0102030405060708')).toBe(0x0102030405060708n);
    expect(roundTrip(u64le, '0102030405060708')).toBe(0x0807060504030201n);
  });

  it('are refused where they do not fit', () => {
    expect(() => encode(u8, 256)).toThrow(RangeError);
    expect(() => encode(u16, -1)).toThrow(RangeError);
    expect(() => encode(u32, 1.5)).toThrow(RangeError);
    expect(() => encode(u64, 2n ** 64n)).toThrow(RangeError);
  });

  it('say what is missing', () => {
    expect(errorOf(u32, '010203')).toEqual({ code: 'truncated', offset: 0, path: '' });
    expect(errorOf(u64, '01020304050607')).toEqual({ code: 'truncated', offset: 0, path: '' });
    expect(errorOf(u8, '0102')).toEqual({ code: 'trailing', offset: 1, path: '' });
  });
});

describe('fields of bits', () => {
  const word = bits(u32, { high: 8, middle: 16, low: 8 });

  it('are most significant first', () => {
    expect(roundTrip(word, 'ff000102')).toEqual({ high: 0xff, middle: 1, low: 2 });
  });

  it('are refused where they do not fit', () => {
    expect(() => encode(word, { high: 256, middle: 0, low: 0 })).toThrow(/8 bits of high/);
    expect(() => encode(word, { high: 0, middle: -1, low: 0 })).toThrow(RangeError);
  });

  it('flags and enumerations have words', () => {
    const codec = struct('s', {
      flags: flags(u8, { first: 1, second: 2 }),
      colour: enumeration(u8, { nameOf: (n) => (n === 7 ? 'red' : 'other'), values: [7] }),
    });
    expect(fields(codec, fromHex('0307')).map((field) => field.text)).toEqual([
      'first, second',
      'red',
    ]);
    expect(fields(codec, fromHex('0001')).map((field) => field.text)).toEqual(['none', 'other']);
  });
});

describe('structures', () => {
  it('leave computed fields out of the value', () => {
    const codec = struct('s', {
      size: lengthOf('name', u8),
      count: countOf('numbers', u8),
      name: rest,
      numbers: list(u16, 8),
    });
    const value = roundTrip(codec, '02 03 6162 0001 0002 0003');
    expect(value).toEqual({ name: fromHex('6162'), numbers: [1, 2, 3] });
  });

  it('measure in units, with an addition', () => {
    const codec = struct('s', {
      words: lengthOf('options', u8, { unit: 4, plus: 2 }),
      options: rest,
    });
    expect(roundTrip(codec, '03 00112233')).toEqual({ options: fromHex('00112233') });
    expect(() => encode(codec, { options: fromHex('0011') })).toThrow(/no multiple of 4/);
    expect(errorOf(codec, '01')).toEqual({ code: 'bad-length', offset: 0, path: 'words' });
    expect(errorOf(codec, '0400112233')).toEqual({ code: 'bad-length', offset: 0, path: 'words' });
  });

  it('measure themselves', () => {
    const codec = struct('s', { head: u8, length: lengthOf(WHOLE, u16), data: rest });
    expect(roundTrip(codec, '01 0005 aabb')).toEqual({ head: 1, data: fromHex('aabb') });
    expect(errorOf(codec, '010002aabb')).toEqual({ code: 'bad-length', offset: 1, path: 'length' });
    expect(errorOf(codec, '010006aabb')).toEqual({ code: 'bad-length', offset: 1, path: 'length' });
    expect(errorOf(codec, '010004aabb')).toEqual({ code: 'trailing', offset: 4, path: '' });
    const fixed = struct('s', { length: lengthOf(WHOLE, u8), data: u8 });
    expect(errorOf(fixed, '03aabb')).toEqual({ code: 'trailing', offset: 2, path: '' });
  });

  it('refuse what does not use up its measured room', () => {
    const codec = struct('s', { size: lengthOf('number', u8), number: u16 });
    expect(errorOf(codec, '03aabbcc')).toEqual({ code: 'trailing', offset: 3, path: 'number' });
  });

  it('keep reserved fields only where they are not zero', () => {
    const codec = struct('s', { kind: u8, unused: reserved(u16) });
    expect(roundTrip(codec, '010000')).toEqual({ kind: 1 });
    expect(roundTrip(codec, '010203')).toEqual({ kind: 1, unused: 0x0203 });
  });

  it('have fields that depend on fields before them', () => {
    const codec = struct('s', {
      size: u8,
      extra: when((value: { size: number }) => value.size > 2, u8),
      data: by('data', (value: { size: number }) => bytes(value.size)),
    });
    expect(roundTrip(codec, '01 aa')).toEqual({ size: 1, data: fromHex('aa') });
    expect(roundTrip(codec, '03 99 aabbcc')).toEqual({
      size: 3,
      extra: 0x99,
      data: fromHex('aabbcc'),
    });
    expect(() => encode(codec, { size: 2, data: fromHex('aa') })).toThrow(/2 octets, not 1/);
    const drawn = codec.generate(seededDraws(1));
    expect(drawn.data.length).toBe(drawn.size);
  });
});

describe('lists', () => {
  it('end with their window, and are bounded', () => {
    const codec = list(u16, 2);
    expect(roundTrip(codec, '00010002')).toEqual([1, 2]);
    expect(errorOf(codec, '0001000200')).toEqual({ code: 'too-many', offset: 4, path: '' });
    expect(errorOf(codec, '000100')).toEqual({ code: 'truncated', offset: 2, path: '[1]' });
  });

  it('refuse elements that take nothing, which would never end', () => {
    expect(errorOf(list(bytes(0), 9), '00')).toEqual({
      code: 'bad-length',
      offset: 0,
      path: '[0]',
    });
  });
});

describe('codecs made of codecs', () => {
  it('map values', () => {
    const codec = mapped(
      u8,
      (n) => `n${n}`,
      (text) => Number(text.slice(1)),
    );
    expect(roundTrip(codec, '2a')).toBe('n42');
  });

  it('refuse values, and say where', () => {
    const even = refined(struct('s', { head: u8, number: u8 }), ({ number }, octets) =>
      number % 2 === 0
        ? undefined
        : { code: 'bad-value', detail: `${octets.length} octets`, at: 1 },
    );
    expect(roundTrip(even, '0102')).toEqual({ head: 1, number: 2 });
    expect(errorOf(struct('t', { first: u8, second: even }), '000103')).toEqual({
      code: 'bad-value',
      offset: 2,
      path: 'second',
    });
    const never = refined(u8, () => ({ code: 'bad-value', detail: 'never' }));
    expect(errorOf(never, '01')).toEqual({ code: 'bad-value', offset: 0, path: '' });
  });

  it('finish what they wrote', () => {
    const summed = finished(struct('s', { data: bytes(2), sum: u8 }), (octets) => {
      octets[2] = (octets[0]! + octets[1]!) & 0xff;
    });
    expect(toHex(encode(summed, { data: fromHex('0102'), sum: 0 }))).toBe('010203');
  });

  it('generate examples', () => {
    const codec = generating(u32, [77]);
    const drawn = Array.from({ length: 50 }, (_, seed) => codec.generate(seededDraws(seed)));
    expect(drawn).toContain(77);
    expect(new Set(drawn).size).toBeGreaterThan(1);
  });
});

describe('decoding', () => {
  it('starts where told, and may leave octets over', () => {
    expect(decode(u16, fromHex('ff0102'), { offset: 1 })).toBe(0x0102);
    expect(decode(u8, fromHex('0102'), { allowTrailing: true })).toBe(1);
  });

  it('gives the field map, or throws', () => {
    const codec = struct('s', { a: u8, b: numberCodec(2, false, 'length') });
    expect(fields(codec, fromHex('010002'))).toEqual([
      { path: 'a', start: 0, end: 1, value: 1, text: '' },
      { path: 'b', start: 1, end: 3, value: 2, text: '' },
    ]);
    expect(() => fields(codec, fromHex('01'))).toThrow('truncated at b, off=1: ');
    expect(() => fields(u8, fromHex(''))).toThrow('truncated at the top, off=0: ');
  });

  it('grows its buffer for what is large', () => {
    const large = new Uint8Array(5000).fill(7);
    expect(encode(rest, large)).toEqual(large);
  });

  it('lets what is no DecodeError through: a fault in a codec is never taken for bad octets', () => {
    const faulty = {
      ...u8,
      read: () => {
        throw new TypeError('a fault');
      },
    };
    expect(() => fields(faulty, fromHex('00'))).toThrow(TypeError);
  });
});
