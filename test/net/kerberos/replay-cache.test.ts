import { expect, it } from 'vitest';
import type { Stamp } from '../../../src/net/kerberos/names.ts';
import { ReplayCache } from '../../../src/net/kerberos/replay-cache.ts';

const SKEW = 300;
const PEER = 'host/alpha@LAB';
const at = (seconds: number): Stamp => ({ seconds, microseconds: 0 });

it('when full it refuses what is new, and forgets nothing that is fresh', () => {
  const cache = new ReplayCache(3);
  for (const hash of ['a', 'b', 'c'])
    expect(cache.take(hash, PEER, at(1000), at(1000), SKEW)).toBe('new');
  expect(cache.take('d', PEER, at(1001), at(1001), SKEW)).toBe('cannot-tell');
  expect(cache.take('a', PEER, at(1000), at(1300), SKEW)).toBe('seen');
  expect(cache.size).toBe(3);
});

it('when full it takes new ones again as soon as old ones are past the skew', () => {
  const cache = new ReplayCache(2);
  cache.take('a', PEER, at(1000), at(1000), SKEW);
  cache.take('b', PEER, at(1100), at(1100), SKEW);
  expect(cache.take('c', PEER, at(1300), at(1300), SKEW)).toBe('cannot-tell');
  expect(cache.take('c', PEER, at(1301), at(1301), SKEW)).toBe('new');
  expect(cache.take('d', PEER, at(1302), at(1302), SKEW)).toBe('cannot-tell');
  expect(cache.take('b', PEER, at(1100), at(1302), SKEW)).toBe('seen');
});

it('sweeps by time, so that it does not fill over the days', () => {
  const cache = new ReplayCache(1000);
  for (let second = 1000; second < 20_000; second++) {
    expect(cache.take(`${second}`, PEER, at(second), at(second), SKEW)).toBe('new');
  }
  expect(cache.size).toBeLessThanOrEqual(2 * SKEW + 2);
});

it('after the clock was set back it does not take again what it forgot', () => {
  const cache = new ReplayCache();
  cache.take('a', PEER, at(1000), at(1000), SKEW);
  cache.take('b', PEER, at(2000), at(2000), SKEW);
  expect(cache.size).toBe(1);
  expect(cache.take('a', PEER, at(1000), at(1000), SKEW)).toBe('cannot-tell');
  expect(cache.take('c', PEER, at(999), at(1000), SKEW)).toBe('cannot-tell');
  expect(cache.take('d', PEER, at(1001), at(1000), SKEW)).toBe('new');
});

it('leaves room for others, whatever one client sends', () => {
  const cache = new ReplayCache(100, 10);
  for (let i = 0; i < 10; i++)
    expect(cache.take(`greedy ${i}`, 'host/greedy@LAB', at(1000), at(1000), SKEW)).toBe('new');
  expect(cache.take('one more', 'host/greedy@LAB', at(1001), at(1001), SKEW)).toBe('cannot-tell');
  expect(cache.take('a', PEER, at(1001), at(1001), SKEW)).toBe('new');
  expect(cache.take('greedy 0', 'host/greedy@LAB', at(1000), at(1300), SKEW)).toBe('seen');
  expect(cache.take('later', 'host/greedy@LAB', at(1301), at(1301), SKEW)).toBe('new');
  expect(cache.heldOf('host/greedy@LAB')).toBe(1);
});
