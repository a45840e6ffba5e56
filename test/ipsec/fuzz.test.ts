import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DROP_REASONS, dropSlot, IPSEC_COUNTER } from '../../src/ipsec/counters.ts';
import {
  A,
  A6,
  B,
  B6,
  batchOf,
  facing,
  packet,
  pathBetween,
  type Rig,
  rig,
  selector,
  send,
} from './fixture.ts';

const DELIVERED = ['protectedPacketsReceived', 'permittedPacketsReceived'] as const;

/** All drops, both ways. */
function dropsOf(counters: Float64Array): number {
  const slots = DROP_REASONS.flatMap((reason) =>
    (['inbound', 'outbound'] as const).map((direction) => dropSlot(direction, reason)),
  );
  return slots.reduce((sum, slot) => sum + counters[slot]!, 0);
}

/** Every packet is delivered, a dummy, or dropped with one reason. */
function expectAccounted(host: Rig, packets: number): void {
  const { counters } = host.driver;
  const delivered = DELIVERED.reduce((sum, slot) => sum + counters[IPSEC_COUNTER[slot]]!, 0);
  const drops = dropsOf(counters);
  const dummies = counters[IPSEC_COUNTER.dummyPacketsReceived]!;
  // A change may make a fragment or an error of a packet: those are kept, or used.
  const kept = counters[IPSEC_COUNTER.espFragments]! + counters[IPSEC_COUNTER.pathMtusLearned]!;
  const accounted = delivered + dummies + drops + kept;
  if (kept === 0) expect(accounted).toBe(packets);
  else expect(accounted).toBeGreaterThanOrEqual(packets);
  expect(host.delivered).toHaveLength(delivered);
  for (const event of host.events) {
    if (event.kind === 'packet-dropped') expect(event.packet.length).toBeLessThan(160);
  }
}

/** A change of some octets, a cut, or a tail. */
const mutation = fc.record({
  edits: fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 4 }),
  length: fc.option(fc.nat(300)),
});
type Mutation = typeof mutation extends fc.Arbitrary<infer T> ? T : never;

function mutate(bytes: Uint8Array, { edits, length }: Mutation): Uint8Array {
  const changed = new Uint8Array(length ?? bytes.length);
  changed.set(bytes.subarray(0, changed.length));
  for (const [at, value] of edits) if (changed.length > 0) changed[at % changed.length] = value;
  return changed;
}

describe.each(['transport', 'tunnel'] as const)('whatever comes by %s mode', (mode) => {
  it.each([false, true])('is accounted for, and nothing throws (in UDP: %s)', (udp) => {
    const shape = { mode, udp } as const;
    const { a } = facing(shape);
    const genuine = send(a, ...Array.from({ length: 8 }, (_, i) => packet(i * 5)));
    const path = pathBetween(B, A, udp);
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(7), mutation), { maxLength: 80 }), (plan) => {
        const { b } = facing(shape);
        const packets = plan.map(([which, how]) => mutate(genuine[which]!.bytes, how));
        b.driver.inbound(batchOf(path, packets), 0);
        expectAccounted(b, packets.length);
      }),
      { numRuns: 400 },
    );
  });
});

describe('any octets at all', () => {
  const octets = fc.uint8Array({ maxLength: 200 });
  const ipLike = fc
    .tuple(fc.constantFrom(packet(30, B, A), packet(30, B6, A6)), mutation)
    .map(([bytes, how]) => mutate(bytes, how));

  it('are accounted for on the way in', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(octets, ipLike), { maxLength: 70 }),
        fc.boolean(),
        (all, udp) => {
          const host = rig({ unmatched: 'permit', addresses: [A, A6] });
          host.driver.inbound(batchOf(pathBetween(A, B, udp), all), 0);
          expectAccounted(host, all.length);
        },
      ),
      { numRuns: 400 },
    );
  });

  it('are sent, held or dropped on the way out', () => {
    const policies = [
      { name: 'v4', action: 'protect', selector: selector('0.0.0.0/0', '0.0.0.0/0') },
    ] as const;
    fc.assert(
      fc.property(fc.array(fc.oneof(octets, ipLike), { maxLength: 70 }), (all) => {
        const host = rig({ policies, unmatched: 'permit' });
        const sent = send(host, ...all);
        const { counters } = host.driver;
        const drops = dropsOf(counters);
        expect(sent.length + counters[IPSEC_COUNTER.heldPackets]! + drops).toBe(all.length);
        expect(host.acquired.length).toBeLessThanOrEqual(1);
      }),
      { numRuns: 400 },
    );
  });

  it('may lie outside of their arena', () => {
    const host = rig({ unmatched: 'permit' });
    for (const udp of [true, false]) {
      const path = pathBetween(A, B, udp);
      const spans = Uint32Array.of(0, 100, 50, 20, 90, 91, 4_000_000_000, 4_000_000_050);
      host.driver.inbound({ path, arena: new Uint8Array(60), spans, count: 4 }, 0);
    }
    expectAccounted(host, 8);
  });
});
