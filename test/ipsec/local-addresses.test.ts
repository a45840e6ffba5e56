import { expect, it } from 'vitest';
import { addressOfBytes, parseAddress } from '../../src/base/address.ts';
import { LocalAddresses } from '../../src/ipsec/local-addresses.ts';

const FEW = ['192.0.2.1', '2001:db8::1'].map(parseAddress);
const MANY = Array.from({ length: 3000 }, (_, i) =>
  addressOfBytes(Uint8Array.of(10, 1, i >> 8, i & 0xff)),
);

it.each([
  ['few', FEW],
  ['many', [...FEW, ...MANY]],
] as const)('knows its own addresses from others, be they %s', (_, addresses) => {
  const local = new LocalAddresses(addresses);
  const arena = new Uint8Array(32);
  const has = (bytes: Uint8Array, at = 7): boolean => {
    arena.fill(0xaa);
    arena.set(bytes, at);
    return local.has(arena, at, bytes.length);
  };
  for (const { bytes } of addresses) {
    expect(has(bytes)).toBe(true);
    const other = bytes.slice();
    other[0]! ^= 0x80;
    expect(has(other)).toBe(false);
  }
  expect(local.has(parseAddress('2001:db8::1').bytes, 0, 4)).toBe(false);
});
