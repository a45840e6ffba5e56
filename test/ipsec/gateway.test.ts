import { describe, expect, it } from 'vitest';
import { batchOfOne } from '../../src/base/batch.ts';
import {
  A,
  B,
  dropped,
  facing,
  OTHER,
  packet,
  pathBetween,
  receive,
  rig,
  SPI_B,
  selector,
  send,
} from './fixture.ts';

const WIDE = selector('192.0.2.0/24', '192.0.2.0/24');

describe('a gateway', () => {
  it('delivers what a tunnel brings for others', () => {
    const { a, b } = facing({ mode: 'tunnel', selector: WIDE, gateway: true });
    receive(b, ...send(a, packet(8, A, OTHER), packet(8, A, B)));
    expect(b.delivered).toEqual([packet(8, A, OTHER), packet(8, A, B)]);
    expect(dropped(b)).toEqual([]);
  });

  it('checks their selectors all the same', () => {
    const narrow = selector(A, '192.0.2.0/30');
    const { b, parameters, keys } = facing({ mode: 'tunnel', selector: narrow, gateway: true });
    // A peer that puts anything into the SA.
    const liar = rig({ policies: [{ name: 'peer', action: 'protect', selector: WIDE }] });
    liar.driver.install(
      { ...parameters[0], selector: WIDE },
      { outbound: { spi: SPI_B, keys } },
      0,
    );
    receive(b, ...send(liar, packet(8, A, OTHER)));
    expect(dropped(b)).toEqual(['selector-mismatch']);
  });

  it('forwards nothing that came in clear', () => {
    const host = rig({ unmatched: 'permit', gateway: true });
    host.driver.inbound(batchOfOne(pathBetween(A, B, false), packet(8, B, OTHER)), 0);
    expect(dropped(host)).toEqual(['not-for-this-host']);
  });
});
