import { describe, expect, it } from 'vitest';
import { parseAddress, rangeText } from '../../src/base/address.ts';
import { LIMITS } from '../../src/base/limits.ts';
import { HeldPackets } from '../../src/ipsec/held.ts';
import { A, B, counter, dropped, OTHER, packet, selector, send, taken } from './fixture.ts';
import { EVERYBODY, flowRig, flowWith, installFor } from './flow-fixture.ts';

const flowsOf = (count: number) =>
  Array.from({ length: count }, (_, i) => parseAddress(`198.51.${100 + (i >> 8)}.${i & 255}`));

describe('an entry whose SAs are for one pair of computers each', () => {
  it('asks for an SA once a pair of computers, under the name of both', () => {
    const host = flowRig();
    send(host, packet(1), packet(2, A, OTHER), packet(3), packet(4, A, OTHER));
    expect(host.acquired).toEqual([flowWith(B), flowWith(OTHER)]);
    expect(host.events.map((event) => event.kind === 'acquire' && event.policy)).toEqual([
      'All IP Traffic [192.0.2.1 <-> 192.0.2.2]',
      'All IP Traffic [192.0.2.1 <-> 192.0.2.77]',
    ]);
    expect(counter(host, 'heldPackets')).toBe(4);
  });

  it("says what packets the flow is for: the entry's protocol and ports, the packet's addresses", () => {
    const ports = { protocol: 17, localPort: 0, remotePort: 7 };
    const host = flowRig({ selector: selector('192.0.2.1', '0.0.0.0/0', ports) });
    send(host, packet());
    const [flow] = host.flows;
    expect(flow).toMatchObject(ports);
    expect([rangeText(flow!.local), rangeText(flow!.remote)]).toEqual([A.text, B.text]);
  });

  it('says nothing of a flow where an entry is for two computers anyway', () => {
    const host = flowRig({ perFlow: false });
    send(host, packet());
    expect([host.acquired, host.flows]).toEqual([[EVERYBODY.name], [undefined]]);
  });

  it('sends what waited for one flow when that one is answered', () => {
    const host = flowRig();
    send(host, packet(1), packet(2, A, OTHER), packet(3));
    installFor(host, B, 1);
    host.driver.releaseHeld(flowWith(B), true, 5);
    expect(taken(host)).toHaveLength(2);
    host.driver.releaseHeld(flowWith(OTHER), false, 5);
    expect(dropped(host)).toEqual(['no-sa']);
    send(host, packet(4, A, OTHER));
    expect(host.acquired.at(-1)).toBe(flowWith(OTHER));
  });

  it('protects each flow by its own SA', () => {
    const host = flowRig();
    installFor(host, B, 1);
    installFor(host, OTHER, 2);
    const sent = send(host, packet(), packet(8, A, OTHER));
    expect(sent.map(({ path }) => path.remote.address.text)).toEqual([B.text, OTHER.text]);
    expect(host.driver.hasOutboundSa(flowWith(B))).toBe(1);
    expect(host.driver.hasOutboundSa(flowWith(OTHER))).toBe(2);
    expect(host.driver.hasOutboundSa(flowWith(parseAddress('192.0.2.9')))).toBeUndefined();
    expect(host.driver.hasOutboundSa(EVERYBODY.name)).toBe(2);
  });

  it('sends a dummy packet to the computer that was meant', () => {
    const host = flowRig();
    installFor(host, B, 1);
    installFor(host, OTHER, 2);
    expect(host.driver.sendDummy(flowWith(B), 1)).toBe(true);
    expect(taken(host).map(({ path }) => path.remote.address.text)).toEqual([B.text]);
    expect(host.driver.sendDummy(flowWith(parseAddress('192.0.2.9')), 1)).toBe(false);
  });

  it('lets go of a pair that is removed', () => {
    const host = flowRig();
    installFor(host, B, 1);
    installFor(host, OTHER, 2);
    host.driver.remove(1);
    send(host, packet(), packet(8, A, OTHER));
    expect(host.acquired).toEqual([flowWith(B)]);
    expect(counter(host, 'protectedPacketsSent')).toBe(1);
  });
});

describe('a flood of packets to different addresses', () => {
  it('holds so many flows and no more, and loses none of those that wait', () => {
    const host = flowRig();
    const many = flowsOf(LIMITS.acquires + 100);
    send(host, ...many.slice(0, 60).map((to) => packet(8, A, to)));
    for (const to of many.slice(60)) send(host, packet(8, A, to));
    expect(host.acquired).toHaveLength(LIMITS.acquires);
    expect(dropped(host)).toEqual(Array(100).fill('queue-full'));
    installFor(host, many[0]!, 1);
    host.driver.releaseHeld(flowWith(many[0]!), true, 1);
    expect(taken(host)).toHaveLength(1);
    send(host, packet(8, A, many.at(-1)!));
    expect(host.acquired).toHaveLength(LIMITS.acquires + 1);
  });

  it('holds so many octets and no more', () => {
    const held = new HeldPackets();
    const large = new Uint8Array(60_000);
    let taken = 0;
    for (const name of ['a', 'b', 'c', 'd', 'e', 'f', 'g']) {
      for (let i = 0; i < LIMITS.heldPacketsPerAcquire; i++) {
        if (held.hold(name, large, 0, large.length, 0) !== 'full') taken += large.length;
      }
    }
    expect(taken).toBeLessThanOrEqual(LIMITS.heldOctets);
    expect(taken + large.length).toBeGreaterThan(LIMITS.heldOctets);
    expect(held.take('a')).toHaveLength(LIMITS.heldPacketsPerAcquire);
    expect(held.hold('h', large, 0, large.length, 0)).toBe('first');
  });
});
