import { describe, expect, it } from 'vitest';
import type { Address } from '../../src/base/address.ts';
import { decode } from '../../src/wire/codec.ts';
import { timeExceeded } from '../../src/wire/icmp-errors.ts';
import { buildIp } from '../../src/wire/ip.ts';
import { packet as packetCodec } from '../../src/wire/packet.ts';
import {
  A,
  A6,
  B,
  B6,
  dropped,
  facing,
  packet,
  type Rig,
  receive,
  selector,
  send,
} from './fixture.ts';

const MTU = 1000;

/** A UDP packet of `octets` octets, header and all. */
function sized(octets: number, dontFragment = true, source: Address = A, destination: Address = B) {
  const header = source.version === 4 ? 20 : 40;
  const payload = packet(octets - header - 8, source, destination).subarray(header);
  return buildIp({ source, destination, protocol: 17, payload, dontFragment, identification: 77 });
}

/** The MTU of the one ICMP error that a host was handed for its own sender. */
function told(host: Rig): number {
  expect(host.delivered).toHaveLength(1);
  const error = decode(packetCodec, host.delivered[0]!);
  const upper = JSON.stringify(error, (_, value) => (value instanceof Uint8Array ? 0 : value));
  const mtu = /"mtu":(\d+)/.exec(upper);
  return Number(mtu?.[1]);
}

/** The longest packet that passes uncut, found by trying. */
function longest(host: Rig, make: (octets: number) => Uint8Array): number {
  let octets = 600;
  while (send(host, make(octets + 1)).length === 1) octets++;
  return octets;
}

describe('a packet too big for its path, not to be cut up', () => {
  it.each(['tunnel', 'transport'] as const)(
    'is refused with the MTU that fits, in %s mode',
    (mode) => {
      const probe = facing({ mode, linkMtu: MTU });
      const fits = longest(probe.a, (octets) => sized(octets));
      const { a, b } = facing({ mode, linkMtu: MTU });
      expect(send(a, sized(fits + 1))).toEqual([]);
      expect(dropped(a)).toEqual(['too-big']);
      expect(told(a)).toBe(fits);
      const [sent] = send(a, sized(fits));
      expect(sent!.bytes.length).toBeLessThanOrEqual(MTU);
      expect(sent!.bytes.length).toBeGreaterThan(MTU - 16);
      receive(b, sent!);
      expect(b.delivered).toEqual([sized(fits)]);
    },
  );

  it('counts the UDP header where ESP goes in UDP (RFC 3948)', () => {
    const plain = facing({ mode: 'tunnel', linkMtu: MTU });
    const inUdp = facing({ mode: 'tunnel', linkMtu: MTU, udp: true });
    const fits = longest(inUdp.a, (octets) => sized(octets));
    const [sent] = send(inUdp.a, sized(fits));
    expect(sent!.bytes.length + 28).toBeLessThanOrEqual(MTU);
    expect(fits).toBeLessThan(longest(plain.a, (octets) => sized(octets)));
  });

  it('is answered from the host to the sender, with the packet itself', () => {
    const { a } = facing({ mode: 'tunnel', linkMtu: MTU });
    send(a, sized(1400));
    const error = a.delivered[0]!;
    expect([...error.subarray(12, 20)]).toEqual([...A.bytes, ...A.bytes]);
    expect([error[9], error[20], error[21]]).toEqual([1, 3, 4]);
    expect(error.subarray(28, 48)).toEqual(sized(1400).subarray(0, 20));
  });

  it('is not answered if it is an ICMP error itself (RFC 1122 3.2.2)', () => {
    const { a } = facing({ mode: 'tunnel', linkMtu: 576 });
    const error = timeExceeded({ source: A, destination: B, original: sized(1400, true, B, A) });
    error[6] = 0x40;
    const whole = buildIp({
      source: A,
      destination: B,
      protocol: 1,
      payload: error.subarray(20),
      dontFragment: true,
    });
    expect(send(a, whole)).toEqual([]);
    expect(dropped(a)).toEqual(['too-big']);
    expect(a.delivered).toEqual([]);
  });
});

describe('an IPv6 packet too big for its path', () => {
  const six = { mode: 'tunnel', selector: selector(A6, B6), addresses: [[A6], [B6]] } as const;

  it('is refused with packet too big (RFC 4301 8.2.1, case 3)', () => {
    const probe = facing({ ...six, linkMtu: 1500 });
    const fits = longest(probe.a, (octets) => sized(octets, false, A6, B6));
    const { a } = facing({ ...six, linkMtu: 1500 });
    expect(send(a, sized(fits + 1, false, A6, B6))).toEqual([]);
    expect(told(a)).toBe(fits);
    expect([a.delivered[0]![6], a.delivered[0]![40]]).toEqual([58, 2]);
  });

  it('is cut up behind ESP up to the 1280 octets that every path of IPv6 takes', () => {
    const { a, b } = facing({ ...six, linkMtu: 1280 });
    const clear = sized(1280, false, A6, B6);
    const sent = send(a, clear);
    expect(sent).toHaveLength(2);
    receive(b, ...sent);
    expect(b.delivered).toEqual([clear]);
    expect(send(a, sized(1281, false, A6, B6))).toEqual([]);
    expect(told(a)).toBe(1280);
  });
});
