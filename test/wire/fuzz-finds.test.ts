/** The fuzzer itself: it must find faults that are planted in a codec. */

import { describe, expect, it } from 'vitest';
import { type Codec, rest, struct, u8, u16 } from '../../src/wire/codec.ts';
import { messageCodec } from '../../src/wire/isakmp/message.ts';
import { fuzz, seededDraws } from './fuzz.ts';

const sound = struct('a sound format', { head: u8, number: u16, data: rest });

function findingIn(codec: Codec<unknown>): string | undefined {
  const run = fuzz(new Map([['planted', codec]]), seededDraws(9), ({ cases }) => cases < 2000);
  return run.finding?.problem;
}

describe('the fuzzer', () => {
  it('finds nothing in a sound codec', () => {
    expect(findingIn(sound)).toBeUndefined();
    expect(findingIn(messageCodec)).toBeUndefined();
  });

  it('finds an error that is no DecodeError', () => {
    const throws: Codec<unknown> = {
      ...sound,
      read(reader) {
        const value = sound.read(reader);
        if (value.number === 1) throw new TypeError('planted');
        return value;
      },
    };
    expect(findingIn(throws)).toContain('planted');
  });

  it('finds octets that do not survive', () => {
    const forgets: Codec<unknown> = {
      ...sound,
      read: (reader) => ({ ...sound.read(reader), head: 0 }),
    };
    expect(findingIn(forgets)).toContain('encodes to');
  });

  it('finds a value that does not encode', () => {
    const grows: Codec<unknown> = {
      ...sound,
      read: (reader) => ({ ...sound.read(reader), number: 0x10000 }),
    };
    expect(findingIn(grows)).toContain('does not encode');
  });

  it('finds an offset outside the octets', () => {
    const strays: Codec<unknown> = {
      ...sound,
      read: (reader) => {
        const value = sound.read(reader);
        return value.number > 9 ? reader.fail('bad-value', 'planted', 1e6) : value;
      },
    };
    expect(findingIn(strays)).toContain("the error's offset is 1000000");
  });

  it('finds fields that do not cover the octets', () => {
    const hides: Codec<unknown> = {
      ...sound,
      read(reader) {
        const value = {
          head: reader.number(1),
          ...struct('the rest', { number: u16, data: rest }).read(reader),
        };
        return value;
      },
    };
    expect(findingIn(hides)).toContain('a gap or overlap at number');
  });

  it('draws the same cases from the same seed', () => {
    const run = (): number =>
      fuzz(new Map([['m', messageCodec]]), seededDraws(3), ({ cases }) => cases < 300).tally.values;
    expect(run()).toBe(run());
  });
});
