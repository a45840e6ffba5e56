import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { batchOfOne } from '../../src/base/batch.ts';
import type { DriverMode, ExemptionLevel } from '../../src/ipsec/clear/driver-mode.ts';
import { A, B, counter, dropped, INNER, OTHER, pathBetween, type Rig, taken } from './fixture.ts';
import { EVERYBODY, flowWith } from './flow-fixture.ts';
import { BROADCAST, GROUP, inMode, ipPacket } from './gate-fixture.ts';

const MODES: readonly DriverMode[] = [
  { phase: 'start-up', mode: 'permit' },
  { phase: 'start-up', mode: 'stateful' },
  { phase: 'start-up', mode: 'block' },
  { phase: 'operational', mode: 'secure' },
  { phase: 'operational', mode: 'permit' },
  { phase: 'operational', mode: 'block' },
];

const addresses = fc.constantFrom(A, B, OTHER, GROUP, BROADCAST);
const ports = fc.constantFrom(0, 9, 53, 67, 68, 88, 500, 3389, 4500);
const packets = fc
  .record({
    source: addresses,
    destination: addresses,
    protocol: fc.constantFrom(1, 2, 6, 17, 46, 47, 50, 51, 58, 255),
    from: ports,
    to: ports,
    octets: fc.integer({ min: 4, max: 40 }),
    damage: fc.option(fc.tuple(fc.nat(63), fc.nat(255))),
    outbound: fc.boolean(),
  })
  .map(({ source, destination, protocol, from, to, octets, damage, outbound }) => {
    const bytes = ipPacket(protocol, source, destination, [from, to], octets);
    if (damage !== null && damage[0] < bytes.length) bytes[damage[0]] = damage[1];
    return { bytes, outbound };
  });

const steps = fc.record({
  mode: fc.constantFrom(...MODES),
  level: fc.constantFrom<ExemptionLevel[]>(0, 1, 2, 3),
  soft: fc.boolean(),
  packets: fc.array(packets, { minLength: 1, maxLength: 8 }),
});

/** Packets that a host has sent, delivered, dropped or holds. */
function accountedFor(host: Rig, sent: number): number {
  return sent + host.delivered.length + dropped(host).length + counter(host, 'heldPackets');
}

describe('whatever comes and goes, in whatever mode', () => {
  it('each packet is sent, delivered, held or dropped, once', () => {
    fc.assert(
      fc.property(fc.array(steps, { maxLength: 12 }), (all) => {
        const host = inMode(MODES[3]!, {}, [{ ...EVERYBODY, acceptClear: true }]);
        let given = 0;
        let sent = 0;
        all.forEach(({ mode, level, soft, packets: some }, i) => {
          host.driver.setExemptions({
            level,
            boot: [{ protocol: 6, sourcePort: 0, destinationPort: 3389, direction: 'inbound' }],
          });
          if (soft) host.driver.addSoft(flowWith(B), i * 1000 + 1500, i * 1000);
          for (const { bytes, outbound } of some) {
            const batch = batchOfOne(outbound ? INNER : pathBetween(A, B, false), bytes);
            if (outbound) host.driver.outbound(batch, i * 1000);
            else host.driver.inbound(batch, i * 1000);
          }
          given += some.length;
          sent += taken(host).length;
          expect(accountedFor(host, sent)).toBe(given);
          // What was held goes with the mode, and has then been counted twice.
          host.driver.setMode(mode, i * 1000);
          sent += taken(host).length;
          given = accountedFor(host, sent);
        });
      }),
      { numRuns: 300 },
    );
  });
});
