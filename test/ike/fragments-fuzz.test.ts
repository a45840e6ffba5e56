import { expect, test } from 'vitest';
import { seededRandom } from '../../src/base/random.ts';
import { established } from './duo.ts';
import { beforeMessage5, fragment, pieces } from './fragments.ts';

test('fragments of any content neither end nor change a main mode', () => {
  const random = seededRandom('fragments');
  const { duo, five } = beforeMessage5();
  const below = (limit: number): number => {
    const [high, low] = random.bytes(2);
    return ((high! << 8) | low!) % limit;
  };
  for (let i = 0; i < 3000; i++) {
    const made = fragment(five.message, {
      number: below(6),
      last: below(3) === 0,
      data: random.bytes(below(40)),
      fragmentId: below(8),
    });
    if (below(4) === 0) made[28 + below(made.length - 28)]! ^= 1 << below(8);
    duo.deliver(five, made);
  }
  duo.flights.splice(0);
  expect(duo.a.failures).toEqual([]);
  expect(duo.b.failures).toEqual([]);
  for (const part of [...pieces(five.message, 3, 9), ...pieces(five.message, 3, 9)])
    duo.deliver(five, part);
  duo.settle();
  expect(established(duo)).toBe('1 1 1 1');
});
