import { describe, expect, it } from 'vitest';
import { counter, facing, packet, type Rig, receive, rig, selector, send } from './fixture.ts';

/** Sends packets until a pair counts as worn; how many that took. */
function sendUntilWorn(host: Rig, octets: number): number {
  for (let sent = 1; sent < 10_000; sent++) {
    send(host, packet(octets));
    if (host.worn.length > 0) return sent;
  }
  throw new Error('nothing wore out');
}

describe('a pair that is nearly used up', () => {
  it('says so once, before its volume ends', () => {
    // 512 octets of cipher text a packet: 200 packets.
    const { a } = facing({ lifetimeKilobytes: 100 });
    const sent = sendUntilWorn(a, 500);
    expect(sent).toBeGreaterThanOrEqual(160);
    expect(sent).toBeLessThanOrEqual(180);
    expect(send(a, ...Array(200 - sent).fill(packet(500)))).toHaveLength(200 - sent);
    expect(a.worn).toEqual([[1, 'kilobytes']]);
    expect(counter(a, 'expiredPairs')).toBe(0);
    expect(send(a, packet(500))).toEqual([]);
    expect(counter(a, 'expiredPairs')).toBe(1);
  });

  it('says so before its packets end', () => {
    const { a } = facing({ lifetimePackets: 100 });
    const sent = sendUntilWorn(a, 8);
    expect(sent).toBeGreaterThanOrEqual(80);
    expect(sent).toBeLessThanOrEqual(90);
    expect(a.worn).toEqual([[1, 'packets']]);
  });

  it('says so at the receiver too, and no two pairs at the same part of their limits', () => {
    const { b } = facing({ lifetimePackets: 1000 });
    const { a } = facing();
    const sent = send(a, ...Array(900).fill(packet()));
    receive(b, ...sent);
    expect(b.worn).toEqual([[1, 'packets']]);
    const wornAt = (id: number): number => {
      const host = rig({ policies: [{ name: 'peer', action: 'protect', selector: selector() }] });
      const { parameters, keys } = facing({ lifetimePackets: 1000 });
      host.driver.install({ ...parameters[0], id }, { outbound: { spi: 4096, keys } }, 0);
      return sendUntilWorn(host, 8);
    };
    expect(new Set([1, 2, 3, 4, 5].map(wornAt)).size).toBeGreaterThan(1);
  });

  it('is not worn by replayed or forged packets', () => {
    const { a, b } = facing({ lifetimePackets: 10 });
    const [one] = send(a, packet());
    const forged = one!.bytes.slice();
    forged[forged.length - 1]! ^= 1;
    receive(b, one!, ...Array(20).fill(one), ...Array(20).fill({ path: one!.path, bytes: forged }));
    expect(b.worn).toEqual([]);
    expect(b.driver.views()[0]?.inbound).toMatchObject({ packets: 1 });
  });

  it('never says so without limits', () => {
    const { a } = facing();
    send(a, ...Array(500).fill(packet(1000)));
    expect(a.worn).toEqual([]);
  });
});
