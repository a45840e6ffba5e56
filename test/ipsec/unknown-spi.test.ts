import { describe, expect, it } from 'vitest';
import { batchOfOne } from '../../src/base/batch.ts';
import {
  A,
  B,
  counter,
  dropped,
  facing,
  OTHER,
  packet,
  pathBetween,
  receive,
  reversed,
  rig,
  SPI_B,
  send,
} from './fixture.ts';

describe('ESP with an SPI that no SA has', () => {
  it('is counted and told with what is known of it', () => {
    const { a } = facing();
    const stranger = rig({ addresses: [B] });
    receive(stranger, ...send(a, packet()));
    expect(dropped(stranger)).toEqual(['unknown-spi']);
    expect(counter(stranger, 'badSpiPackets')).toBe(1);
    expect(stranger.unknown).toEqual([SPI_B]);
    expect(stranger.events[0]).toEqual({
      kind: 'packet-dropped',
      direction: 'inbound',
      reason: 'unknown-spi',
      packet: '192.0.2.1 -> 192.0.2.2 esp',
      spi: SPI_B,
      sequence: 1,
    });
  });

  it('is not asked about where the packet is for another host', () => {
    const { a } = facing();
    const bystander = rig({ addresses: [OTHER] });
    receive(bystander, ...send(a, packet()));
    expect(dropped(bystander)).toEqual(['unknown-spi']);
    expect(bystander.unknown).toEqual([]);
  });

  it('is what an SA in UDP is on the link, and the other way round', () => {
    const inUdp = facing({ udp: true });
    const [datagram] = send(inUdp.a, packet());
    const onLink = facing();
    const [whole] = send(onLink.a, packet());
    onLink.b.driver.inbound(batchOfOne(reversed(datagram!.path), whole!.bytes.subarray(20)), 0);
    inUdp.b.driver.inbound(batchOfOne(reversed(whole!.path), whole!.bytes), 0);
    expect(dropped(onLink.b)).toEqual(['unknown-spi']);
    expect(dropped(inUdp.b)).toEqual(['unknown-spi']);
    expect(onLink.b.events.at(-1)).toMatchObject({
      packet: '192.0.2.1:4500 -> 192.0.2.2:4500 esp in udp',
    });
  });

  it('is what an SA becomes when it is removed', () => {
    const { a, b } = facing();
    const sent = send(a, packet());
    expect(b.driver.remove(1)).toBe(true);
    receive(b, ...sent);
    expect(dropped(b)).toEqual(['unknown-spi']);
  });

  it('is malformed if it is too short for an SPI and a number', () => {
    const host = rig();
    const path = pathBetween(A, B, true);
    for (let octets = 0; octets < 8; octets++) {
      host.driver.inbound(batchOfOne(path, new Uint8Array(octets)), 0);
    }
    expect(dropped(host)).toEqual(Array(8).fill('malformed'));
  });

  it('has a wrong ICV if it is too short for its SA', () => {
    const { a, b } = facing({ udp: true });
    const [one] = send(a, packet());
    for (let octets = 8; octets < one!.bytes.length; octets++) {
      receive(b, { path: one!.path, bytes: one!.bytes.subarray(0, octets) });
    }
    expect(new Set(dropped(b))).toEqual(new Set(['bad-icv']));
    receive(b, one!);
    expect(b.delivered).toHaveLength(1);
  });
});
