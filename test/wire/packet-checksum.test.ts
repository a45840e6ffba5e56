/** Checksums: verified when read, by the rule asked for, and generated when written. */

import { describe, expect, it } from 'vitest';
import { toHex } from '../../src/base/bytes.ts';
import type { ChecksumRule } from '../../src/wire/checksum-codec.ts';
import { type Codec, DecodeError, decode, encode } from '../../src/wire/codec.ts';
import { icmpv6Codec } from '../../src/wire/icmp.ts';
import { ipv4, ipv4Codec } from '../../src/wire/ipv4.ts';
import { packet, packetCodec, packetWithAnyChecksums } from '../../src/wire/packet.ts';
import { tcp } from '../../src/wire/tcp.ts';
import { udp, udpCodec } from '../../src/wire/udp.ts';
import { scapyPacket } from './scapy-packets.ts';

/** Title, offset of the checksum, and the path of the error. */
const CHECKSUMS: [string, number, string][] = [
  ['IPv4 ESP', 10, 'checksum'],
  ['IPv4 UDP', 26, 'payload.udp.checksum'],
  ['IPv4 TCP data', 36, 'payload.tcp.checksum'],
  ['IPv4 echo request', 22, 'payload.icmp.checksum'],
  ['IPv6 UDP with traffic class and flow label', 46, 'body.payload.udp.checksum'],
  ['IPv6 TCP', 56, 'body.payload.tcp.checksum'],
  ['IPv6 echo reply', 42, 'body.payload.icmpv6.checksum'],
  ['IPv6 routing header used up', 70, 'body.payload.udp.checksum'],
];

describe.each(CHECKSUMS)('%s', (title, at, path) => {
  const damaged = scapyPacket(title);
  damaged[at]! ^= 0x40;
  const zeroed = scapyPacket(title);
  zeroed.fill(0, at, at + 2);

  it('a wrong one is an error at its offset', () => {
    const error = errorOf(packet, damaged);
    expect(error).toMatchObject({ code: 'bad-checksum', offset: at, path });
    const right = toHex(scapyPacket(title).subarray(at, at + 2));
    expect(error?.detail).toContain(`should be 0x${right}`);
  });

  it('any is taken where asked, and survives', () => {
    const value = decode(packetWithAnyChecksums, damaged);
    expect(toHex(encode(packetWithAnyChecksums, value))).toBe(toHex(damaged));
  });

  it('zero is taken where asked, and survives', () => {
    const codec = packetCodec('zero-allowed');
    expect(toHex(encode(codec, decode(codec, zeroed)))).toBe(toHex(zeroed));
    expect(errorOf(codec, damaged)?.code).toBe('bad-checksum');
    if (title !== 'IPv4 UDP') expect(errorOf(packet, zeroed)?.code).toBe('bad-checksum');
  });

  it('a right one is not in the value, and is made anew', () => {
    const value = decode(packet, scapyPacket(title));
    expect(JSON.stringify(value)).not.toContain('"checksum"');
    expect(toHex(encode(packet, value))).toBe(toHex(scapyPacket(title)));
  });
});

it('UDP over IPv4 may go without, over IPv6 not (RFC 768, RFC 8200 8.1)', () => {
  const value = decode(packet, scapyPacket('IPv4 UDP without checksum'));
  expect(value.payload).toMatchObject({ udp: { checksum: 0 } });
  const bare = scapyPacket('IPv6 UDP with traffic class and flow label');
  bare.fill(0, 46, 48);
  expect(errorOf(packet, bare)?.code).toBe('bad-checksum');
});

it('under way with a routing header nothing is verified, and what is there is kept', () => {
  const octets = scapyPacket('IPv6 routing header with segments left');
  octets[70]! ^= 1;
  const value = decode(packet, octets);
  expect(value.payload).toMatchObject({ kind: 'udp', udp: { checksum: 0x2d60 } });
  expect(toHex(encode(packet, value))).toBe(toHex(octets));
});

it('0 and 0xffff are one number in ones’ complement, and both survive', () => {
  const value = decode(ipv4, scapyPacket('IPv4 ESP'));
  for (let identification = 0; identification <= 0xffff; identification++) {
    const octets = encode(ipv4, { ...value, identification });
    if (octets[10] !== 0 || octets[11] !== 0) continue;
    octets.fill(0xff, 10, 12);
    expect(decode(ipv4, octets).checksum).toBe(0xffff);
    expect(toHex(encode(ipv4, decode(ipv4, octets)))).toBe(toHex(octets));
    return;
  }
  expect.unreachable('some identification makes the checksum zero');
});

it('for UDP they are not: zero is none, and wrong where one is required', () => {
  const pseudo = { source: new Uint8Array(4), destination: new Uint8Array(4) };
  const strict = udpCodec(pseudo);
  const payload = encode(strict, { sourcePort: 0, destinationPort: 0, payload: new Uint8Array(2) });
  const value = { sourcePort: 0, destinationPort: 0, payload: payload.subarray(6, 8) };
  const octets = encode(strict, value);
  expect(toHex(octets.subarray(6, 8))).toBe('ffff');
  octets.fill(0, 6, 8);
  expect(errorOf(strict, octets)?.code).toBe('bad-checksum');
  expect(decode(udpCodec(pseudo, 'zero-allowed'), octets).checksum).toBe(0);
});

it('without addresses a checksum is kept as it is, and written as 0 where there is none', () => {
  const datagram = scapyPacket('IPv4 UDP').subarray(20);
  expect(decode(udp, datagram).checksum).toBe((datagram[6]! << 8) | datagram[7]!);
  expect(toHex(encode(udp, decode(udp, datagram)))).toBe(toHex(datagram));
  const segment = scapyPacket('IPv4 TCP data').subarray(20);
  const { checksum: _, ...bare } = decode(tcp, segment);
  expect(decode(tcp, encode(tcp, bare)).checksum).toBe(0);
  const message = scapyPacket('IPv6 echo reply').subarray(40);
  const codec = icmpv6Codec(undefined);
  expect(toHex(encode(codec, decode(codec, message)))).toBe(toHex(message));
});

it.each(['required', 'zero-allowed', 'ignored'] as ChecksumRule[])(
  'by the rule "%s" a right header checksum is taken',
  (rule) => {
    const codec = ipv4Codec(() => icmpv6Codec(undefined, rule), rule);
    const octets = scapyPacket('IPv4 echo request');
    expect(decode(codec, octets).protocol).toBe(1);
  },
);

function errorOf(codec: Codec<unknown>, octets: Uint8Array): DecodeError | undefined {
  try {
    decode(codec, octets);
    return undefined;
  } catch (error) {
    expect(error).toBeInstanceOf(DecodeError);
    return error as DecodeError;
  }
}
