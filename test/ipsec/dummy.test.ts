import { describe, expect, it } from 'vitest';
import {
  A6,
  B6,
  counter,
  dropped,
  facing,
  type PairOptions,
  packet,
  receive,
  rig,
  SPI_B,
  send,
  taken,
} from './fixture.ts';

const SHAPES: Readonly<Record<string, PairOptions>> = {
  'transport on the link': { mode: 'transport' },
  'transport in UDP': { mode: 'transport', udp: true },
  'tunnel over IPv6': { mode: 'tunnel', outer: [A6, B6] },
  'tunnel in UDP': { mode: 'tunnel', udp: true },
};

describe.each(Object.entries(SHAPES))('dummy packets (RFC 4303 2.6), %s', (_name, shape) => {
  it('are discarded and counted', () => {
    const { a, b } = facing(shape);
    expect(a.driver.sendDummy('peer', 500)).toBe(true);
    receive(b, ...taken(a));
    expect(b.delivered).toEqual([]);
    expect(dropped(b)).toEqual([]);
    expect(b.events.at(-1)).toEqual({ kind: 'dummy-packet', spi: SPI_B });
    expect(counter(b, 'dummyPacketsReceived')).toBe(1);
    expect(counter(a, 'dummyPacketsSent')).toBe(1);
    expect(a.driver.lastOutbound(1)).toBe(500);
  });

  it('take a sequence number among the others', () => {
    const { a, b } = facing(shape);
    const [source, destination] = shape.outer ?? [];
    const one = send(a, packet(1, source, destination));
    a.driver.sendDummy('peer', 0);
    receive(b, ...one, ...taken(a), ...send(a, packet(2, source, destination)));
    expect(b.delivered).toHaveLength(2);
    expect(b.driver.views()[0]?.inbound?.sequence).toBe(3);
  });
});

describe('a dummy packet', () => {
  it('needs an SA', () => {
    expect(rig().driver.sendDummy('peer', 0)).toBe(false);
  });
});
