import { describe, expect, it } from 'vitest';
import { counter, dropped, facing, packet, receive, SPI_B, send } from './fixture.ts';

const sendMany = (count: number, options = {}) => {
  const both = facing(options);
  const sent = send(both.a, ...Array.from({ length: count }, (_, i) => packet(i)));
  return { ...both, sent };
};

describe('replay protection of an SA', () => {
  it('passes packets that come out of order', () => {
    const { b, sent } = sendMany(64);
    receive(b, ...sent.toReversed());
    expect(b.delivered).toHaveLength(64);
    expect(dropped(b)).toEqual([]);
  });

  it('passes each packet once', () => {
    const { b, sent } = sendMany(5);
    receive(b, ...sent, ...sent);
    expect(b.delivered).toHaveLength(5);
    expect(dropped(b)).toEqual(Array(5).fill('replayed'));
    expect(counter(b, 'replayDetection')).toBe(5);
  });

  it('finds the copy within one batch too', () => {
    const { b, sent } = sendMany(1);
    const [{ path, bytes }] = sent as [(typeof sent)[0]];
    const back = { carrier: path.carrier, local: path.remote, remote: path.local };
    const spans = Uint32Array.of(0, bytes.length, 0, bytes.length, 0, bytes.length);
    b.driver.inbound({ path: back, arena: bytes, spans, count: 3 }, 0);
    expect(b.delivered).toHaveLength(1);
    expect(dropped(b)).toEqual(['replayed', 'replayed']);
  });

  it('drops what is older than the window', () => {
    const { b, sent } = sendMany(33, { replayWindow: 32 });
    receive(b, sent[32]!, sent[0]!, sent[1]!);
    expect(b.delivered).toHaveLength(2);
    const [view] = b.driver.views();
    expect(view?.inbound).toMatchObject({
      sequence: 33,
      replay: { window: 32, replayed: 0, late: 1 },
    });
    expect(b.events.at(-1)).toMatchObject({ reason: 'replayed', spi: SPI_B, sequence: 1 });
  });

  it('does not let replayed packets age the SA', () => {
    const { b, sent } = sendMany(1);
    receive(b, ...sent);
    const before = b.driver.views()[0]?.inbound;
    b.driver.inbound(
      {
        path: {
          carrier: 'link',
          local: sent[0]!.path.remote,
          remote: sent[0]!.path.local,
        },
        arena: sent[0]!.bytes,
        spans: Uint32Array.of(0, sent[0]!.bytes.length),
        count: 1,
      },
      99_000,
    );
    expect(b.driver.views()[0]?.inbound).toEqual({
      ...before,
      replay: { window: 64, replayed: 1, late: 0 },
    });
  });
});
