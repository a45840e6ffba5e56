import { expect, it } from 'vitest';
import { toHex } from '../../src/base/bytes.ts';
import { systemRandom } from '../../src/net/entropy.ts';

it('gives as many octets as are asked for, of its store or past it, and none twice', () => {
  const drawn = Array.from({ length: 3000 }, (_, i) => systemRandom.bytes(i % 5 === 0 ? 100 : 16));
  expect(drawn.every((octets, i) => octets.length === (i % 5 === 0 ? 100 : 16))).toBe(true);
  expect(new Set(drawn.map(toHex)).size).toBe(3000);
});

it('shares no memory between draws', () => {
  const [one, other] = [systemRandom.bytes(16), systemRandom.bytes(16)];
  const before = toHex(other);
  one.fill(0);
  expect(toHex(other)).toBe(before);
  expect(one.buffer).not.toBe(other.buffer);
});
