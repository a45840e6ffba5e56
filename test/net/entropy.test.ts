import { expect, it } from 'vitest';
import { toHex } from '../../src/base/bytes.ts';
import { drawInto, seededRandom } from '../../src/base/random.ts';
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

it.each([16, 512, 3000])(
  'writes %i octets where they are wanted, and nothing beside them',
  (octets) => {
    const target = new Uint8Array(octets + 32);
    drawInto(systemRandom, target, 16, octets);
    const drawn = target.subarray(16, 16 + octets);
    expect(toHex(target.subarray(0, 16))).toBe('00'.repeat(16));
    expect(toHex(target.subarray(16 + octets))).toBe('00'.repeat(16));
    // A window of zeros in it would be one chance in 2^64.
    for (let at = 0; at + 8 <= octets; at += 8) {
      expect(drawn.subarray(at, at + 8).some((octet) => octet !== 0)).toBe(true);
    }
    expect(toHex(systemRandom.bytes(16))).not.toBe(toHex(drawn.subarray(0, 16)));
  },
);

it('gives what another source would give by itself, where that has no way of its own', () => {
  const target = new Uint8Array(100);
  drawInto(seededRandom('here'), target, 20, 64);
  expect(toHex(target.subarray(20, 84))).toBe(toHex(seededRandom('here').bytes(64)));
});
