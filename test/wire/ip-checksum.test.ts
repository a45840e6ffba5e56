/** The Internet checksum: RFC 1071's example, odd lengths, carries, pseudo-headers. */

import { expect, it } from 'vitest';
import { fromHex } from '../../src/base/bytes.ts';
import {
  foldChecksum,
  internetChecksum,
  pseudoHeaderSum,
  sumWords,
  transportChecksum,
} from '../../src/wire/checksum.ts';
import { scapyPacket } from './scapy-packets.ts';

it('gives the sum of RFC 1071 section 3', () => {
  const octets = fromHex('0001f203f4f5f6f7');
  expect(~internetChecksum(octets, 0, octets.length) & 0xffff).toBe(0xddf2);
});

it('takes an odd last octet as the high half of a word', () => {
  expect(sumWords(fromHex('0102030405'), 0, 5)).toBe(0x0102 + 0x0304 + 0x0500);
  expect(sumWords(fromHex('0102030405'), 1, 4, 10)).toBe(10 + 0x0203 + 0x0400);
});

it('folds every carry', () => {
  expect(foldChecksum(0)).toBe(0xffff);
  expect(foldChecksum(0xffff)).toBe(0);
  expect(foldChecksum(0x1_ffff)).toBe(0xfffe);
  const packet = new Uint8Array(65_535).fill(0xff);
  expect(internetChecksum(packet, 0, packet.length)).toBe(0xff);
  expect(foldChecksum(0xffff * 0xffff + 0xffff_0000)).toBe(0);
});

it.each([
  ['IPv4 UDP', 17, 12, 4],
  ['IPv4 TCP data', 6, 12, 4],
  ['IPv6 TCP', 6, 8, 16],
  ['IPv6 echo reply', 58, 8, 16],
] as const)(
  'is zero over scapy’s %s, by either way',
  (title, protocol, sourceAt, addressOctets) => {
    const octets = scapyPacket(title);
    const start = addressOctets === 4 ? 20 : 40;
    const end = octets.length;
    const destinationAt = sourceAt + addressOctets;
    expect(
      transportChecksum(octets, start, end, protocol, sourceAt, destinationAt, addressOctets),
    ).toBe(0);
    const source = octets.subarray(sourceAt, destinationAt);
    const destination = octets.subarray(destinationAt, destinationAt + addressOctets);
    const sum = pseudoHeaderSum(source, destination, protocol, end - start);
    expect(internetChecksum(octets, start, end, sum)).toBe(0);
  },
);
