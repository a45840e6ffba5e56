import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAddress } from '../../../src/base/address.ts';
import type { Path } from '../../../src/base/batch.ts';
import { fromHex } from '../../../src/base/bytes.ts';
import { LIMITS } from '../../../src/base/limits.ts';
import { seededRandom } from '../../../src/base/random.ts';
import { nodeProvider } from '../../../src/crypto/node.ts';
import { KeyStore } from '../../../src/explain/key-store.ts';
import { FaultBench } from '../../../src/lab/faults/bench.ts';
import type { Flight } from '../../../src/sim/link.ts';
import { arbitraryFault } from './arbitrary-fault.ts';
import { faultOf } from './bench-pair.ts';

const RECORDING = JSON.parse(
  readFileSync(new URL('../../vectors/strongswan/3des-md5-modp1024.json', import.meta.url), 'utf8'),
) as {
  readonly initiatorCookie: string;
  readonly cipherKey: string;
  readonly datagrams: readonly { readonly datagram: string }[];
};
const MESSAGES = RECORDING.datagrams.map(({ datagram }) => fromHex(datagram));

function benchOf(): FaultBench {
  const keys = new KeyStore();
  keys.add(`${RECORDING.initiatorCookie},${RECORDING.cipherKey}`, 'recording');
  return new FaultBench({
    random: seededRandom('hostile'),
    hosts: new Map(),
    keys: () => keys,
    rebind: () => {},
    provider: nodeProvider,
  });
}

const octets = fc.oneof(
  fc.constantFrom(...MESSAGES),
  fc.uint8Array({ maxLength: 120 }),
  fc.tuple(fc.constantFrom(...MESSAGES), fc.nat(400), fc.nat(400)).map(([message, at, cut]) => {
    const copy = message.slice(0, Math.max(1, message.length - cut));
    copy[at % copy.length]! ^= 0xff;
    return copy;
  }),
  // IP packets, whole and with any length and flags.
  fc
    .tuple(fc.uint8Array({ minLength: 24, maxLength: 300 }), fc.boolean())
    .map(([bytes, honest]) => {
      const packet = Uint8Array.from(bytes);
      packet[0] = 0x45;
      if (honest) packet.set([packet.length >> 8, packet.length & 0xff], 2);
      return packet;
    }),
);

const flights = fc.array(
  fc.record({
    bytes: octets,
    port: fc.constantFrom(500, 4500, 0),
    carrier: fc.constantFrom('udp' as const, 'link' as const),
    from: fc.constantFrom('a', 'b', ''),
  }),
  { maxLength: 12 },
);

describe('a bench among strangers', () => {
  it('never throws, whatever passes and whatever acts', () => {
    fc.assert(
      fc.property(fc.array(arbitraryFault, { maxLength: 4 }), flights, (faults, sent) => {
        const bench = benchOf();
        for (const fault of faults) bench.add(fault);
        let arrived = 0;
        const link = bench.link((flight, forward) => forward(flight, 1));
        for (const [index, one] of sent.entries())
          link(flightOf(index + 1, one), (_, after) => {
            expect(after).toBeGreaterThanOrEqual(0);
            arrived++;
          });
        for (const { id } of bench.list()) bench.remove(id);
        expect(arrived).toBeLessThanOrEqual(sent.length * 400 + 8000);
      }),
      { numRuns: 700 },
    );
  });

  it('holds no more than its bound, and loses nothing for that', () => {
    const bench = benchOf();
    const told: string[] = [];
    bench.onFired(({ what }) => told.push(what));
    bench.add(faultOf('hold everything until keepalive'));
    let arrived = 0;
    const link = bench.link((flight, forward) => forward(flight, 0));
    const total = LIMITS.faultHeld + 10;
    for (let i = 1; i <= total; i++) {
      const one = {
        bytes: Uint8Array.of(i & 255, i >> 8),
        port: 9,
        carrier: 'udp',
        from: 'a',
      } as const;
      link(flightOf(i, one), () => arrived++);
    }
    expect(arrived).toBe(10);
    expect(told.at(-1)).toContain('too many are held already');
    bench.remove(1);
    expect(arrived).toBe(total);
  });

  it('has room for so many faults and no more', () => {
    const bench = benchOf();
    for (let i = 0; i < LIMITS.faults; i++) bench.add(faultOf('cut the link'));
    expect(bench.refusal(faultOf('cut the link'))).toContain(`${LIMITS.faults} faults already`);
    expect(() => bench.add(faultOf('cut the link'))).toThrow(RangeError);
  });
});

function flightOf(
  number: number,
  one: { bytes: Uint8Array; port: number; carrier: Path['carrier']; from: string },
): Flight {
  const local = { address: parseAddress('192.0.2.1'), port: one.port };
  const remote = { address: parseAddress('192.0.2.2'), port: one.port };
  const path: Path = { carrier: one.carrier, local, remote };
  return { number, sender: one.from, path, bytes: one.bytes, sentAt: number };
}
