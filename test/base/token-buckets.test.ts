import { expect, test } from 'vitest';
import { TokenBuckets } from '../../src/base/token-buckets.ts';

const limits = { atOnce: 2, interval: 1000, keys: 3 };

test('so many at once, then one an interval', () => {
  const buckets = new TokenBuckets(limits);
  const take = (now: number): boolean => buckets.take('one', now);
  expect([take(0), take(0), take(0)]).toEqual([true, true, false]);
  expect([take(999), take(1000), take(1001)]).toEqual([false, true, false]);
  expect([take(10_000), take(10_000), take(10_000)]).toEqual([true, true, false]);
});

test('each key has its own', () => {
  const buckets = new TokenBuckets(limits);
  buckets.take('one', 0);
  buckets.take('one', 0);
  expect([buckets.take('one', 0), buckets.take('two', 0)]).toEqual([false, true]);
});

test('a full table refuses new keys until its oldest is full again', () => {
  const buckets = new TokenBuckets(limits);
  for (const key of ['one', 'two', 'three']) expect(buckets.take(key, 0)).toBe(true);
  expect(buckets.take('four', 500)).toBe(false);
  expect(buckets.take('four', 1000)).toBe(true);
  // "one" made room; it begins anew as soon as there is room for it.
  expect(buckets.take('one', 1000)).toBe(true);
  expect(buckets.take('five', 1000)).toBe(true);
  expect(buckets.take('six', 1000)).toBe(false);
});

test('whether there is a token can be asked without taking one', () => {
  const buckets = new TokenBuckets(limits);
  expect(buckets.has('one', 0)).toBe(true);
  buckets.take('one', 0);
  expect([buckets.has('one', 0), buckets.has('one', 0)]).toEqual([true, true]);
  buckets.take('one', 0);
  expect([buckets.has('one', 0), buckets.has('one', 1000)]).toEqual([false, true]);
});
