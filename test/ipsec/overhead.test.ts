import { describe, expect, test } from 'vitest';
import { allSuites, suiteLabel } from '../../src/crypto/algorithms.ts';
import {
  ipHeaderOctets,
  longestPacket,
  type Travel,
  wireOctets,
} from '../../src/ipsec/packet/overhead.ts';
import { layoutOf } from '../../src/ipsec/sa/layout.ts';
import { newPathMtu } from '../../src/ipsec/sa/path-mtu.ts';
import { IPV4_HEADER_OCTETS } from '../../src/wire/ip.ts';
import { A, A6, B, B6, facing, packet, pairParameters, send } from './fixture.ts';

const TRAVELS: readonly Travel[] = (['transport', 'tunnel'] as const).flatMap((mode) =>
  ([4, 6] as const).flatMap((version) =>
    [false, true].map((udpEncapsulated) => ({ mode, version, udpEncapsulated })),
  ),
);
const SUITES = allSuites().map((suite) => [suiteLabel(suite), suite] as const);
const UDP_HEADER_OCTETS = 8;

describe('what protection adds', () => {
  test.each(SUITES)('with %s is what sealed packets show', (_label, suite) => {
    for (const travel of TRAVELS) {
      const four = travel.version === 4;
      const outer = four ? ([A, B] as const) : ([A6, B6] as const);
      const { mode, udpEncapsulated: udp } = travel;
      const { a } = facing({ suite, mode, udp, outer });
      const layout = layoutOf({ suite }, 4);
      const header = ipHeaderOctets(travel);
      for (const octets of [0, 1, 2, 3, 4, 5, 6, 7, 8, 13, 14, 15, 16, 17, 100]) {
        const clear = packet(octets, ...outer);
        const [sent] = send(a, clear);
        // The carrier of ESP in UDP makes the two headers in front.
        const carried = udp ? header + UDP_HEADER_OCTETS : 0;
        const found = sent!.bytes.length + carried;
        expect(wireOctets(layout, travel, clear.length)).toBe(found);
        // It fits an MTU of its own length; nothing longer does that adds a unit of padding.
        const longest = longestPacket(layout, travel, found);
        expect(longest).toBeGreaterThanOrEqual(clear.length);
        expect(wireOctets(layout, travel, longest)).toBe(found);
        expect(wireOctets(layout, travel, longest + 1)).toBeGreaterThan(found);
      }
    }
  });

  test('leaves nothing of an MTU that headers fill', () => {
    const layout = layoutOf({ suite: allSuites()[0]! }, 4);
    expect(longestPacket(layout, TRAVELS[0]!, 40)).toBe(0);
  });

  test.each(SUITES)('with %s is what the data path takes for the MTU of a tunnel', (_l, suite) => {
    const layout = layoutOf({ suite }, 4);
    for (const udp of [false, true]) {
      const parameters = pairParameters({ suite, mode: 'tunnel', udp });
      const travel: Travel = { mode: 'tunnel', version: 4, udpEncapsulated: udp };
      const outerOctets = udp ? 0 : IPV4_HEADER_OCTETS;
      for (const mtu of [576, 1280, 1400, 1499, 1500, 9000]) {
        const { payloadOctets } = newPathMtu(parameters, { layout, outerOctets }, mtu);
        expect(longestPacket(layout, travel, mtu)).toBe(payloadOctets);
      }
    }
  });
});
