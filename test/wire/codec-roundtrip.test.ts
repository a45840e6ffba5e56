/** fast-check over every codec of src/wire: what is generated encodes, decodes, and encodes the same. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toHex } from '../../src/base/bytes.ts';
import { type Draws, decode, encode, explore, leavesOf } from '../../src/wire/codec.ts';
import { messageCodec } from '../../src/wire/isakmp/message.ts';
import { discoverCodecs } from './discovery.ts';
import { problemWith } from './fuzz.ts';

const codecs = await discoverCodecs();

/** fast-check as a source of draws, so that a failing value shrinks. */
function drawsOf(generate: fc.GeneratorValue): Draws {
  return {
    integer: (minimum, maximum) => generate(fc.integer, { min: minimum, max: maximum }),
    bytes: (length) => generate(fc.uint8Array, { minLength: length, maxLength: length }),
  };
}

describe.each([...codecs])('%s', (_name, codec) => {
  it('decodes what it encodes, and encodes it the same', () => {
    fc.assert(
      fc.property(fc.gen(), (generate) => {
        const octets = encode(codec, codec.generate(drawsOf(generate)));
        expect(toHex(encode(codec, decode(codec, octets)))).toBe(toHex(octets));
      }),
      { numRuns: 60, seed: 20_031 },
    );
  });

  it('takes arbitrary octets', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 96 }), (octets) => {
        const verdict = problemWith(codec, octets, true);
        expect(typeof verdict === 'object' ? verdict.problem : '').toBe('');
      }),
      { numRuns: 60, seed: 20_031 },
    );
  });
});

it('every octet of an ISAKMP message belongs to exactly one field', () => {
  fc.assert(
    fc.property(fc.gen(), (generate) => {
      const octets = encode(messageCodec, messageCodec.generate(drawsOf(generate)));
      let at = 0;
      for (const field of leavesOf(explore(messageCodec, octets).root)) {
        expect(field.start).toBe(at);
        at = field.end;
      }
      expect(at).toBe(octets.length);
    }),
    { numRuns: 100, seed: 20_031 },
  );
});

it('a decoded message has the value that was generated', () => {
  fc.assert(
    fc.property(fc.gen(), (generate) => {
      const message = messageCodec.generate(drawsOf(generate));
      expect(decode(messageCodec, encode(messageCodec, message))).toMatchObject(message);
    }),
    { numRuns: 100, seed: 20_031 },
  );
});
