import fc from 'fast-check';
import { expect, it } from 'vitest';
import { KeyedLists } from '../../src/base/keyed-lists.ts';

interface Value {
  key: string;
  readonly rank: number;
  readonly name: string;
}

const byRank = (left: Value, right: Value): number => left.rank - right.rank;
const newLists = (): KeyedLists<Value> => new KeyedLists(byRank, ({ key }) => key);
const value = (key: string, rank: number, name = ''): Value => ({ key, rank, name });

it.each([
  { keys: 3, steps: 100 },
  { keys: 300, steps: 1000 },
])(
  'holds the values of each of $keys keys in their order, as sorting all of them each time would',
  ({ keys, steps }) => {
    const step = fc.record({
      kind: fc.constantFrom('add', 'add', 'remove', 'move'),
      key: fc.integer({ min: 1, max: keys }).map((number) => `10.0.0.${number}`),
      other: fc.integer({ min: 1, max: keys }).map((number) => `10.0.0.${number}`),
      rank: fc.integer({ min: 0, max: 1000 }),
      index: fc.nat(),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: steps, size: 'max' }), (all) => {
        const lists = newLists();
        const naive = new Map<string, Value[]>();
        const put = (one: Value): void => {
          lists.add(one.key, one);
          naive.set(one.key, [...(naive.get(one.key) ?? []), one].sort(byRank));
        };
        for (const { kind, key, other, rank, index } of all) {
          const own = naive.get(key) ?? [];
          if (kind === 'add') {
            put(value(key, rank));
            continue;
          }
          const one = own[index % own.length];
          if (one === undefined) {
            expect(lists.remove(key, value(key, rank))).toBe(false);
            continue;
          }
          // Its key is another one before it is taken out.
          if (kind === 'move') one.key = other;
          expect(lists.remove(key, one)).toBe(true);
          expect(lists.remove(key, one)).toBe(false);
          own.splice(own.indexOf(one), 1);
          if (kind === 'move') put(one);
        }
        for (const [key, values] of naive) expect(lists.of(key)).toEqual(values);
        expect(lists.of('10.0.0.0')).toEqual([]);
      }),
      { numRuns: 50 },
    );
  },
);

it('finds thousands of keys, and gives their room back', () => {
  const lists = newLists();
  const all = Array.from({ length: 5000 }, (_, i) => value(`198.18.${i >> 8}.${i & 0xff}`, i));
  for (const one of all) lists.add(one.key, one);
  for (const one of all) expect(lists.of(one.key)).toEqual([one]);
  for (const [i, one] of all.entries()) if (i % 50 > 0) lists.remove(one.key, one);
  for (const [i, one] of all.entries()) expect(lists.of(one.key)).toEqual(i % 50 > 0 ? [] : [one]);
});

it('keeps values of one rank in the order in which they came', () => {
  const lists = newLists();
  for (const name of ['first', 'second', 'third']) lists.add('k', value('k', 1, name));
  lists.add('k', value('k', 0, 'ahead'));
  expect(lists.of('k').map(({ name }) => name)).toEqual(['ahead', 'first', 'second', 'third']);
});

it('finds those that stay while others of their key are under way to another', () => {
  const lists = newLists();
  const values = ['first', 'second', 'third'].map((name, rank) => value('old', rank, name));
  for (const one of values) lists.add('old', one);
  // The first two have another key before any is taken out.
  for (const one of values.slice(0, 2)) one.key = 'new';
  for (const one of values.slice(0, 2)) {
    expect(lists.remove('old', one)).toBe(true);
    lists.add('new', one);
  }
  expect(lists.of('old')).toEqual(values.slice(2));
  expect(lists.of('new')).toEqual(values.slice(0, 2));
});
