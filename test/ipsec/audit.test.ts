import { describe, expect, it } from 'vitest';
import { parseAddress } from '../../src/base/address.ts';
import { parseSuite } from '../../src/crypto/suite-names.ts';
import { fragmentIpv6 } from '../../src/wire/fragmentation.ts';
import { buildIp } from '../../src/wire/ip.ts';
import {
  A6,
  B6,
  facing,
  packet,
  type Rig,
  receive,
  rig,
  SPI_B,
  selector,
  send,
} from './fixture.ts';

const six = { outer: [A6, B6], selector: selector(A6, B6) } as const;

/** A packet with a flow label. */
function flowing(ports: readonly [number, number] = [1024, 7]): Uint8Array {
  const payload = packet(8, A6, B6, ports).subarray(40);
  return buildIp({ source: A6, destination: B6, protocol: 17, payload, flowLabel: 0x12345 });
}

function record(of: Rig) {
  return of.events.filter(({ kind }) => kind === 'packet-dropped').at(-1);
}

describe('the record of an auditable event (RFC 4303 3.4, RFC 4301 5.2)', () => {
  const esp = '2001:db8::1 -> 2001:db8::2 esp flow 0x12345';

  it('of an unknown SPI has SPI, addresses, sequence number and flow', () => {
    const { a } = facing(six);
    const stranger = facing({ ...six, outer: [A6, B6] });
    stranger.b.driver.remove(1);
    receive(stranger.b, ...send(a, flowing()));
    expect(record(stranger.b)).toMatchObject({
      reason: 'unknown-spi',
      packet: esp,
      spi: SPI_B,
      sequence: 1,
    });
  });

  it('of a replayed packet has them too', () => {
    const { a, b } = facing(six);
    const sent = send(a, flowing());
    receive(b, ...sent, ...sent);
    expect(record(b)).toMatchObject({ reason: 'replayed', packet: esp, spi: SPI_B, sequence: 1 });
  });

  it.each(['aes128-sha1', 'aes128gcm16'])('of a wrong ICV has them too (%s)', (suite) => {
    const { a, b } = facing({ ...six, suite: parseSuite(suite) });
    const [sent] = send(a, flowing());
    sent!.bytes[sent!.bytes.length - 1]! ^= 1;
    receive(b, sent!);
    expect(record(b)).toMatchObject({ reason: 'bad-icv', packet: esp, spi: SPI_B, sequence: 1 });
    expect(b.delivered).toEqual([]);
  });

  it('of selectors that do not fit has the values of the packet and those of its SA', () => {
    const wide = facing({ ...six, mode: 'tunnel' });
    const narrow = facing({
      ...six,
      mode: 'tunnel',
      selector: selector(A6, B6, { protocol: 17, remotePort: 7 }),
    });
    receive(narrow.b, ...send(wide.a, flowing([1024, 9])));
    expect(record(narrow.b)).toMatchObject({
      reason: 'selector-mismatch',
      packet:
        '2001:db8::1 -> 2001:db8::2 udp 9 flow 0x12345, by an SA for 2001:db8::2 <-> 2001:db8::1 udp 7->any',
      spi: SPI_B,
      sequence: 1,
    });
  });

  it('of an ESP packet in fragments for another host has what its first fragment shows', () => {
    const { a } = facing(six);
    const payload = packet(1400, A6, B6).subarray(40);
    const long = { source: A6, destination: B6, protocol: 17, payload, flowLabel: 0x12345 };
    const [sent] = send(a, buildIp(long));
    const stranger = rig({ addresses: [parseAddress('2001:db8::9')] });
    const pieces = fragmentIpv6(sent!.bytes, 1280, 40, 6, 77);
    receive(stranger, ...pieces.map((bytes) => ({ path: sent!.path, bytes })));
    const [first, later] = stranger.events;
    expect(first).toMatchObject({ reason: 'fragment', packet: esp, spi: SPI_B, sequence: 1 });
    expect(later).toMatchObject({ reason: 'fragment', spi: undefined });
  });

  it('of a packet that may not leave has the reason and the values of the packet', () => {
    const host = rig({ policies: [{ name: 'shut', action: 'block', selector: six.selector }] });
    send(host, flowing());
    expect(record(host)).toMatchObject({
      direction: 'outbound',
      reason: 'blocked-by-policy',
      packet: '2001:db8::1 -> 2001:db8::2 udp 7 flow 0x12345',
    });
  });
});
