import { describe, expect, it } from 'vitest';
import { equal } from '../../src/base/bytes.ts';
import { LIMITS } from '../../src/base/limits.ts';
import type { SpdEntry } from '../../src/ipsec/spd/spd.ts';
import {
  A,
  AES_SHA1,
  B,
  batchOf,
  dropped,
  facing,
  INNER,
  keysFor,
  mirrored,
  packet,
  pairParameters,
  type Rig,
  receive,
  reversed,
  rig,
  selector,
  send,
} from './fixture.ts';

/** Carries what a host sent to its peer, batch by batch. */
function carry(from: Rig, to: Rig): number {
  const batches = from.network.drain();
  for (const batch of batches) {
    to.driver.inbound({ ...batch, path: reversed(batch.path) }, 0);
  }
  return batches.length;
}

describe('a batch', () => {
  it.each([
    ['more packets than a batch of the network holds', 200, 100],
    ['more octets than an arena holds', 64, 4000],
    ['packets of the greatest size', 3, 65_400 - 28],
  ])('of %s arrives whole and in order', (_name, count, octets) => {
    for (const udp of [false, true]) {
      const { a, b } = facing({ udp, mode: 'tunnel' });
      const packets = Array.from({ length: count }, (_, i) => packet(octets - (i % 50)));
      a.driver.outbound(batchOf(INNER, packets), 0);
      expect(carry(a, b)).toBeGreaterThan(1);
      expect(dropped(b)).toEqual([]);
      expect(b.delivered).toHaveLength(count);
      expect(packets.findIndex((one, i) => !equal(one, b.delivered[i]!))).toBe(-1);
    }
  });

  it('starts where the one before left off in the same arena', () => {
    const { a, b } = facing();
    const packets = Array.from({ length: 100 }, (_, i) => packet(i));
    for (const one of packets) a.driver.outbound(batchOf(INNER, [one]), 0);
    // Two batches: one holds 64 packets.
    expect(carry(a, b)).toBe(Math.ceil(100 / LIMITS.packetsPerBatch));
    expect(b.delivered).toEqual(packets);
  });

  it('goes on in a fresh arena where the one before left too little room', () => {
    const { a, b } = facing();
    const packets = Array.from({ length: 80 }, (_, i) => packet(i));
    a.driver.outbound(batchOf(INNER, packets.slice(0, 40)), 0);
    a.driver.outbound(batchOf(INNER, packets.slice(40)), 0);
    expect(carry(a, b)).toBe(2);
    expect(dropped(b)).toEqual([]);
    expect(b.delivered).toEqual(packets);
  });

  it('may mix SAs, clear packets and packets to be dropped', () => {
    const udpTo = (remotePort: number) => selector(A, B, { protocol: 17, remotePort });
    const policies: SpdEntry[] = [
      { name: 'one', action: 'protect', selector: udpTo(1) },
      { name: 'two', action: 'protect', selector: udpTo(2) },
      { name: 'clear', action: 'permit', selector: udpTo(3) },
    ];
    const a = rig({ policies });
    const b = rig({
      addresses: [B],
      policies: policies.map((entry) => ({ ...entry, selector: mirrored(entry.selector) })),
    });
    for (const [i, policy] of ['one', 'two'].entries()) {
      const half = { spi: 5000 + i, keys: keysFor(AES_SHA1, policy) };
      const shared = { ...pairParameters(), id: i, policy };
      a.driver.install({ ...shared, selector: udpTo(i + 1) }, { outbound: half }, 0);
      const theirs = { ...pairParameters({}, mirrored(udpTo(i + 1)), B, A), id: i, policy };
      b.driver.install(theirs, { inbound: half }, 0);
    }
    const ports = [1, 1, 2, 3, 3, 4, 1, 2, 2, 2, 4, 3, 1];
    const packets = ports.map((port, i) => packet(i, A, B, [9, port]));
    a.driver.outbound(batchOf(INNER, packets), 0);
    carry(a, b);
    expect(dropped(a)).toEqual(['no-policy', 'no-policy']);
    expect(dropped(b)).toEqual([]);
    expect(b.delivered).toEqual(packets.filter((_, i) => ports[i] !== 4));
  });

  it('may have spans in any order', () => {
    const { a, b } = facing();
    const packets = [packet(1), packet(2), packet(3)];
    const batch = batchOf(INNER, packets);
    const turned = Uint32Array.from([4, 5, 0, 1, 2, 3], (i) => batch.spans[i]!);
    a.driver.outbound({ ...batch, spans: turned }, 0);
    const [sent] = a.network.drain();
    const back = Uint32Array.from([2, 3, 4, 5, 0, 1], (i) => sent!.spans[i]!);
    b.driver.inbound({ ...sent!, path: reversed(sent!.path), spans: back }, 0);
    expect(b.delivered).toEqual([packets[0], packets[1], packets[2]]);
  });

  it('of large packets is opened in several goes', () => {
    const { a, b } = facing({ mode: 'tunnel' });
    const packets = [packet(60_000), packet(50_000), packet(10)];
    const sent = send(a, ...packets);
    const path = reversed(sent[0]!.path);
    const bytes = sent.map((one) => one.bytes);
    b.driver.inbound(batchOf(path, [...bytes, ...bytes]), 0);
    expect(packets.every((one, i) => equal(one, b.delivered[i]!))).toBe(true);
    expect(dropped(b)).toEqual(['replayed', 'replayed', 'replayed']);
  });

  it('may be sent from within a delivery', () => {
    const { a, b } = facing();
    const network = b.network;
    const answered: number[] = [];
    b.delivered.push = (bytes: Uint8Array) => {
      b.driver.outbound(batchOf(INNER, [packet(bytes.length, B, A)]), 0);
      return answered.push(bytes.length);
    };
    receive(b, ...send(a, packet(1), packet(2)));
    expect(answered).toEqual([29, 30]);
    for (const batch of network.drain()) {
      a.driver.inbound({ ...batch, path: reversed(batch.path) }, 0);
    }
    expect(a.delivered).toEqual([packet(29, B, A), packet(30, B, A)]);
  });
});

describe('IPv6 packets', () => {
  it('of more octets than a packet may have are refused', () => {
    const host = rig({ unmatched: 'permit' });
    const bytes = new Uint8Array(40 + 65_535);
    bytes.set([0x60, 0, 0, 0, 0xff, 0xff, 59, 64]);
    expect(send(host, bytes)).toEqual([]);
    expect(dropped(host)).toEqual(['too-big']);
  });
});
