/** Whole packets from the builders are, octet for octet, those of scapy. */

import { describe, expect, it } from 'vitest';
import { parseAddress } from '../../src/base/address.ts';
import { fromHex, toHex, utf8 } from '../../src/base/bytes.ts';
import { decode } from '../../src/wire/codec.ts';
import { echoReply, echoRequest, icmpPacket } from '../../src/wire/icmp.ts';
import { destinationUnreachable, packetTooBig, timeExceeded } from '../../src/wire/icmp-errors.ts';
import {
  buildIp,
  buildIpv4,
  buildIpv6,
  ipv4ChecksumValid,
  writeIpv4Header,
  writeIpv6Header,
} from '../../src/wire/ip.ts';
import { packet } from '../../src/wire/packet.ts';
import { TCP_FLAG, tcpPacket } from '../../src/wire/tcp.ts';
import { udpPacket } from '../../src/wire/udp.ts';
import { scapyPacket } from './scapy-packets.ts';

const V4 = {
  source: parseAddress('192.0.2.1'),
  destination: parseAddress('198.51.100.2'),
  // What scapy writes unless told otherwise.
  identification: 1,
};
const V6 = { source: parseAddress('2001:db8::1'), destination: parseAddress('2001:db8:1::2') };

const same = (made: Uint8Array, title: string): void =>
  expect(toHex(made)).toBe(toHex(scapyPacket(title)));

describe('ICMP', () => {
  it('echo over IPv4', () => {
    const payload = utf8('abcdefgh');
    same(echoRequest({ ...V4, identifier: 0x1234, sequence: 7, payload }), 'IPv4 echo request');
    const reply = { ...V4, identifier: 1, sequence: 65_535, payload: utf8('abc') };
    same(echoReply(reply), 'IPv4 echo reply, odd length');
  });

  it('echo over IPv6', () => {
    const payload = utf8('abcdefgh');
    same(echoRequest({ ...V6, identifier: 0x1234, sequence: 7, payload }), 'IPv6 echo request');
    const reply = { ...V6, identifier: 1, sequence: 65_535, payload: utf8('abc') };
    same(echoReply(reply), 'IPv6 echo reply');
  });

  it('every field of the header', () => {
    const made = echoRequest({
      ...V4,
      identifier: 1,
      sequence: 1,
      hopLimit: 3,
      trafficClass: 0xb9,
      identification: 4660,
      dontFragment: true,
    });
    same(made, 'IPv4 with traffic class, identification and flags');
  });

  it('errors', () => {
    const original4 = scapyPacket('IPv4 port unreachable').subarray(28);
    const original6 = scapyPacket('IPv6 packet too big').subarray(48);
    const asScapy = (made: Uint8Array): Uint8Array => {
      // scapy's identification is 1, ours 0: the rest of the packet must be the same.
      const { version, payload } = decode(packet, made);
      if (version !== 4 || payload.kind !== 'icmp') return made;
      return icmpPacket({ ...V4, ...payload.icmp });
    };
    const error4 = { ...V4, original: original4 };
    const error6 = { ...V6, original: original6 };
    same(asScapy(destinationUnreachable(error4, 'port')), 'IPv4 port unreachable');
    same(asScapy(packetTooBig(error4, 1400)), 'IPv4 fragmentation needed');
    same(asScapy(timeExceeded(error4)), 'IPv4 time exceeded');
    same(destinationUnreachable(error6, 'port'), 'IPv6 destination unreachable');
    same(packetTooBig(error6, 1280), 'IPv6 packet too big');
    same(timeExceeded(error6), 'IPv6 time exceeded');
  });

  it('errors quote no more than fits 576 and 1280 octets', () => {
    const original = new Uint8Array(2000);
    expect(timeExceeded({ ...V4, original })).toHaveLength(576);
    expect(timeExceeded({ ...V6, original })).toHaveLength(1280);
  });

  it('a body of another kind than the type’s is refused', () => {
    const body = { kind: 'other', data: new Uint8Array(4) } as const;
    expect(() => icmpPacket({ ...V4, type: 8, code: 0, body })).toThrow(RangeError);
  });
});

