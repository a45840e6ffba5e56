import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Address, addressOfBytes, parseAddress } from '../../src/base/address.ts';
import { compare } from '../../src/base/bytes.ts';

/** Octets of few values, so that addresses meet, and high ones, which are negative as signed words. */
const octets = (length: number): fc.Arbitrary<Uint8Array> =>
  fc
    .array(fc.constantFrom(0, 1, 127, 128, 255), { minLength: length, maxLength: length })
    .map((values) => Uint8Array.from(values));
const either = fc.constantFrom(4, 16).chain(octets);
const two = fc.constantFrom(4, 16).chain((length) => fc.tuple(octets(length), octets(length)));

describe('an address', () => {
  it('has the octets that it was made of, and its text names it', () => {
    fc.assert(
      fc.property(either, (bytes) => {
        const address = addressOfBytes(bytes);
        expect(address.bytes).toEqual(bytes);
        expect(address.octets).toBe(bytes.length);
        expect(address.version).toBe(bytes.length === 4 ? 4 : 6);
        expect(parseAddress(address.text)).toEqual(address);
        const words = Array.from({ length: bytes.length / 4 }, (_, i) => address.word(i));
        const view = new DataView(bytes.buffer);
        expect(words).toEqual(words.map((_, i) => view.getInt32(i * 4)));
      }),
    );
  });

  it('is ordered, and found in memory, by its octets', () => {
    fc.assert(
      fc.property(two, ([left, right]) => {
        const memory = Uint8Array.of(9, 9, 9, ...right, 9);
        const address = addressOfBytes(left);
        const order = Math.sign(compare(right, left));
        expect(Math.sign(address.orderOf(memory, 3))).toBe(order);
        expect(Math.sign(addressOfBytes(right).compare(address))).toBe(order);
        expect(address.isAt(memory, 3)).toBe(order === 0);
        address.writeTo(memory, 3);
        expect(memory).toEqual(Uint8Array.of(9, 9, 9, ...left, 9));
      }),
    );
  });

  it('of IPv4 comes before those of IPv6', () => {
    const [low, high] = ['::', '255.255.255.255'].map(parseAddress) as [Address, Address];
    expect(high.compare(low)).toBeLessThan(0);
    expect(low.compare(high)).toBeGreaterThan(0);
  });

  it('keeps nothing of the octets that it was made of', () => {
    const bytes = Uint8Array.of(192, 0, 2, 1);
    const address = addressOfBytes(bytes);
    bytes.fill(0);
    address.bytes.fill(0);
    expect(address.bytes).toEqual(Uint8Array.of(192, 0, 2, 1));
  });
});
