import { describe, expect, test } from 'vitest';
import { concat } from '../../src/base/bytes.ts';
import { decodeMessage, encodeMessage } from '../../src/wire/isakmp/message.ts';
import { type Duo, established, type Flight } from './duo.ts';
import { beforeMessage5, fragment, type Piece, pieces } from './fragments.ts';
import { vendorId } from './payloads.ts';

const octets = (...values: number[]): Uint8Array => Uint8Array.from(values);

/** Whatever came before, the true parts make the true message, at the latest when they come again. */
function completes(duo: Duo, five: Flight): void {
  const parts = pieces(five.message, 3);
  for (const part of [...parts, ...parts]) duo.deliver(five, part);
  duo.settle();
  expect(established(duo)).toBe('1 1 1 1');
}

describe('fragments that contradict each other', () => {
  test.each<[string, Piece[], RegExp]>([
    [
      'a number twice',
      [
        { number: 2, data: octets(1) },
        { number: 2, data: octets(2) },
      ],
      /fragment 2 came twice/,
    ],
    [
      'two that say they are the last',
      [
        { number: 3, last: true, data: octets(1) },
        { number: 2, last: true, data: octets(1) },
      ],
      /fragments 3 and 2 both say/,
    ],
    [
      'a number behind the last',
      [
        { number: 2, last: true, data: octets(1) },
        { number: 3, data: octets(1) },
      ],
      /fragment 3 came although 2 is the last/,
    ],
    [
      'a last before one that is there',
      [
        { number: 3, data: octets(1) },
        { number: 2, last: true, data: octets(1) },
      ],
      /fragment 2 says that it is the last/,
    ],
  ])('are discarded (%s), and a new set begins', (_name, made, words) => {
    const { duo, five } = beforeMessage5();
    for (const piece of made) duo.deliver(five, fragment(five.message, piece));
    expect(duo.b.of('fragments-discarded')).toMatchObject([{ reason: 'contradiction' }]);
    expect(duo.b.of('fragments-discarded')[0]!.detail).toMatch(words);
    completes(duo, five);
  });
});

describe('a fragment that is none', () => {
  test.each<[string, (message: Uint8Array) => Uint8Array, RegExp]>([
    ['number zero', (five) => fragment(five, { number: 0, data: octets(1) }), /number is zero/],
    ['too many', (five) => fragment(five, { number: 200, data: octets(1) }), /128 fragments/],
    ['empty', (five) => fragment(five, { number: 1, data: octets() }), /holds nothing/],
    ['short', (five) => cut(fragment(five, { number: 1, data: octets() }), 3), /off=/],
    ['not alone', (five) => notAlone(five), /not alone/],
    ['encrypted', (five) => encrypted(five), /encrypted/],
    [
      'one in another',
      (five) => {
        const inner = fragment(five, { number: 1, last: true, data: five });
        return fragment(five, { number: 1, last: true, data: inner });
      },
      /no message of their main mode/,
    ],
    [
      'of another main mode',
      (five) => {
        const other = Uint8Array.from(five);
        other[0]! ^= 1;
        return fragment(five, { number: 1, last: true, data: other });
      },
      /no message of their main mode/,
    ],
  ])('is dropped by name: %s', (_name, make, words) => {
    const { duo, five } = beforeMessage5();
    duo.deliver(five, make(five.message));
    expect(duo.b.drops).toHaveLength(1);
    expect(duo.b.drops[0]).toMatch(/^malformed: fragment/);
    expect(duo.b.drops[0]).toMatch(words);
    completes(duo, five);
  });

  test('belongs to no main mode', () => {
    const { duo, five } = beforeMessage5();
    const stray = fragment(five.message, { number: 1, data: octets(1) });
    stray[9]! ^= 1;
    duo.deliver(five, stray);
    expect(duo.b.drops).toEqual(['invalid-cookie: fragment: no main mode has these cookies']);
  });
});

function cut(message: Uint8Array, octetsLess: number): Uint8Array {
  const short = message.slice(0, message.length - octetsLess);
  short[27] = short.length;
  return short;
}

function notAlone(message: Uint8Array): Uint8Array {
  const { header, payloads } = decodeMessage(fragment(message, { number: 1, data: octets(1) }));
  return encodeMessage(header, [...payloads, vendorId(concat(octets(1, 2, 3)))]);
}

function encrypted(message: Uint8Array): Uint8Array {
  const made = fragment(message, { number: 1, data: octets(1) });
  made[19] = 1;
  return made;
}
