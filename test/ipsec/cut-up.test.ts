import { describe, expect, it } from 'vitest';
import type { Address } from '../../src/base/address.ts';
import { Reassembler } from '../../src/ipsec/packet/reassembly.ts';
import { buildIp, ipv4ChecksumValid } from '../../src/wire/ip.ts';
import { newPacketView, viewPacket } from '../../src/wire/packet-view.ts';
import {
  A,
  A6,
  B,
  B6,
  counter,
  dropped,
  facing,
  packet,
  receive,
  selector,
  send,
} from './fixture.ts';

function sized(
  octets: number,
  dontFragment = false,
  source: Address = A,
  destination: Address = B,
) {
  const header = source.version === 4 ? 20 : 40;
  const payload = packet(octets - header - 8, source, destination).subarray(header);
  return buildIp({ source, destination, protocol: 17, payload, dontFragment });
}

function puttogether(fragments: readonly Uint8Array[]): Uint8Array | undefined {
  const reassembler = new Reassembler();
  const view = newPacketView();
  let whole: Uint8Array | undefined;
  for (const fragment of fragments) {
    expect(viewPacket(view, fragment, 0, fragment.length)).toBe(true);
    whole = reassembler.add(view, fragment, 0) ?? whole;
  }
  return whole;
}

describe('a packet too big for its path that may be cut up (RFC 4301 8.2.1, case 2)', () => {
  it('is cut up before ESP in a tunnel', () => {
    const { a, b } = facing({ mode: 'tunnel', linkMtu: 1000 });
    const sent = send(a, sized(4000));
    expect(sent.length).toBe(5);
    for (const { bytes } of sent) {
      expect(bytes.length).toBeLessThanOrEqual(1000);
      expect(bytes[6]! & 0x20).toBe(0);
    }
    receive(b, ...sent);
    expect(dropped(b)).toEqual([]);
    expect(b.delivered).toHaveLength(5);
    const whole = puttogether(b.delivered)!;
    expect(whole.subarray(20)).toEqual(sized(4000).subarray(20));
    expect(a.delivered).toEqual([]);
  });

  it('is cut up after ESP where policy says so, and put together before it is opened', () => {
    const after = { mode: 'tunnel', linkMtu: 1000, tunnelHeader: { fragment: 'after' } } as const;
    const { a, b } = facing(after);
    const sent = send(a, sized(4000));
    expect(sent.length).toBe(5);
    for (const { bytes } of sent) {
      expect(bytes.length).toBeLessThanOrEqual(1000);
      expect(ipv4ChecksumValid(bytes, 0, 20)).toBe(true);
      expect(bytes[9]).toBe(50);
    }
    expect(a.driver.views()[0]?.outbound?.sequence).toBe(1);
    receive(b, ...sent);
    expect(b.delivered).toEqual([sized(4000)]);
    expect(counter(b, 'espFragments')).toBe(5);
  });

  it('is cut up after ESP in transport mode, which takes whole packets only', () => {
    const { a, b } = facing({ linkMtu: 700 });
    const sent = send(a, sized(2000), sized(100), sized(1500));
    expect(sent.map(({ bytes }) => bytes.length <= 700)).toEqual(Array(sent.length).fill(true));
    expect(sent).toHaveLength(3 + 1 + 3);
    receive(b, ...sent);
    expect(b.delivered).toHaveLength(3);
    expect(b.delivered.map((whole) => whole.subarray(20))).toEqual(
      [2000, 100, 1500].map((octets) => sized(octets).subarray(20)),
    );
  });

  it('is cut up behind IPv6 headers too', () => {
    const { a, b } = facing({
      mode: 'tunnel',
      outer: [A6, B6],
      selector: selector(A, B),
      addresses: [[A], [B]],
      linkMtu: 1280,
      tunnelHeader: { fragment: 'after' },
    });
    const sent = send(a, sized(3000));
    expect(sent.map(({ bytes }) => bytes[6])).toEqual([44, 44, 44]);
    receive(b, ...sent);
    expect(b.delivered).toEqual([sized(3000)]);
  });

  it('is cut up although it is not to be where the tunnel clears DF', () => {
    const { a, b } = facing({ mode: 'tunnel', linkMtu: 1000, tunnelHeader: { df: 'clear' } });
    const clear = sized(1500, true);
    const sent = send(a, clear);
    expect(sent).toHaveLength(2);
    receive(b, ...sent);
    expect(b.delivered).toEqual([clear]);
  });

  it('is cut up before ESP where the tunnel sets DF, whatever else policy says', () => {
    const tunnelHeader = { df: 'set', fragment: 'after' } as const;
    const { a, b } = facing({ mode: 'tunnel', linkMtu: 1000, tunnelHeader });
    const sent = send(a, sized(1500));
    for (const { bytes } of sent) expect(bytes[6]).toBe(0x40);
    receive(b, ...sent);
    expect(puttogether(b.delivered)!.subarray(20)).toEqual(sized(1500).subarray(20));
  });

  it('is left to the carrier in UDP where it is not cut up before ESP', () => {
    const tunnelHeader = { fragment: 'after' } as const;
    const { a, b } = facing({ mode: 'tunnel', udp: true, linkMtu: 1000, tunnelHeader });
    const sent = send(a, sized(3000));
    expect(sent).toHaveLength(1);
    receive(b, ...sent);
    expect(b.delivered).toEqual([sized(3000)]);
  });

  it('keeps its place among the others', () => {
    const after = { mode: 'tunnel', linkMtu: 1000, tunnelHeader: { fragment: 'after' } } as const;
    const { a, b } = facing(after);
    receive(b, ...send(a, sized(100), sized(1500), sized(200)));
    expect(b.delivered.map(({ length }) => length)).toEqual([100, 1500, 200]);
  });
});
