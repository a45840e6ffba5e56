import { describe, expect, it } from 'vitest';
import { parseAddress } from '../../../src/base/address.ts';
import { readU32 } from '../../../src/base/bytes.ts';
import { seededRandom } from '../../../src/base/random.ts';
import { FaultBench } from '../../../src/lab/faults/bench.ts';
import type { Flight } from '../../../src/sim/link.ts';
import { buildIp } from '../../../src/wire/ip.ts';
import { newPacketView, viewPacket } from '../../../src/wire/packet-view.ts';
import { must, pingTo, up } from '../../host/pairs.ts';
import { benchPair, faultOf } from './bench-pair.ts';

const BIG = { payloadOctets: 1300, count: 2 } as const;

function pings(words: readonly string[]) {
  const made = benchPair(words);
  const { subject } = made;
  up(subject, subject.a, 'transport');
  const first = must(subject.command(subject.a, pingTo('192.0.2.2', BIG)), 'ping').received;
  const second = must(subject.command(subject.a, pingTo('192.0.2.2', BIG)), 'ping').received;
  return { ...made, first, second };
}

describe('a small MTU', () => {
  it('lets everything through that fits', () => {
    expect(pings(['clamp the MTU to 1400'])).toMatchObject({ first: 2, second: 2 });
    expect(pings(['clamp the MTU to 1400']).fired).toEqual([]);
  });

  it('cuts up what may be cut, or tells the sender', () => {
    const { second, fired } = pings(['clamp the MTU to 600']);
    expect(second).toBe(2);
    expect(fired[0]!.what).toMatch(
      /, more than 600: (lost, and its sender is told|3 fragments of it go on)$/,
    );
  });

  it('with lost fragments nothing long arrives', () => {
    const { first, second } = pings(['clamp the MTU to 600', 'drop fragments']);
    expect([first, second]).toEqual([0, 0]);
  });

  it('is a black hole where nobody is told', () => {
    const { subject, first, fired } = pings(['drop packets over 1000 octets']);
    expect(first).toBe(0);
    expect(fired.length).toBeGreaterThan(0);
    expect(must(subject.command(subject.a, pingTo('192.0.2.2')), 'ping').received).toBe(3);
  });
});

describe('a NAT that forgets', () => {
  it('at its time, once', () => {
    const forgot: (string | undefined)[] = [];
    const { subject, bench, fired } = benchPair(['rebind NAT home at 2s'], {
      rebind: (nat) => forgot.push(nat),
    });
    up(subject, subject.a, 'transport');
    expect([forgot, bench.nextTick()]).toEqual([[], 2000]);
    subject.run(3000);
    must(subject.command(subject.a, pingTo('192.0.2.2')), 'ping');
    expect(forgot).toEqual(['home']);
    expect(fired.map(({ what }) => what)).toEqual(['NAT home is rebound']);
    expect(bench.nextTick()).toBeUndefined();
  });
});

describe('a router with a small MTU', () => {
  const flightOf = (bytes: Uint8Array, from: string, to: string): Flight => ({
    number: 1,
    sender: 'a',
    path: {
      carrier: 'link',
      local: { address: parseAddress(from), port: 0 },
      remote: { address: parseAddress(to), port: 0 },
    },
    bytes,
    sentAt: 0,
  });
  const passing = (flight: Flight): Flight[] => {
    const bench = new FaultBench({ random: seededRandom('mtu'), hosts: new Map() });
    bench.add(faultOf('clamp the MTU to 1300'));
    const arrived: Flight[] = [];
    bench.link((one, forward) => forward(one, 0))(flight, (one) => arrived.push(one));
    return arrived;
  };
  const packet = (from: string, to: string, dontFragment: boolean): Uint8Array =>
    buildIp({
      source: parseAddress(from),
      destination: parseAddress(to),
      protocol: 50,
      payload: new Uint8Array(1400),
      ...(dontFragment && { dontFragment }),
    });

  it('tells who forbids fragments, and IPv6 always, with the right ICMP', () => {
    for (const [from, to] of [
      ['192.0.2.1', '192.0.2.2'],
      ['2001:db8::1', '2001:db8::2'],
    ] as const) {
      const [answer, ...others] = passing(flightOf(packet(from, to, true), from, to));
      expect(others).toEqual([]);
      expect(answer).toMatchObject({ sender: 'network', receiver: 'a' });
      expect(answer!.path.remote.address.text).toBe(from);
      const view = newPacketView();
      expect(viewPacket(view, answer!.bytes, 0, answer!.bytes.length)).toBe(true);
      // RFC 1191: type 3, code 4; RFC 4443 3.2: type 2, code 0.
      expect([view.icmpType, view.icmpCode]).toEqual(from.includes(':') ? [2, 0] : [3, 4]);
      const mtuAt = view.headerEnd + 4;
      expect(readU32(answer!.bytes, mtuAt) & 0xffff).toBe(1300);
    }
  });

  it('cuts what may be cut, into pieces that fit and are the whole', () => {
    const [from, to] = ['192.0.2.1', '192.0.2.2'];
    const whole = packet(from, to, false);
    const parts = passing(flightOf(whole, from, to));
    expect(parts.map(({ bytes }) => bytes.length <= 1300)).toEqual([true, true]);
    const total = parts.reduce((sum, { bytes }) => sum + bytes.length - 20, 0);
    expect(total).toBe(whole.length - 20);
  });
});
