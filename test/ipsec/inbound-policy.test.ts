import { describe, expect, it } from 'vitest';
import { batchOfOne } from '../../src/base/batch.ts';
import type { SpdEntry } from '../../src/ipsec/spd/spd.ts';
import {
  A,
  AES_SHA1,
  B,
  batchOf,
  counter,
  dropped,
  facing,
  keysFor,
  OTHER,
  packet,
  pairParameters,
  pathBetween,
  receive,
  reversed,
  rig,
  selector,
  send,
} from './fixture.ts';

const LINK = pathBetween(A, B, false);
const policy = (action: SpdEntry['action']): SpdEntry => ({
  name: action,
  action,
  selector: selector(),
});

describe('a packet that comes in clear', () => {
  it('is dropped and counted where policy protects it', () => {
    const host = rig({ policies: [policy('protect')] });
    host.driver.inbound(batchOfOne(LINK, packet(8, B, A)), 0);
    expect(host.delivered).toEqual([]);
    expect(dropped(host)).toEqual(['clear-text-required-protection']);
    expect(host.events[0]).toMatchObject({ packet: '192.0.2.2 -> 192.0.2.1 udp 7' });
  });

  it('is delivered where policy permits it', () => {
    const host = rig({ policies: [policy('permit')] });
    const clear = packet(8, B, A);
    host.driver.inbound(batchOfOne(LINK, clear), 0);
    expect(host.delivered).toEqual([clear]);
    expect(counter(host, 'permittedPacketsReceived')).toBe(1);
  });

  it('is dropped where policy blocks it', () => {
    const host = rig({ policies: [policy('block')], unmatched: 'permit' });
    host.driver.inbound(batchOfOne(LINK, packet(8, B, A)), 0);
    expect(dropped(host)).toEqual(['blocked-by-policy']);
  });

  it('is dropped where no entry covers it, unless told otherwise', () => {
    const blocking = rig();
    blocking.driver.inbound(batchOfOne(LINK, packet(8, B, A)), 0);
    expect(dropped(blocking)).toEqual(['no-policy']);
  });

  it('is not forwarded', () => {
    const host = rig({ unmatched: 'permit' });
    host.driver.inbound(batchOfOne(LINK, packet(8, A, B)), 0);
    expect(dropped(host)).toEqual(['not-for-this-host']);
  });

  it('needs a right header checksum', () => {
    const host = rig({ unmatched: 'permit' });
    const broken = packet(8, B, A);
    broken[8]! ^= 1;
    host.driver.inbound(batchOfOne(LINK, broken), 0);
    expect(dropped(host)).toEqual(['malformed']);
  });
});

describe('a packet that came by an SA', () => {
  it('must be one of that SA (RFC 4301 5.2)', () => {
    const ports = selector(A, B, { protocol: 17, remotePort: 7 });
    const { a, b, parameters, keys } = facing({ mode: 'tunnel', selector: ports });
    // A peer that puts anything into the SA.
    const liar = rig({ policies: [{ name: 'peer', action: 'protect', selector: selector() }] });
    liar.driver.install(
      { ...parameters[0], selector: selector() },
      { outbound: { spi: 0x1000_000b, keys } },
      0,
    );
    receive(b, ...send(liar, packet(8, A, B, [1024, 8]), packet()));
    expect(b.delivered).toEqual([packet()]);
    expect(dropped(b)).toEqual(['selector-mismatch']);
    expect(b.events.at(-1)).toMatchObject({
      packet: '192.0.2.1 -> 192.0.2.2 udp 8, by an SA for 192.0.2.2 <-> 192.0.2.1 udp 7->any',
      spi: 0x1000_000b,
      sequence: 1,
    });
    expect(a.events.filter(({ kind }) => kind === 'packet-dropped')).toEqual([]);
  });

  it('must be for this host', () => {
    const wide = selector('192.0.2.0/24', '192.0.2.0/24');
    const { a, b } = facing({ mode: 'tunnel', selector: wide });
    const elsewhere = packet(8, A, OTHER);
    receive(b, ...send(a, elsewhere));
    expect(dropped(b)).toEqual(['not-for-this-host']);
  });

  it('arrives in its place between packets in clear', () => {
    const permit: SpdEntry = {
      name: 'clear',
      action: 'permit',
      selector: selector(B, A, { protocol: 17, localPort: 9 }),
    };
    const { a } = facing();
    const b = rig({ addresses: [B], policies: [permit] });
    const parameters = pairParameters({}, selector(B, A), B, A);
    b.driver.install(
      parameters,
      { inbound: { spi: 0x1000_000b, keys: keysFor(AES_SHA1, 'a to b') } },
      0,
    );
    const clear = packet(8, A, B, [1, 9]);
    const [one, two] = send(a, packet(1), packet(2));
    const path = reversed(one!.path);
    b.driver.inbound(batchOf(path, [one!.bytes, clear, two!.bytes, clear]), 0);
    expect(b.delivered).toEqual([packet(1), clear, packet(2), clear]);
  });
});
