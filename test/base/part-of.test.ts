import { expect, test } from 'vitest';
import { partOf } from '../../src/base/part-of.ts';

test('a part of a sequence, of which no more is looked at than up to its end', () => {
  let seen = 0;
  function* numbers() {
    for (let i = 0; i < 10; i++) {
      seen++;
      yield i;
    }
  }
  expect(partOf(numbers(), 3, 4)).toEqual([3, 4, 5, 6]);
  expect(seen).toBe(7);
  expect(partOf(numbers(), 8, 4)).toEqual([8, 9]);
  expect(partOf(numbers(), 20, 4)).toEqual([]);
  expect(partOf(numbers(), 0, 0)).toEqual([]);
  expect(partOf(numbers(), 0, Number.POSITIVE_INFINITY)).toHaveLength(10);
});

test('the same without end is not run through', () => {
  function* endless() {
    for (let i = 0; ; i++) yield i;
  }
  expect(partOf(endless(), 1, 2)).toEqual([1, 2]);
});
