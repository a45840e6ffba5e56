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
  const hashes = Array.from({ length: 4096 }, (_, i) => hashOfText(`198.18.${i >> 8}.${i & 0xff}`));
  const chains = new HashChains(hashes.length, (item) => hashes[item]);
  const lengths = hashes.map((hash, item) => {
    const chain: number[] = [];
    for (let i = chains.first(hash); i >= 0; i = chains.after(i)) chain.push(i);
    expect(chain).toContain(item);
    return chain.length;
  });
  expect(Math.max(...lengths)).toBeLessThan(12);
});
