import { describe, expect, it } from 'vitest';
import type { TrafficSelector } from '../../src/base/traffic.ts';
import { matchInbound, matchOutbound } from '../../src/ipsec/spd/selector.ts';
import { echoRequest } from '../../src/wire/icmp.ts';
import { buildIpv6 } from '../../src/wire/ip.ts';
import { newPacketView, viewPacket } from '../../src/wire/packet-view.ts';
import { A, A6, B, B6, packet, selector } from './fixture.ts';

function outbound(wanted: TrafficSelector, bytes: Uint8Array): string {
  const view = newPacketView();
  expect(viewPacket(view, bytes, 0, bytes.length)).toBe(true);
  return matchOutbound(wanted, view, bytes);
}

function inbound(wanted: TrafficSelector, bytes: Uint8Array): string {
  const view = newPacketView();
  expect(viewPacket(view, bytes, 0, bytes.length)).toBe(true);
  return matchInbound(wanted, view, bytes);
}

/** The same packet as a fragment at 8 octets. */
function laterFragment(bytes: Uint8Array): Uint8Array {
  const fragment = bytes.slice();
  fragment[7] = 1;
  return fragment;
}

describe('a selector', () => {
  const udp = packet(8, A, B, [1024, 7]);

  it.each<[string, TrafficSelector, string]>([
    ['the very addresses', selector(), 'yes'],
    ['a subnet around them', selector('192.0.2.0/31', '192.0.2.2/31'), 'yes'],
    ['everything', selector('0.0.0.0/0', '0.0.0.0/0'), 'yes'],
    [
      'a range that starts with them',
      selector('192.0.2.1-192.0.2.9', '192.0.2.2-192.0.2.9'),
      'yes',
    ],
    ['a range that ends with them', selector('192.0.2.0-192.0.2.1', '192.0.1.9-192.0.2.2'), 'yes'],
    ['a range below', selector('192.0.2.0', B), 'no'],
    ['a range above', selector(A, '192.0.2.3-192.0.3.0'), 'no'],
    ['the other direction', selector(B, A), 'no'],
    ['another version', selector('::/0', '::/0'), 'no'],
    ['two versions at once', selector('0.0.0.0/0', '::/0'), 'no'],
    ['its protocol', selector(A, B, { protocol: 17 }), 'yes'],
    ['another protocol', selector(A, B, { protocol: 6 }), 'no'],
    ['its ports', selector(A, B, { protocol: 17, localPort: 1024, remotePort: 7 }), 'yes'],
    ['another local port', selector(A, B, { protocol: 17, localPort: 1025 }), 'no'],
    ['another remote port', selector(A, B, { protocol: 17, remotePort: 1024 }), 'no'],
  ])('of %s', (_name, wanted, verdict) => {
    expect(outbound(wanted, udp)).toBe(verdict);
  });

  it('turns around for packets that come in', () => {
    expect(inbound(selector(B, A, { localPort: 7, remotePort: 1024 }), udp)).toBe('yes');
    expect(inbound(selector(A, B), udp)).toBe('no');
  });

  it('of ports holds no packet without ports', () => {
    const echo = echoRequest({ source: A, destination: B, identifier: 1, sequence: 1 });
    expect(outbound(selector(A, B, { protocol: 1 }), echo)).toBe('yes');
    expect(outbound(selector(A, B, { localPort: 7 }), echo)).toBe('no');
  });

  it('compares IPv6 addresses whole', () => {
    const udp6 = packet(8, A6, B6);
    expect(outbound(selector('2001:db8::/127', '2001:db8::2/127'), udp6)).toBe('yes');
    expect(outbound(selector('2001:db8::/127', '2001:db8::3'), udp6)).toBe('no');
  });

  describe('for a fragment that is not the first', () => {
    it('decides by what every fragment has', () => {
      expect(outbound(selector(A, B, { protocol: 17 }), laterFragment(udp))).toBe('yes');
      expect(outbound(selector(A, B, { protocol: 6, localPort: 7 }), laterFragment(udp))).toBe(
        'no',
      );
      expect(outbound(selector(B, A, { localPort: 7 }), laterFragment(udp))).toBe('no');
    });

    it('is undecided if it asks for ports', () => {
      for (const ports of [{ localPort: 7 }, { remotePort: 7 }]) {
        expect(outbound(selector(A, B, ports), laterFragment(udp))).toBe('undecided');
      }
    });

    it('is undecided if IPv6 hides the protocol', () => {
      // A later fragment whose fragmentable part starts with destination options.
      const payload = Uint8Array.of(60, 0, 0, 9, 0, 0, 0, 1, 1, 2, 3, 4, 5, 6, 7, 8);
      const bytes = buildIpv6({ source: A6, destination: B6, protocol: 44, payload });
      expect(outbound(selector(A6, B6, { protocol: 17 }), bytes)).toBe('undecided');
      expect(outbound(selector(A6, B6), bytes)).toBe('yes');
    });
  });
});
