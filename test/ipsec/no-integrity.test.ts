import { describe, expect, it } from 'vitest';
import { batchOfOne } from '../../src/base/batch.ts';
import { parseSuite } from '../../src/crypto/suite-names.ts';
import { B, dropped, facing, packet, receive, reversed, rig, SPI_B, send } from './fixture.ts';

const suite = parseSuite('aes128-none');

describe('an SA without integrity (RFC 4303 3.4.3)', () => {
  it('has no anti-replay: nothing proves the numbers that it would go by', () => {
    const { a, b } = facing({ suite });
    const sent = send(a, packet());
    receive(b, ...sent, ...sent);
    expect(b.delivered).toEqual([packet(), packet()]);
    expect(dropped(b)).toEqual([]);
    expect(b.driver.views()[0]?.inbound?.replay).toEqual({ window: 0, replayed: 0, late: 0 });
  });

  it('does not say where a peer behind a NAT has moved to', () => {
    const { a, parameters, keys } = facing({ suite, udp: true });
    const nat = { remoteBehindNat: true, remoteMayMove: true, covered: undefined };
    const b = rig({ addresses: [B] });
    b.driver.install({ ...parameters[1], nat }, { inbound: { spi: SPI_B, keys } }, 0);
    const [one] = send(a, packet());
    const path = reversed(one!.path);
    const elsewhere = { ...path, remote: { ...path.remote, port: 61_000 } };
    b.driver.inbound(batchOfOne(elsewhere, one!.bytes), 0);
    expect(b.delivered).toHaveLength(1);
    expect(b.elsewhere).toEqual([]);
  });
});
