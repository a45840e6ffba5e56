import { describe, expect, test } from 'vitest';
import { firstDifference, times } from '../../src/ike/failures/wording.ts';
import { readAttributes, sameButLifetimes } from '../../src/ike/offers/attribute-set.ts';
import { compareOffers, offerText } from '../../src/ike/offers/offer-comparison.ts';
import { type AttributeRow, attributes } from './payloads.ts';

const KEYS = ['cipher', 'hash', 'group'] as const;
const row = (cipher: string, hash: string, group: string) => ({ cipher, hash, group });

describe('two lists of offers', () => {
  test('stand next to each other, the shorter one filled up', () => {
    const { rows } = compareOffers(
      KEYS,
      [row('A', 'x', '1')],
      [row('B', 'x', '1'), row('C', 'y', '2')],
    );
    expect(rows.slice(0, 2)).toEqual([
      { what: 'offer 1', local: 'A, x, 1', peer: 'B, x, 1', differs: false },
      { what: 'offer 2', local: '-', peer: 'C, y, 2', differs: false },
    ]);
  });

  test('are compared by their nearest pair, the first of equally near ones', () => {
    const own = [row('A', 'x', '1'), row('B', 'y', '2')];
    const theirs = [row('C', 'z', '3'), row('B', 'y', '9'), row('A', 'q', '1')];
    const { differing, rows } = compareOffers(KEYS, own, theirs);
    expect(differing).toEqual(['hash']);
    expect(rows.slice(3)).toEqual([
      { what: 'cipher', local: 'A', peer: 'A', differs: false },
      { what: 'hash', local: 'x', peer: 'q', differs: true },
      { what: 'group', local: '1', peer: '1', differs: false },
    ]);
    expect(firstDifference(rows)).toBe(' The nearest pair differs first in hash: x here, q there.');
  });

  test('of which one is empty have no nearest pair', () => {
    const { differing, rows } = compareOffers(KEYS, [row('A', 'x', '1')], []);
    expect(differing).toEqual([]);
    expect(rows).toHaveLength(1);
    expect(firstDifference(rows)).toBe('');
    expect(offerText(KEYS, undefined)).toBe('-');
  });

  test('that are the same have no difference', () => {
    const { differing } = compareOffers(KEYS, [row('A', 'x', '1')], [row('A', 'x', '1')]);
    expect(differing).toEqual([]);
  });
});

test('how often is said in words', () => {
  expect([1, 2, 3, 7].map(times)).toEqual(['once', 'twice', '3 times', '7 times']);
});

describe('attributes', () => {
  const LIFE = { type: 11, duration: 12 };
  const read = (rows: readonly AttributeRow[]) => readAttributes(attributes(rows), LIFE);

  test('are the same in any order and form, whatever their lifetimes', () => {
    const left = read([
      [1, 7],
      [14, 128],
      [11, 1],
      [12, 600],
    ]);
    const right = read([
      [11, 1],
      [12, Uint8Array.of(0, 0, 2, 88)],
      [14, Uint8Array.of(128)],
      [1, 7],
    ]);
    expect(sameButLifetimes(left, right)).toBe(true);
    expect(
      sameButLifetimes(
        left,
        read([
          [1, 7],
          [14, 128],
          [11, 1],
          [12, 601],
        ]),
      ),
    ).toBe(true);
    expect(
      sameButLifetimes(
        left,
        read([
          [1, 7],
          [11, 1],
          [12, 600],
        ]),
      ),
    ).toBe(false);
    expect(
      sameButLifetimes(
        left,
        read([
          [1, 7],
          [14, 256],
          [11, 1],
          [12, 600],
        ]),
      ),
    ).toBe(false);
  });

  test('that cannot be understood are the same as nothing', () => {
    const odd = read([
      [1, 7],
      [1, 5],
    ]);
    expect(odd.fault).toBe('attribute 1 stands twice with different values');
    expect(sameButLifetimes(odd, odd)).toBe(false);
    expect(read([[12, 600]]).fault).toBe('a life duration stands without its life type');
    expect(read([[1, new Uint8Array(9)]]).fault).toContain('9 octets, which is not a number');
  });

  test('hold a lifetime of each type, each behind its type', () => {
    expect(
      read([
        [11, 1],
        [12, 60],
        [11, 2],
        [12, 70],
      ]),
    ).toMatchObject({
      lifetimeSeconds: 60,
      lifetimeKilobytes: 70,
      fault: undefined,
    });
    expect(
      read([
        [11, 1],
        [12, 60],
        [12, 70],
      ]).fault,
    ).toBeDefined();
  });
});
