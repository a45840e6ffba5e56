import { describe, expect, it } from 'vitest';
import { counter, dropped, facing, packet, receive, rig, selector, send } from './fixture.ts';

/** 20 octets of IP, 8 of UDP; in transport mode the cipher works on 508 and the trailer: 512. */
const HALF_A_KILOBYTE = packet(500);

describe('a lifetime in kilobytes', () => {
  it('ends the SA before the packet that would exceed it, once', () => {
    const { a } = facing({ lifetimeKilobytes: 2 });
    const packets = Array(7).fill(HALF_A_KILOBYTE);
    expect(send(a, ...packets)).toHaveLength(4);
    expect(a.events.filter(({ kind }) => kind === 'sa-expired')).toEqual([
      { kind: 'sa-expired', id: 1, reason: 'kilobytes' },
    ]);
    expect(counter(a, 'expiredPairs')).toBe(1);
    // The rest waits for the next SA.
    expect(a.acquired).toEqual(['peer']);
    expect(counter(a, 'heldPackets')).toBe(3);
    expect(a.driver.hasOutboundSa('peer')).toBeUndefined();
    expect(a.driver.sendDummy('peer', 0)).toBe(false);
  });

  it('counts what the cipher works on, padding included (RFC 4301 4.4.2.1)', () => {
    const { a } = facing({ lifetimeKilobytes: 1 });
    expect(send(a, ...Array(70).fill(packet(0)))).toHaveLength(64);
  });

  it('ends the SA at the receiver too', () => {
    const limited = facing({ lifetimeKilobytes: 1 });
    const unlimited = facing();
    const sent = send(unlimited.a, ...Array(4).fill(HALF_A_KILOBYTE));
    receive(limited.b, ...sent);
    expect(limited.b.delivered).toHaveLength(2);
    expect(dropped(limited.b)).toEqual(['lifetime-expired', 'lifetime-expired']);
    expect(limited.b.events.filter(({ kind }) => kind === 'sa-expired')).toHaveLength(1);
    // The pair is over in both directions.
    expect(send(limited.b, packet(8))).toEqual([]);
  });

  it('is not worn by forged or replayed packets', () => {
    const { a, b } = facing({ lifetimeKilobytes: 1 });
    const [one, two] = send(a, HALF_A_KILOBYTE, HALF_A_KILOBYTE);
    const forged = two!.bytes.slice();
    forged[40]! ^= 1;
    receive(b, one!, one!, one!, { path: two!.path, bytes: forged }, two!);
    expect(b.delivered).toHaveLength(2);
  });

  it('lets the host remove the pair while its packets are on their way', () => {
    const { a } = facing({ lifetimeKilobytes: 1 });
    a.onEvent = (event) => {
      if (event.kind === 'sa-expired') a.driver.remove(event.id);
    };
    expect(send(a, ...Array(3).fill(HALF_A_KILOBYTE))).toHaveLength(2);
    expect(a.driver.views()).toEqual([]);
    expect(a.acquired).toEqual(['peer']);
  });

  it('leaves the next pair of the policy entry to take over', () => {
    const { a, parameters, keys } = facing({ lifetimeKilobytes: 1 });
    const newest = { ...parameters[0], id: 2, lifetimeKilobytes: 0 };
    const only = rig({ policies: [{ name: 'peer', action: 'protect', selector: selector() }] });
    only.driver.install(newest, { outbound: { spi: 7000, keys } }, 0);
    only.driver.install(parameters[0], { outbound: { spi: 8000, keys } }, 0);
    expect(only.driver.hasOutboundSa('peer')).toBe(1);
    expect(send(only, ...Array(4).fill(HALF_A_KILOBYTE))).toHaveLength(4);
    expect(only.driver.hasOutboundSa('peer')).toBe(2);
    expect(only.acquired).toEqual([]);
    expect(a.driver.hasOutboundSa('nobody')).toBeUndefined();
  });
});
