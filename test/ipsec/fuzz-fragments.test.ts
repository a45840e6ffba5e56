import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../src/base/limits.ts';
import { Reassembler } from '../../src/ipsec/packet/reassembly.ts';
import { fragmentIpv4, fragmentIpv6 } from '../../src/wire/fragmentation.ts';
import { destinationUnreachable, packetTooBig } from '../../src/wire/icmp-errors.ts';
import { writeIpv4Checksum } from '../../src/wire/ip.ts';
import { newPacketView, viewPacket } from '../../src/wire/packet-view.ts';
import {
  A,
  A6,
  B,
  B6,
  batchOf,
  facing,
  OTHER,
  packet,
  pathBetween,
  receive,
  send,
} from './fixture.ts';

const edits = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 4 });

/** Changes octets, and makes an IPv4 header right again so that the change is looked at. */
function changed(
  bytes: Uint8Array,
  changes: readonly (readonly [number, number])[],
  reach: number,
) {
  const copy = bytes.slice();
  for (const [at, value] of changes) copy[at % Math.min(reach, copy.length)] = value;
  if (copy[0] === 0x45) writeIpv4Checksum(copy, 0, 20);
  return copy;
}

describe('whatever fragments come', () => {
  it('of ESP: nothing throws, and a genuine packet is not lost by them', () => {
    const { a } = facing();
    const [one, two] = send(a, packet(1000), packet(1200));
    const pieces = fragmentIpv4(one!.bytes, 500, 77);
    const genuine = fragmentIpv4(two!.bytes, 500, 78).map((bytes) => ({ path: two!.path, bytes }));
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(2), edits), { maxLength: 40 }), (plan) => {
        const { b } = facing();
        const junk = plan.map(([which, how]) => {
          const made = changed(pieces[which]!, how, 28);
          // Of another source, or it would share the allowance of the genuine one.
          made[15] = 99;
          if (made[0] === 0x45) writeIpv4Checksum(made, 0, 20);
          return made;
        });
        b.driver.inbound(batchOf(pathBetween(B, A, false), junk), 0);
        receive(b, ...genuine);
        expect(b.delivered.at(-1)?.subarray(20)).toEqual(packet(1200).subarray(20));
      }),
      { numRuns: 300 },
    );
  });

  it('what is put together has the length that it says', () => {
    const cut = [
      ...fragmentIpv4(packet(2000), 600, 5),
      ...fragmentIpv6(packet(3000, A6, B6), 1280, 40, 6, 5),
    ];
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(cut.length - 1), edits), { maxLength: 30 }), (plan) => {
        const reassembler = new Reassembler();
        const view = newPacketView();
        const again = newPacketView();
        for (const [which, how] of plan) {
          const piece = changed(cut[which]!, how, 48);
          if (!viewPacket(view, piece, 0, piece.length)) continue;
          if (!view.moreFragments && view.fragmentOffset === 0) continue;
          const whole = reassembler.add(view, piece, 0);
          expect(reassembler.waiting).toBeLessThanOrEqual(LIMITS.reassemblies);
          if (whole === undefined || !viewPacket(again, whole, 0, whole.length)) continue;
          expect(again.totalEnd).toBe(whole.length);
          expect([again.fragmentOffset, again.moreFragments]).toEqual([0, false]);
        }
      }),
      { numRuns: 500 },
    );
  });
});

it('whatever ICMP errors come, a path keeps its least MTU and nothing reaches the host', () => {
  const setting = { mode: 'tunnel', linkMtu: 1500 } as const;
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.boolean(), fc.nat(2000), edits), { maxLength: 20 }),
      (plan) => {
        const { a } = facing(setting);
        const original = send(a, packet(1300))[0]!.bytes;
        const ends = { source: OTHER, destination: A, original };
        const errors = plan.map(([isTooBig, mtu, how]) =>
          changed(
            isTooBig ? packetTooBig(ends, mtu) : destinationUnreachable(ends, 'host'),
            how,
            64,
          ),
        );
        a.driver.inbound(batchOf(pathBetween(A, OTHER, false), errors), 0);
        expect(send(a, packet(400))).toHaveLength(1);
        expect(a.delivered).toEqual([]);
      },
    ),
    { numRuns: 300 },
  );
});
