import { describe, expect, it } from 'vitest';
import { parseAddress } from '../../src/base/address.ts';
import { buildIp, buildIpv4, ipv4ChecksumValid } from '../../src/wire/ip.ts';
import { A, A6, B, B6, facing, packet, receive, selector, send } from './fixture.ts';

const inner4 = (more = {}) =>
  buildIpv4({ source: A, destination: B, protocol: 17, payload: packet().subarray(20), ...more });
const inner6 = (more = {}) =>
  buildIp({
    source: A6,
    destination: B6,
    protocol: 17,
    payload: packet(8, A6, B6).subarray(40),
    ...more,
  });
const over6 = { outer: [A6, B6], selector: selector(A, B), addresses: [[A], [B]] } as const;
const six = { selector: selector(A6, B6), addresses: [[A6], [B6]] } as const;

describe('the outer header of a tunnel (RFC 4301 5.1.2)', () => {
  it('has the ends of the tunnel, a fresh TTL and a right checksum', () => {
    const outer = [parseAddress('198.51.100.1'), parseAddress('198.51.100.2')] as const;
    const { a, b } = facing({ mode: 'tunnel', outer, selector: selector(), addresses: [[A], [B]] });
    const clear = inner4({ hopLimit: 5 });
    const [sent] = send(a, clear);
    const { bytes, path } = sent!;
    expect([...bytes.subarray(12, 20)]).toEqual([198, 51, 100, 1, 198, 51, 100, 2]);
    expect(path.local.address).toBe(outer[0]);
    expect(bytes[8]).toBe(64);
    expect(bytes[9]).toBe(50);
    expect((bytes[2]! << 8) | bytes[3]!).toBe(bytes.length);
    expect(ipv4ChecksumValid(bytes, 0, 20)).toBe(true);
    receive(b, sent!);
    // The inner TTL is the sender's own: nothing has forwarded the packet.
    expect(b.delivered).toEqual([clear]);
  });

  it.each([true, false])('copies DF of IPv4 in IPv4 (%s)', (dontFragment) => {
    const { a } = facing({ mode: 'tunnel' });
    const [sent] = send(a, inner4({ dontFragment }));
    expect((sent!.bytes[6]! & 0x40) !== 0).toBe(dontFragment);
  });

  it('does not set DF for IPv6 in IPv4', () => {
    const { a } = facing({ mode: 'tunnel', ...six });
    expect(send(a, inner6())[0]!.bytes[6]).toBe(0);
  });

  it('numbers its packets', () => {
    const { a } = facing({ mode: 'tunnel' });
    const sent = send(a, inner4(), inner4());
    expect(sent.map(({ bytes }) => (bytes[4]! << 8) | bytes[5]!)).toEqual([1, 2]);
  });

  it('copies DSCP and ECN, whatever the versions', () => {
    const trafficClass = 0xba;
    const to4 = facing({ mode: 'tunnel' });
    expect(send(to4.a, inner4({ trafficClass }))[0]!.bytes[1]).toBe(trafficClass);
    const sixIn4 = facing({ mode: 'tunnel', ...six });
    expect(send(sixIn4.a, inner6({ trafficClass }))[0]!.bytes[1]).toBe(trafficClass);
    const fourIn6 = facing({ mode: 'tunnel', ...over6 });
    const { bytes } = send(fourIn6.a, inner4({ trafficClass }))[0]!;
    expect([bytes[0], bytes[1]]).toEqual([0x6b, 0xa0]);
    expect(bytes[6]).toBe(50);
    expect((bytes[4]! << 8) | bytes[5]!).toBe(bytes.length - 40);
  });

  it('copies the flow label of IPv6 in IPv6', () => {
    const { a } = facing({ mode: 'tunnel', outer: [A6, B6] });
    const { bytes } = send(a, inner6({ flowLabel: 0xabcde }))[0]!;
    expect([...bytes.subarray(0, 4)]).toEqual([0x60, 0x0a, 0xbc, 0xde]);
  });
});

describe('a policy for the outer header', () => {
  it('clears DSCP and leaves ECN (RFC 6040 4.1)', () => {
    const { a } = facing({ mode: 'tunnel', tunnelHeader: { dscp: 'clear' } });
    expect(send(a, inner4({ trafficClass: 0xba }))[0]!.bytes[1]).toBe(2);
    const to6 = facing({ mode: 'tunnel', ...over6, tunnelHeader: { dscp: 'clear' } });
    const { bytes } = send(to6.a, inner4({ trafficClass: 0xba }))[0]!;
    expect([bytes[0], bytes[1]]).toEqual([0x60, 0x20]);
  });

  it.each([
    ['copy', true, true],
    ['copy', false, false],
    ['set', true, true],
    ['set', false, true],
    ['clear', true, false],
    ['clear', false, false],
  ] as const)('with DF %s makes of %s %s (RFC 4301 8.1)', (df, dontFragment, outer) => {
    const { a } = facing({ mode: 'tunnel', tunnelHeader: { df } });
    expect((send(a, inner4({ dontFragment }))[0]!.bytes[6]! & 0x40) !== 0).toBe(outer);
  });

  it('sets DF over IPv6 only where it is told to', () => {
    const { a } = facing({ mode: 'tunnel', ...six, tunnelHeader: { df: 'set' } });
    expect(send(a, inner6())[0]!.bytes[6]).toBe(0x40);
  });
});
