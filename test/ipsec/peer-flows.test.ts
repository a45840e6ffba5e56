import { describe, expect, it } from 'vitest';
import { parseAddress } from '../../src/base/address.ts';
import { LIMITS } from '../../src/base/limits.ts';
import { PeerFlows } from '../../src/ipsec/peer-flows.ts';
import { SaPair } from '../../src/ipsec/sa/association.ts';
import { newPacketView, type PacketView, viewPacket } from '../../src/wire/packet-view.ts';
import { udpPacket } from '../../src/wire/udp.ts';
import { A, B, OTHER, pairParameters } from './fixture.ts';

/** A pair with a peer that is seen at an endpoint. */
function pairWith(peer: string, port: number, address = '198.51.100.1'): SaPair {
  const remote = { address: parseAddress(address), port };
  const path = { carrier: 'udp', local: { address: A, port: 4500 }, remote } as const;
  const parameters = { ...pairParameters({ udp: true, mode: 'tunnel' }), peer, path };
  return new SaPair(parameters, { wornDraw: 0, linkMtu: 1500 }, 0);
}

/** A packet and the view of it. */
function packet(sourcePort: number, source = B, destination = A): [PacketView, Uint8Array] {
  const payload = new Uint8Array(4);
  const bytes = udpPacket({ source, destination, sourcePort, destinationPort: 7, payload });
  const view = newPacketView();
  expect(viewPacket(view, bytes, 0, bytes.length)).toBe(true);
  return [view, bytes];
}

/** The answer to it. */
function answer(port: number): [PacketView, Uint8Array] {
  const payload = new Uint8Array(4);
  const ends = { source: A, destination: B, sourcePort: 7, destinationPort: port };
  const bytes = udpPacket({ ...ends, payload });
  const view = newPacketView();
  viewPacket(view, bytes, 0, bytes.length);
  return [view, bytes];
}

describe('a flow', () => {
  const [one, two] = [pairWith('one', 40_000), pairWith('two', 40_001)];

  it('belongs to the peer that began it, and is known by its answers', () => {
    const flows = new PeerFlows();
    expect(flows.claim(one, ...packet(1000), 0)).toBe(true);
    expect(flows.claim(two, ...packet(1000), 10)).toBe(false);
    expect(flows.claim(two, ...packet(1001), 10)).toBe(true);
    expect(flows.claim(two, ...packet(1000, OTHER), 10)).toBe(true);
    expect(flows.ownerOf(...answer(1000), 20)).toBe(one);
    expect(flows.ownerOf(...answer(1001), 20)).toBe(two);
    expect(flows.ownerOf(...answer(1002), 20)).toBeUndefined();
  });

  it('goes to another peer when it has been idle for 30 s, answers counted', () => {
    const flows = new PeerFlows();
    flows.claim(one, ...packet(1000), 0);
    flows.ownerOf(...answer(1000), 10_000);
    expect(flows.claim(two, ...packet(1000), 39_999)).toBe(false);
    expect(flows.claim(two, ...packet(1000), 40_000)).toBe(true);
    expect(flows.ownerOf(...answer(1000), 40_000)).toBe(two);
  });

  it('stays with a peer that begins anew from another port, or by a new pair', () => {
    const flows = new PeerFlows();
    flows.claim(one, ...packet(1000), 0);
    const again = pairWith('one', 40_077);
    expect(flows.claim(again, ...packet(1000), 1)).toBe(true);
    expect(flows.ownerOf(...answer(1000), 2)).toBe(again);
    expect(flows.claim(pairWith('one', 40_077, '203.0.113.1'), ...packet(1000), 3)).toBe(false);
  });

  it('is one of so many: the one that was silent for longest is forgotten', () => {
    const flows = new PeerFlows();
    for (let port = 1; port <= LIMITS.peerFlows + 1; port++)
      flows.claim(one, ...packet(port), port);
    expect(flows.ownerOf(...answer(1), 0)).toBeUndefined();
    expect(flows.ownerOf(...answer(2), 0)).toBe(one);
  });
});
