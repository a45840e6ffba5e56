/** The allocation-free view finds the parts of packets that scapy made, and agrees with the codec. */

import { describe, expect, it } from 'vitest';
import { concat } from '../../src/base/bytes.ts';
import { LIMITS } from '../../src/base/limits.ts';
import { decode, encode, mutate } from '../../src/wire/codec.ts';
import { packet, packetWithAnyChecksums } from '../../src/wire/packet.ts';
import { newPacketView, viewPacket, viewQuotedPacket } from '../../src/wire/packet-view.ts';
import { seededDraws } from './fuzz.ts';
import { SCAPY_PACKETS, scapyPacket } from './scapy-packets.ts';

const MARGIN = 5;

describe('packets of scapy, in the middle of an arena', () => {
  it.each(SCAPY_PACKETS)('$title', (expected) => {
    const { octets } = expected;
    const arena = concat(new Uint8Array(MARGIN).fill(0xee), octets, new Uint8Array(MARGIN));
    const view = newPacketView();
    expect(viewPacket(view, arena, MARGIN, arena.length)).toBe(true);
    const version = octets[0]! >> 4;
    expect(view).toEqual({
      version,
      protocol: expected.protocol,
      headerEnd: MARGIN + expected.headerOctets,
      totalEnd: MARGIN + octets.length,
      addressOctets: version === 4 ? 4 : 16,
      sourceAt: MARGIN + (version === 4 ? 12 : 8),
      destinationAt: MARGIN + (version === 4 ? 16 : 24),
      sourcePort: expected.ports?.[0] ?? 0,
      destinationPort: expected.ports?.[1] ?? 0,
      icmpType: expected.icmp?.[0] ?? -1,
      icmpCode: expected.icmp?.[1] ?? -1,
      fragmentOffset: expected.fragment?.[0] ?? 0,
      moreFragments: expected.fragment?.[1] ?? false,
      identificationAt: version === 4 ? MARGIN + 4 : view.identificationAt,
      protocolAt: view.protocolAt,
    });
    expect(arena[view.protocolAt]).toBe(expected.protocol);
  });
});

it('forgets the packet before', () => {
  const view = newPacketView();
  const fragment = scapyPacket('IPv4 last fragment');
  const udp = scapyPacket('IPv4 UDP');
  const esp = scapyPacket('IPv6 ESP');
  for (const octets of [udp, fragment, scapyPacket('IPv4 echo request'), esp]) {
    viewPacket(view, octets, 0, octets.length);
  }
  const fresh = newPacketView();
  viewPacket(fresh, esp, 0, esp.length);
  expect(view).toEqual(fresh);
});

