import { describe, expect, it } from 'vitest';
import type { Batch } from '../../src/base/batch.ts';
import { copy } from '../../src/base/bytes.ts';
import { espLayout } from '../../src/crypto/algorithms.ts';
import { nodeProvider } from '../../src/crypto/node.ts';
import { sealExplicitEsp } from '../../src/ipsec/packet/esp.ts';
import { writeIpv4Checksum } from '../../src/wire/ip.ts';
import {
  A,
  A6,
  AES_SHA1,
  B,
  B6,
  batchOf,
  facing,
  INNER,
  packet,
  pathBetween,
  type Rig,
  reversed,
  SPI_B,
  selector,
  taken,
} from './fixture.ts';

/** Headers and ports, and a little of what follows. */
const LOOKED_AT = { 4: 30, 6: 50 } as const;
const UDP = 17;
const ALONE = { localPort: 1024, remotePort: 7, protocol: UDP };

/** Packets that differ from the first in one bit of their headers each; with `mended`, their checksum is right all the same. */
function neighbours(version: 4 | 6, mended: boolean): Uint8Array[] {
  const first = firstOf(version);
  return Array.from({ length: LOOKED_AT[version] * 8 }, (_, bit) => {
    const other = copy(first);
    other[bit >> 3]! ^= 0x80 >> (bit & 7);
    const headerOctets = (other[0]! & 0x0f) * 4;
    if (mended && headerOctets <= other.length) writeIpv4Checksum(other, 0, headerOctets);
    return other;
  });
}

function firstOf(version: 4 | 6): Uint8Array {
  return version === 4 ? packet(40) : packet(40, A6, B6, [1024, 7]);
}

function hosts(version: 4 | 6) {
  const ends = version === 4 ? ([A, B] as const) : ([A6, B6] as const);
  const chosen = selector(...ends, ALONE);
  return facing({ mode: 'tunnel', udp: true, selector: chosen, addresses: [[A6], [B6]] });
}

/** All that a host shows of what it did. */
function seenOf({ driver, events, delivered, acquired, worn }: Rig) {
  const views = driver.views();
  return { events, delivered, acquired, worn, views, counters: Array.from(driver.counters) };
}

/** The packets of a batch one by one. */
function alone(batch: Batch): Batch[] {
  return Array.from({ length: batch.count }, (_, i) => ({
    ...batch,
    arena: copy(batch.arena),
    spans: batch.spans.slice(2 * i, 2 * i + 2),
    count: 1,
  }));
}

/** Datagrams from a to b, each with a packet inside. */
function sealed(packets: readonly Uint8Array[], keys: ReturnType<typeof hosts>['keys']): Batch {
  const layout = espLayout(AES_SHA1);
  const sealer = nodeProvider.espSealer(AES_SHA1, keys, {
    bytes: () => new Uint8Array(16),
  } as never);
  const datagrams = packets.map((payload, i) =>
    sealExplicitEsp({
      layout,
      sealer,
      spi: SPI_B,
      sequence: i + 1,
      iv: new Uint8Array(16).fill(i),
      payload,
      nextHeader: payload[0]! >> 4 === 6 ? 41 : 4,
    }),
  );
  return batchOf(reversed(pathBetween(A, B, true)), datagrams);
}

describe.each([
  [4, false],
  [4, true],
  [6, false],
] as const)(
  'packets of IPv%i behind one of their flow, checksums mended: %s',
  (version, mended) => {
    const first = firstOf(version);

    it('leave as if each came alone', () => {
      for (const other of neighbours(version, mended)) {
        const batch = batchOf(INNER, [first, first, other, first]);
        const [together, apart] = [hosts(version).a, hosts(version).a];
        together.driver.outbound(batch, 1000);
        for (const one of alone(batch)) apart.driver.outbound(one, 1000);
        expect(taken(together)).toEqual(taken(apart));
        expect(seenOf(together)).toEqual(seenOf(apart));
      }
    });

    it.each([true, false])(
      'are taken in as if each came alone, opened in place: %s',
      (mayWrite) => {
        for (const other of neighbours(version, mended)) {
          const [together, apart] = [hosts(version), hosts(version)];
          const batch = sealed([first, first, other, first], together.keys);
          for (const one of alone(batch)) apart.b.driver.inbound({ ...one, mayWrite }, 1000);
          together.b.driver.inbound({ ...batch, mayWrite }, 1000);
          expect(together.b.delivered.length).toBeGreaterThanOrEqual(3);
          expect(seenOf(together.b)).toEqual(seenOf(apart.b));
        }
      },
    );
  },
);

describe('packets of one flow', () => {
  it('end with their SA where its numbers end amid a batch', () => {
    const batch = batchOf(INNER, [first4(), first4(), first4(), first4()]);
    const [together, apart] = [0, 1].map(() => {
      const { a } = facing({ mode: 'tunnel', udp: true, lifetimePackets: 3 });
      return a;
    }) as [Rig, Rig];
    together.driver.outbound(batch, 1000);
    for (const one of alone(batch)) apart.driver.outbound(one, 1000);
    expect(taken(together)).toHaveLength(3);
    expect(seenOf(together)).toEqual(seenOf(apart));
  });
});

describe('packets of one flow that are too long for their path', () => {
  it.each(['before', 'after'] as const)('are each cut up %s they are protected', (fragment) => {
    const batch = batchOf(INNER, [packet(1400), packet(1400), packet(1400)]);
    const [together, apart] = [0, 1].map(
      () => facing({ mode: 'tunnel', linkMtu: 1000, tunnelHeader: { fragment } }).a,
    ) as [Rig, Rig];
    together.driver.outbound(batch, 1000);
    for (const one of alone(batch)) apart.driver.outbound(one, 1000);
    expect(taken(together).length).toBe(taken(apart).length);
    expect(seenOf(together)).toEqual(seenOf(apart));
  });
});

function first4(): Uint8Array {
  return firstOf(4);
}
