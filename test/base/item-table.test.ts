import fc from 'fast-check';
import { expect, it } from 'vitest';
import { hashOfText } from '../../src/base/hash-chains.ts';
import { ItemTable } from '../../src/base/item-table.ts';

interface Item {
  readonly id: number;
  readonly rank: number;
  name: string;
  readonly colour: string | undefined;
}

/** By number, by name, and by colour, which not every item has. */
function tableOf(hashOfName: (name: string) => number): ItemTable<Item> {
  return new ItemTable<Item>(
    (left, right) => left.rank - right.rank,
    ({ id }) => id,
    ({ name }) => hashOfName(name),
    ({ colour }) => (colour === undefined ? undefined : hashOfText(colour)),
  );
}

const NAMES = ['a', 'b', 'c', 'd'];
const COLOURS = ['red', 'green', undefined];

it.each([
  ['spread well', hashOfText],
  ['all alike', () => 7],
] as const)('finds what sorting and comparing all of them finds, with hashes %s', (_, hash) => {
  const step = fc.record({
    what: fc.constantFrom('add', 'add', 'add', 'remove', 'rename'),
    pick: fc.nat(),
    name: fc.constantFrom(...NAMES),
    colour: fc.constantFrom(...COLOURS),
    rank: fc.integer({ min: 0, max: 9 }),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
      const table = tableOf(hash);
      let naive: Item[] = [];
      let nextId = 1;
      for (const { what, pick, name, colour, rank } of steps) {
        const picked = naive[pick % naive.length];
        if (what === 'add') {
          const item = { id: nextId++, rank, name, colour };
          table.add(item);
          naive.push(item);
        } else if (picked !== undefined && what === 'remove') {
          expect([table.remove(picked), table.remove(picked)]).toEqual([true, false]);
          naive = naive.filter((item) => item !== picked);
        } else if (picked !== undefined) {
          const before = hash(picked.name);
          picked.name = name;
          table.moved(1, picked, before);
          // It comes behind those of its rank, as if it had been added just now.
          naive = [...naive.filter((item) => item !== picked), picked];
        }
      }
      naive.sort((left, right) => left.rank - right.rank);
      expect(table.size).toBe(naive.length);
      expect(new Set(table.all())).toEqual(new Set(naive));
      expect(table.all().map(({ rank }) => rank)).toEqual(naive.map(({ rank }) => rank));
      for (let id = 0; id <= nextId; id++)
        expect(table.one(0, id, (item) => item.id === id)).toBe(
          naive.find((item) => item.id === id),
        );
      for (const name of NAMES)
        expect(table.of(1, hash(name), (item) => item.name === name)).toEqual(
          naive.filter((item) => item.name === name),
        );
      for (const colour of COLOURS) {
        if (colour === undefined) continue;
        const found = table.of(2, hashOfText(colour), (item) => item.colour === colour);
        expect(new Set(found)).toEqual(new Set(naive.filter((item) => item.colour === colour)));
      }
    }),
  );
});

it('grows to thousands, and fills places that are free again', () => {
  const table = tableOf(hashOfText);
  const items = Array.from({ length: 5000 }, (_, id) => {
    return { id, rank: id, name: `n${id % 100}`, colour: undefined };
  });
  for (const item of items) table.add(item);
  for (const item of items) if (item.id % 2 === 0) table.remove(item);
  for (const item of items) if (item.id % 4 === 0) table.add(item);
  expect(table.size).toBe(3750);
  expect(table.all().map(({ id }) => id)).toEqual(
    items.filter(({ id }) => id % 4 !== 2).map(({ id }) => id),
  );
  const ofOne = table.of(1, hashOfText('n8'), ({ name }) => name === 'n8');
  expect(ofOne.map(({ id }) => id)).toEqual(
    items.filter(({ id }) => id % 100 === 8 && id % 4 === 0).map(({ id }) => id),
  );
});
