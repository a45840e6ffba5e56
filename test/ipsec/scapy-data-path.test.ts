/** Packets that scapy sealed (test/vectors/ipsec/make), received. */

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Address } from '../../src/base/address.ts';
import { batchOfOne } from '../../src/base/batch.ts';
import { fromHex } from '../../src/base/bytes.ts';
import { divideKeymat } from '../../src/crypto/algorithms.ts';
import { parseSuite } from '../../src/crypto/suite-names.ts';
import {
  A,
  A6,
  B,
  B6,
  counter,
  dropped,
  type PairOptions,
  pairParameters,
  pathBetween,
  type Rig,
  rig,
  selector,
} from './fixture.ts';

interface Sealed {
  readonly clear: string;
  readonly sealed: string;
}
interface Keyed {
  readonly suite: string;
  readonly keymat: string;
}

const file = new URL('../vectors/ipsec/scapy-data-path.json', import.meta.url);
const made = JSON.parse(readFileSync(file, 'utf8')) as Record<string, Keyed>;

function casesOf<T>(prefix: string): [string, Keyed & T][] {
  return Object.entries(made)
    .filter(([name]) => name === prefix || name.startsWith(`${prefix} `))
    .map(([name, value]) => [name, value as Keyed & T]);
}

/** The receiver of what scapy sent. */
function receiver(
  keyed: Keyed,
  options: PairOptions = {},
  from: Address = A,
  to: Address = B,
): Rig {
  const suite = parseSuite(keyed.suite);
  const host = rig({ addresses: [to] });
  const parameters = pairParameters({ suite, ...options }, selector(to, from), to, from);
  const keys = divideKeymat(suite, fromHex(keyed.keymat));
  host.driver.install(parameters, { inbound: { spi: 0x1000_000b, keys } }, 0);
  return host;
}

function take(host: Rig, octets: string, from: Address = A, to: Address = B): void {
  host.driver.inbound(batchOfOne(pathBetween(to, from, false), fromHex(octets)), 0);
}

describe('extended sequence numbers of scapy across 2^32 (RFC 4303 App. A)', () => {
  it.each(casesOf<{ packets: readonly Sealed[] }>('esn'))('%s', (_, vector) => {
    const host = receiver(vector, { esn: true });
    for (const { sealed } of vector.packets) take(host, sealed);
    expect(dropped(host)).toEqual([]);
    expect(host.delivered).toEqual(vector.packets.map(({ clear }) => fromHex(clear)));
    expect(host.driver.views()[0]?.inbound?.sequence).toBe(2 ** 32 + 2);
    for (const { sealed } of vector.packets) take(host, sealed);
    expect(dropped(host)).toEqual(vector.packets.map(() => 'replayed'));
  });

  it.each(casesOf<{ packets: readonly Sealed[] }>('esn'))(
    'are no 32-bit numbers: %s',
    (_, vector) => {
      const host = receiver(vector);
      take(host, vector.packets[0]!.sealed);
      expect(dropped(host)).toEqual(['bad-icv']);
    },
  );
});

describe('TFC padding of scapy (RFC 4303 2.7)', () => {
  it.each(casesOf<{ packets: readonly (Sealed & { filling: number })[] }>('tfc'))(
    '%s',
    (_, vector) => {
      const host = receiver(vector, { mode: 'tunnel' });
      for (const { sealed } of vector.packets) take(host, sealed);
      expect(host.delivered).toEqual(vector.packets.map(({ clear }) => fromHex(clear)));
      const filling = vector.packets.reduce((sum, packet) => sum + packet.filling, 0);
      expect(counter(host, 'tfcOctetsReceived')).toBe(filling);
    },
  );
});

describe('congestion marks of scapy (RFC 6040 4.2)', () => {
  const packets = casesOf<{ packets: readonly (Sealed & { inner: number; outer: number })[] }>(
    'ecn',
  );
  it.each(packets)('%s', (_, vector) => {
    const host = receiver(vector, { mode: 'tunnel' });
    const marks: (number | 'drop')[][] = [[], [], [], []];
    for (const { inner, outer, sealed } of vector.packets) {
      const before = host.delivered.length;
      take(host, sealed);
      const passed = host.delivered.length > before;
      marks[inner]![outer] = passed ? host.delivered.at(-1)![1]! & 3 : 'drop';
    }
    expect(marks).toEqual([
      [0, 0, 0, 'drop'],
      [1, 1, 1, 3],
      [2, 1, 2, 3],
      [3, 3, 3, 3],
    ]);
  });
});

describe('ESP that scapy cut up', () => {
  it.each(casesOf<{ clear: string; pieces: readonly string[] }>('fragments'))(
    '%s',
    (name, vector) => {
      const [from, to] = name.endsWith('IPv6') ? [A6, B6] : [A, B];
      const host = receiver(vector, {}, from, to);
      for (const piece of [...vector.pieces].reverse()) take(host, piece, from, to);
      expect(dropped(host)).toEqual([]);
      expect(host.delivered).toEqual([fromHex(vector.clear)]);
    },
  );
});
