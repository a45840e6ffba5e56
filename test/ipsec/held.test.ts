import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../src/base/limits.ts';
import { HeldPackets } from '../../src/ipsec/held.ts';
import {
  AES_SHA1,
  batchOf,
  counter,
  dropped,
  INNER,
  keysFor,
  packet,
  pairParameters,
  rig,
  SPI_B,
  selector,
  send,
  taken,
} from './fixture.ts';

const waiting = () =>
  rig({
    policies: [
      {
        name: 'ports',
        action: 'protect',
        selector: selector('192.0.2.1', '192.0.2.2', { protocol: 17, remotePort: 9 }),
      },
      { name: 'peer', action: 'protect', selector: selector() },
    ],
  });
const install = (host: ReturnType<typeof rig>, selected = selector()) =>
  host.driver.install(
    pairParameters({}, selected),
    { outbound: { spi: SPI_B, keys: keysFor(AES_SHA1, 'a to b') } },
    0,
  );

describe('packets without an SA', () => {
  it('are held while IKE is asked once for each entry', () => {
    const host = waiting();
    const nine = packet(8, undefined, undefined, [1, 9]);
    expect(send(host, packet(1), packet(2), nine, packet(3))).toEqual([]);
    expect(host.acquired).toEqual(['peer', 'ports']);
    expect(host.events.map(({ kind }) => kind)).toEqual(['acquire', 'acquire']);
    expect(host.events[0]).toMatchObject({ packet: '192.0.2.1 -> 192.0.2.2 udp 7' });
    expect(counter(host, 'heldPackets')).toBe(4);
    expect(counter(host, 'acquires')).toBe(2);
    expect(send(host, packet(4))).toEqual([]);
    expect(host.acquired).toHaveLength(2);
  });

  it('go out in their order through the new SA', () => {
    const host = waiting();
    send(host, packet(1), packet(20), packet(40));
    install(host);
    host.driver.releaseHeld('peer', true, 77);
    const lengths = taken(host).map(({ bytes }) => bytes.length);
    expect(lengths).toEqual(
      [1, 20, 40].map((octets) => 20 + 24 + Math.ceil((octets + 10) / 16) * 16 + 12),
    );
    expect(host.driver.lastOutbound(1)).toBe(77);
    host.driver.releaseHeld('peer', true, 78);
    expect(taken(host)).toEqual([]);
  });

  it('are dropped and counted when IKE fails', () => {
    const host = waiting();
    send(host, packet(1), packet(2));
    host.driver.releaseHeld('peer', false, 0);
    expect(dropped(host)).toEqual(['no-sa', 'no-sa']);
    // The next packet asks again.
    send(host, packet());
    expect(host.acquired).toEqual(['peer', 'peer']);
  });

  it('are dropped, not held again, if the new SA is not for them', () => {
    const host = waiting();
    send(host, packet());
    install(host, selector('192.0.2.1', '192.0.2.2', { protocol: 6 }));
    host.driver.releaseHeld('peer', true, 0);
    expect(dropped(host)).toEqual(['no-sa']);
    expect(host.acquired).toEqual(['peer']);
  });

  it('are bounded for each entry: the newest is refused', () => {
    const host = waiting();
    const most = LIMITS.heldPacketsPerAcquire;
    send(host, ...Array.from({ length: most + 3 }, (_, i) => packet(i * 16)));
    expect(dropped(host)).toEqual(['queue-full', 'queue-full', 'queue-full']);
    install(host);
    host.driver.releaseHeld('peer', true, 0);
    const sent = taken(host);
    expect(sent).toHaveLength(most);
    expect(sent[0]!.bytes.length).toBeLessThan(sent[1]!.bytes.length);
  });

  it('are bounded over all entries', () => {
    const held = new HeldPackets();
    const names = Array.from({ length: LIMITS.acquires + 1 }, (_, i) => `${i}`);
    const verdicts = names.map((name) => held.hold(name, packet(), 0, 10, 0));
    expect(verdicts.filter((verdict) => verdict === 'first')).toHaveLength(LIMITS.acquires);
    expect(verdicts.at(-1)).toBe('full');
  });

  it('are copies: the batch may be used again', () => {
    const host = waiting();
    const batch = batchOf(INNER, [packet(9)]);
    host.driver.outbound(batch, 0);
    batch.arena.fill(0);
    install(host);
    host.driver.releaseHeld('peer', true, 0);
    expect(taken(host)).toHaveLength(1);
  });

  it('may be answered while IKE is being asked', () => {
    const host = waiting();
    host.onAcquire = (policy) => host.driver.releaseHeld(policy, false, 0);
    send(host, packet(1), packet(2));
    expect(dropped(host)).toEqual(['no-sa', 'no-sa']);
    host.driver.releaseHeld('nobody', true, 0);
  });
});
