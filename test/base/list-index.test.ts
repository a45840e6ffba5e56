import { describe, expect, it } from 'vitest';
import { HashChains, hashOfText } from '../../src/base/hash-chains.ts';
import { ListIndex } from '../../src/base/list-index.ts';

interface Item {
  readonly name: string | undefined;
  readonly number: number;
}

describe('an index of a list', () => {
  const items: Item[] = Array.from({ length: 5000 }, (_, number) => ({
    name: number % 10 === 9 ? undefined : `item ${number % 1000}`,
    number,
  }));
  const index = new ListIndex(items, ({ name }) => name);

  it('finds the first of the items with a key, and all of them in their order', () => {
    for (let i = 0; i < 1000; i++) {
      const expected = items.filter(({ name }) => name === `item ${i}`);
      expect(index.all(`item ${i}`)).toEqual(expected);
      expect(index.first(`item ${i}`)).toBe(expected[0]);
    }
  });

  it('answers nothing for a key that no item has', () => {
    expect(index.first('item 1000')).toBeUndefined();
    expect(index.all('')).toEqual([]);
    expect(new ListIndex<Item>([], ({ name }) => name).first('item 1')).toBeUndefined();
  });
});

it('spreads texts that differ in few characters over its places', () => {
  const items = 4096;
  const chains = new HashChains(items, (item) => hashOfText(`198.18.${item >> 8}.${item & 0xff}`));
  const lengths = Array.from({ length: items }, (_, place) => {
    let length = 0;
    for (let i = chains.first(place); i >= 0; i = chains.after(i)) length++;
    return length;
  });
  expect(lengths.reduce((sum, length) => sum + length)).toBe(items);
  expect(Math.max(...lengths)).toBeLessThan(12);
});
