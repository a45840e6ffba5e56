import fc from 'fast-check';
import { expect, it } from 'vitest';
import { KeyedLists } from '../../src/base/keyed-lists.ts';

it('holds the values of each key in their order, as sorting all of them each time would', () => {
  const step = fc.record({
    add: fc.boolean(),
    key: fc.constantFrom('a', 'b', 'c'),
    value: fc.integer({ min: 0, max: 9 }),
  });
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      const lists = new KeyedLists<number>((left, right) => left - right);
      const naive: Record<string, number[]> = { a: [], b: [], c: [] };
      for (const { add, key, value } of steps) {
        const own = naive[key]!;
        if (add) {
          lists.add(key, value);
          own.push(value);
          own.sort((left, right) => left - right);
        } else {
          const index = own.indexOf(value);
          expect(lists.remove(key, value)).toBe(index >= 0);
          if (index >= 0) own.splice(index, 1);
        }
        for (const [name, values] of Object.entries(naive)) expect(lists.of(name)).toEqual(values);
      }
    }),
  );
});

it('keeps values of one rank in the order in which they came', () => {
  const lists = new KeyedLists<{ rank: number; name: string }>((l, r) => l.rank - r.rank);
  for (const name of ['first', 'second', 'third']) lists.add('k', { rank: 1, name });
  lists.add('k', { rank: 0, name: 'ahead' });
  expect(lists.of('k').map(({ name }) => name)).toEqual(['ahead', 'first', 'second', 'third']);
});
