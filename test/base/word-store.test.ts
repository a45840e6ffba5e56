import { expect, it } from 'vitest';
import { WordStore } from '../../src/base/word-store.ts';

it('gives runs of zeros that do not meet', () => {
  const store = new WordStore();
  const runs = Array.from({ length: 3000 }, (_, i) => {
    const length = 1 + (i % 10);
    return { ...store.take(length), length, mark: i + 1 };
  });
  for (const { words, at, length, mark } of runs) {
    expect(words.subarray(at, at + length).every((word) => word === 0)).toBe(true);
    words.fill(mark, at, at + length);
  }
  for (const { words, at, length, mark } of runs)
    expect(words.subarray(at, at + length).every((word) => word === mark)).toBe(true);
});

it('gives a long run a buffer of its own', () => {
  const { words, at } = new WordStore().take(1000);
  expect([words.length, at]).toEqual([1000, 0]);
});