describe('malformed packets', () => {
  const cases: [string, string, (octets: Uint8Array) => Uint8Array][] = [
    ['no octets', 'IPv4 UDP', (octets) => octets.subarray(0, 0)],
    ['an IPv4 header cut', 'IPv4 UDP', (octets) => octets.subarray(0, 19)],
    ['an IPv6 header cut', 'IPv6 TCP', (octets) => octets.subarray(0, 39)],
    ['another version', 'IPv4 UDP', (octets) => set(octets, 0, 0x55)],
    ['a header of four words', 'IPv4 UDP', (octets) => set(octets, 0, 0x44)],
    [
      'a header longer than the packet',
      'IPv4 UDP without payload',
      (octets) => set(octets, 0, 0x4f),
    ],
    ['a total length below the header', 'IPv4 UDP', (octets) => set(octets, 3, 19)],
    [
      'a total length beyond the end',
      'IPv4 UDP',
      (octets) => octets.subarray(0, octets.length - 1),
    ],
    [
      'a payload length beyond the end',
      'IPv6 TCP',
      (octets) => octets.subarray(0, octets.length - 1),
    ],
    ['IPv4 ports cut', 'IPv4 UDP', (octets) => set(octets, 3, 23)],
    ['ICMP type without code', 'IPv4 echo request', (octets) => set(octets, 3, 21)],
    ['IPv6 ports cut', 'IPv6 TCP', (octets) => set(octets, 5, 3)],
    [
      'an extension header beyond the end',
      'IPv6 hop-by-hop and destination options',
      (octets) => set(octets, 49, 9),
    ],
    [
      'an extension header cut in its first octets',
      'IPv6 ESP behind destination options',
      (octets) => set(octets, 5, 4),
    ],
    [
      'hop-by-hop options that do not stand first',
      'IPv6 hop-by-hop and destination options',
      (octets) => set(octets, 40, 0),
    ],
    [
      'a second fragment header',
      'IPv6 whole packet with a fragment header',
      (octets) => set(octets, 40, 44),
    ],
    [
      'more extension headers than the limit',
      'IPv6 UDP with traffic class and flow label',
      () => manyHeaders(LIMITS.extensionHeadersPerPacket + 1),
    ],
  ];
  it.each(cases)('%s', (_what, title, damage) => {
    const octets = damage(scapyPacket(title));
    expect(viewPacket(newPacketView(), octets, 0, octets.length)).toBe(false);
  });

  it('spans outside the arena', () => {
    const octets = scapyPacket('IPv4 UDP');
    expect(viewPacket(newPacketView(), octets, -1, octets.length)).toBe(false);
    expect(viewPacket(newPacketView(), octets, 0, octets.length + 1)).toBe(false);
    expect(viewPacket(newPacketView(), octets, 10, octets.length)).toBe(false);
  });

  it('as many extension headers as the limit are well', () => {
    const octets = manyHeaders(LIMITS.extensionHeadersPerPacket);
    expect(viewPacket(newPacketView(), octets, 0, octets.length)).toBe(true);
  });
});

describe('packets that an ICMP error quotes', () => {
  it('need no more than the ports', () => {
    const view = newPacketView();
    for (const [title, headerOctets] of [
      ['IPv4 UDP', 20],
      ['IPv6 TCP', 40],
    ] as const) {
      const whole = scapyPacket(title);
      expect(viewQuotedPacket(view, whole, 0, headerOctets + 4)).toBe(true);
      expect(view.totalEnd).toBe(headerOctets + 4);
      expect([view.sourcePort, view.destinationPort]).not.toContain(0);
      expect(viewPacket(view, whole, 0, headerOctets + 4)).toBe(false);
      expect(viewQuotedPacket(view, whole, 0, headerOctets + 3)).toBe(false);
    }
  });
});

it('agrees with the codec on mutated packets, and never throws', () => {
  const draws = seededDraws(4301);
  const view = newPacketView();
  let agreed = 0;
  for (let round = 0; round < 4000; round++) {
    const whole = encode(packet, packet.generate(draws));
    const octets = mutate(packetWithAnyChecksums, whole, draws);
    const viewed = viewPacket(view, octets, 0, octets.length);
    const value = attempt(() => decode(packetWithAnyChecksums, octets));
    if (value === undefined) continue;
    const short = value.payload.kind === 'data' && value.payload.data.length < 4;
    expect(viewed || short).toBe(true);
    if (!viewed) continue;
    expect(view.protocol).toBe(value.protocol);
    const { payload } = value;
    const ports =
      payload.kind === 'udp' ? payload.udp : payload.kind === 'tcp' ? payload.tcp : undefined;
    if (ports !== undefined) {
      expect(view.sourcePort).toBe(ports.sourcePort);
      expect(view.destinationPort).toBe(ports.destinationPort);
    }
    if (payload.kind === 'data') {
      expect(octets.subarray(view.headerEnd, view.totalEnd)).toEqual(payload.data);
    }
    agreed++;
  }
  expect(agreed).toBeGreaterThan(400);
});

function set(octets: Uint8Array, at: number, value: number): Uint8Array {
  octets[at] = value;
  return octets;
}

/** Destination options, one header after the other. */
function manyHeaders(count: number): Uint8Array {
  const octets = new Uint8Array(40 + count * 8);
  octets.set([0x60, 0, 0, 0, 0, count * 8, 60, 64]);
  for (let i = 0; i < count; i++) octets[40 + i * 8] = i + 1 < count ? 60 : 59;
  return octets;
}

function attempt<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}
