/** Protection is found in whatever it travels: UDP, IPv6, tunnels, fragments. */

import { describe, expect, it } from 'vitest';
import { type Address, parseAddress } from '../../src/base/address.ts';
import { protectionText, verdictOfAll } from '../../src/explain/protection-text.ts';
import { fragmentIpv4, fragmentIpv6 } from '../../src/wire/fragmentation.ts';
import { buildIp } from '../../src/wire/ip.ts';
import { udpPacket } from '../../src/wire/udp.ts';
import { labPair, pingTo, up } from '../host/pairs.ts';
import { packetsOnLink, summaryOf, summaryOfPackets } from './traffic-summary.ts';

const [A, B] = ['192.0.2.1', '192.0.2.2'].map(parseAddress) as [Address, Address];
const [A6, B6] = ['2001:db8::1', '2001:db8::2'].map(parseAddress) as [Address, Address];
const NOTHING = { esp: 0, ah: 0, ike: 0, icmp: 0, clear: 0 };

function udp(port: number, payload: Uint8Array, [source, destination] = [A, B]): Uint8Array {
  return udpPacket({ source, destination, sourcePort: port, destinationPort: port, payload });
}

function countsOf(...packets: readonly Uint8Array[]) {
  const { pairs } = summaryOfPackets(packets);
  expect(pairs).toHaveLength(1);
  return pairs[0]!.packets;
}

/** Like the message of a certificate, which is longer than a link takes. */
const IKE = new Uint8Array(3000).fill(1);
const ESP_IN_UDP = new Uint8Array(3000).fill(7);
const MARKED = new Uint8Array(3000).fill(7).fill(0, 0, 4);

describe('what a capture shows as protected', () => {
  it('is ESP in UDP behind a NAT, with IKE beside it and keepalives', () => {
    const subject = labPair({ nat: { a: {} } });
    up(subject, subject.a, 'tunnel');
    subject.command(subject.a, pingTo('10.2.0.1'));
    subject.run(30_000);
    const summary = summaryOf(subject);
    const all = summary.pairs.map(({ packets }) => packets);
    expect(all.reduce((sum, { esp }) => sum + esp, 0)).toBe(6);
    expect(all.every(({ clear, icmp }) => clear + icmp === 0)).toBe(true);
    expect(verdictOfAll(summary)).toBe('protected');
  });

  it.each(['tunnel', 'transport'])('is what is inside of %s mode, not seen', (policy) => {
    const subject = labPair();
    up(subject, subject.a, policy);
    subject.command(subject.a, pingTo(policy === 'tunnel' ? '10.2.0.1' : '192.0.2.2'));
    expect(countsOf(...packetsOnLink(subject.log))).toMatchObject({ esp: 6, icmp: 0, clear: 0 });
  });

  it.each([
    ['ESP', 50, 'esp'],
    ['AH', 51, 'ah'],
    ['TCP', 6, 'clear'],
    ['ICMP', 58, 'icmp'],
  ] as const)('is told by its protocol in IPv6 too: %s', (_name, protocol, kind) => {
    const payload = new Uint8Array(40).fill(3);
    const packet = buildIp({ source: A6, destination: B6, protocol, payload });
    expect(countsOf(packet)).toEqual({ ...NOTHING, [kind]: 1 });
    expect(countsOf(...fragmentIpv6(packet, 64, 40, 6, 9))).toEqual({ ...NOTHING, [kind]: 3 });
  });

  it.each([
    ['IKE', udp(500, IKE), 'ike'],
    ['IKE behind the marker', udp(4500, MARKED), 'ike'],
    ['ESP in UDP', udp(4500, ESP_IN_UDP), 'esp'],
    ['IKE over IPv6', udp(500, IKE, [A6, B6]), 'ike'],
    ['another port', udp(53, IKE), 'clear'],
    ['ESP', buildIp({ source: A, destination: B, protocol: 50, payload: IKE }), 'esp'],
  ] as const)('is told from fragments in any order: %s', (_name, packet, kind) => {
    const fragments =
      packet[0]! >> 4 === 4 ? fragmentIpv4(packet, 1500, 7) : fragmentIpv6(packet, 1500, 40, 6, 7);
    expect(fragments).toHaveLength(3);
    const all = { ...NOTHING, [kind]: 3 };
    expect(countsOf(...fragments)).toEqual(all);
    expect(countsOf(...fragments.toReversed())).toEqual(all);
  });

  it('is AH, of which it is said that it hides nothing', () => {
    const packet = buildIp({ source: A, destination: B, protocol: 51, payload: IKE });
    const text = protectionText(summaryOfPackets([packet]));
    expect(text).toContain('AH proves who sent a packet, and hides nothing of it');
    expect(text).not.toContain('ESP says');
  });

  it('is not what fragments may be whose first one is missing', () => {
    const [, second, third] = fragmentIpv4(udp(500, IKE), 1500, 7);
    const summary = summaryOfPackets([second!, third!]);
    expect(summary.pairs[0]!.packets).toEqual({ ...NOTHING, clear: 2 });
    expect(protectionText(summary)).toContain('2 packets in clear (2 fragments of');
  });

  it('is told anew where an identification is used again', () => {
    const first = fragmentIpv4(udp(500, IKE), 1500, 7);
    const again = fragmentIpv4(udp(53, IKE), 1500, 7);
    expect(countsOf(...first, ...again)).toEqual({ ...NOTHING, ike: 3, clear: 3 });
  });

  it('does not depend on what goes to many at once', () => {
    const many = parseAddress('255.255.255.255');
    const summary = summaryOfPackets([
      buildIp({ source: A, destination: B, protocol: 50, payload: IKE.subarray(0, 60) }),
      udp(137, IKE.subarray(0, 60), [A, many]),
    ]);
    expect(verdictOfAll(summary)).toBe('protected');
    expect(protectionText(summary)).toContain('What goes to many');
  });
});