describe('UDP and TCP', () => {
  it('UDP over IPv4', () => {
    const payload = utf8('payload');
    same(udpPacket({ ...V4, sourcePort: 40_000, destinationPort: 500, payload }), 'IPv4 UDP');
    const empty = { ...V4, sourcePort: 7, destinationPort: 7, payload: new Uint8Array(0) };
    same(udpPacket(empty), 'IPv4 UDP without payload');
    const esp = { ...V4, sourcePort: 4500, destinationPort: 4500, payload: utf8('esp') };
    same(udpPacket({ ...esp, checksum: 0 }), 'IPv4 UDP without checksum');
  });

  it('UDP over IPv6', () => {
    const fields = { trafficClass: 0xb9, flowLabel: 0xabcde, hopLimit: 3 };
    const ports = { sourcePort: 40_000, destinationPort: 500 };
    const made = udpPacket({ ...V6, ...fields, ...ports, payload: utf8('payload') });
    same(made, 'IPv6 UDP with traffic class and flow label');
  });

  it('a UDP checksum of zero goes out as 0xffff', () => {
    const bare = udpPacket({
      ...V4,
      sourcePort: 0,
      destinationPort: 0,
      payload: new Uint8Array(2),
    });
    const checksum = bare.subarray(26, 28);
    const made = udpPacket({ ...V4, sourcePort: 0, destinationPort: 0, payload: checksum });
    expect(toHex(made.subarray(26, 28))).toBe('ffff');
    expect(decode(packet, made).payload).toMatchObject({ kind: 'udp' });
  });

  it('TCP', () => {
    const options = fromHex('020405b40402080a0000000100000000010303 07');
    const syn = { sourcePort: 51_000, destinationPort: 80, sequence: 305_419_896, window: 64_240 };
    same(tcpPacket({ ...V4, ...syn, flags: TCP_FLAG.syn, options }), 'IPv4 TCP SYN with options');
    const data = { sequence: 1, acknowledgment: 2, window: 1024, payload: utf8('hello') };
    const back = { sourcePort: 80, destinationPort: 51_000 };
    const flags = TCP_FLAG.psh | TCP_FLAG.ack;
    same(tcpPacket({ ...V4, ...back, ...data, flags }), 'IPv4 TCP data');
    const forth = { sourcePort: 51_000, destinationPort: 80 };
    same(tcpPacket({ ...V6, ...forth, ...data, flags: TCP_FLAG.ack }), 'IPv6 TCP');
  });

  it('TCP options are filled up, and limited to 40 octets', () => {
    const ports = { ...V4, sourcePort: 1, destinationPort: 2, sequence: 0, flags: 0 };
    const made = decode(packet, tcpPacket({ ...ports, options: Uint8Array.of(1) }));
    expect(made.payload).toMatchObject({ tcp: { options: new Uint8Array([1, 0, 0, 0]) } });
    expect(() => tcpPacket({ ...ports, options: new Uint8Array(41) })).toThrow(RangeError);
  });

  it('numbers that do not fit are refused', () => {
    const payload = new Uint8Array(0);
    const bad = { ...V4, sourcePort: 65_536, destinationPort: 1, payload };
    expect(() => udpPacket(bad)).toThrow(RangeError);
  });
});

describe('IP headers', () => {
  it('IPv4 options are filled up with end-of-options', () => {
    const payload = scapyPacket('IPv4 with a router alert option').subarray(24);
    const headerOptions = fromHex('94040000');
    same(
      buildIpv4({ ...V4, protocol: 17, payload, headerOptions }),
      'IPv4 with a router alert option',
    );
    const odd = buildIpv4({ ...V4, protocol: 59, payload, headerOptions: Uint8Array.of(1) });
    expect(toHex(odd.subarray(20, 24))).toBe('01000000');
    expect(ipv4ChecksumValid(odd, 0, 24)).toBe(true);
  });

  it('chooses by the version of the source', () => {
    const payload = Uint8Array.of(1);
    expect(buildIp({ ...V4, protocol: 59, payload })).toEqual(
      buildIpv4({ ...V4, protocol: 59, payload }),
    );
    expect(buildIp({ ...V6, protocol: 59, payload })).toEqual(
      buildIpv6({ ...V6, protocol: 59, payload }),
    );
  });

  it('headers go into the middle of an arena, over whatever was there', () => {
    const arena = new Uint8Array(80).fill(0xff);
    const v4 = scapyPacket('IPv4 with traffic class, identification and flags');
    const end4 = writeIpv4Header(arena, 3, {
      source: v4.subarray(12, 16),
      destination: v4.subarray(16, 20),
      protocol: 1,
      totalLength: v4.length,
      timeToLive: 3,
      trafficClass: 0xb9,
      identification: 4660,
      dontFragment: true,
    });
    expect(toHex(arena.subarray(3, end4))).toBe(toHex(v4.subarray(0, 20)));
    const v6 = scapyPacket('IPv6 UDP with traffic class and flow label');
    const end6 = writeIpv6Header(arena, 5, {
      source: v6.subarray(8, 24),
      destination: v6.subarray(24, 40),
      nextHeader: 17,
      payloadLength: v6.length - 40,
      hopLimit: 3,
      trafficClass: 0xb9,
      flowLabel: 0xabcde,
    });
    expect(toHex(arena.subarray(5, end6))).toBe(toHex(v6.subarray(0, 40)));
  });

  it('faults of the caller are assertions', () => {
    const payload = new Uint8Array(0);
    const mixed = { source: V4.source, destination: V6.destination, protocol: 59, payload };
    expect(() => buildIpv4(mixed)).toThrow('IPv4 needs IPv4 addresses');
    expect(() => buildIpv6(mixed)).toThrow('IPv6 needs IPv6 addresses');
    const large = { protocol: 59, payload: new Uint8Array(65_536) };
    expect(() => buildIpv4({ ...V4, ...large })).toThrow('65535');
    expect(() => buildIpv6({ ...V6, ...large })).toThrow('65535');
    const headerOptions = new Uint8Array(41);
    expect(() => buildIpv4({ ...V4, protocol: 59, payload, headerOptions })).toThrow('40 octets');
  });
});
