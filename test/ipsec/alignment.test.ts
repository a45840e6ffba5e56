import { expect, it } from 'vitest';
import { allSuites, espLayout } from '../../src/crypto/algorithms.ts';
import { suiteName } from '../../src/crypto/suite-names.ts';
import { espPacketOctets, payloadAt } from '../../src/ipsec/packet/esp.ts';

it.each(allSuites().map((suite) => [suiteName(suite), suite] as const))(
  'what ESP protects is aligned as IPv6 wants it, and so is the ICV (RFC 4303 2.3, 2.4): %s',
  (_, suite) => {
    const layout = espLayout(suite);
    expect(payloadAt(layout) % 8).toBe(0);
    for (let octets = 0; octets < 70; octets++) {
      const icvAt = espPacketOctets(layout, octets) - layout.icvOctets;
      expect(icvAt % 4).toBe(0);
      expect((icvAt - payloadAt(layout)) % layout.blockOctets).toBe(0);
    }
  },
);
