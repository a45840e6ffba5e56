import { describe, expect, it } from 'vitest';
import type { Address } from '../../src/base/address.ts';
import { batchOfOne } from '../../src/base/batch.ts';
import { writeU16, writeU32 } from '../../src/base/bytes.ts';
import { MINUTE } from '../../src/base/time.ts';
import { destinationUnreachable, packetTooBig } from '../../src/wire/icmp-errors.ts';
import { buildIp } from '../../src/wire/ip.ts';
import {
  A,
  A6,
  B,
  B6,
  batchOf,
  counter,
  dropped,
  facing,
  INNER,
  OTHER,
  packet,
  pathBetween,
  type Rig,
  selector,
  send,
  taken,
} from './fixture.ts';

const ROUTER = OTHER;
const CLEAR = { mode: 'tunnel', linkMtu: 1500 } as const;

function sized(octets: number): Uint8Array {
  const payload = packet(octets - 28).subarray(20);
  return buildIp({ source: A, destination: B, protocol: 17, payload, dontFragment: true });
}

/** Hands a host an error of a router about one of its packets. */
function report(host: Rig, error: Uint8Array, router: Address = ROUTER, now = 0): void {
  host.driver.inbound(batchOfOne(pathBetween(A, router, false), error), now);
}

function tooBig(original: Uint8Array, mtu: number): Uint8Array {
  return packetTooBig({ source: ROUTER, destination: A, original }, mtu);
}

describe('a report of a smaller path MTU (RFC 4301 8.2.1)', () => {
  it('about a packet of an SA narrows the path of that SA', () => {
    const { a } = facing(CLEAR);
    const [sent] = send(a, sized(1400));
    report(a, tooBig(sent!.bytes, 1000));
    expect(a.events.at(-1)).toEqual({ kind: 'path-mtu', id: 1, octets: 1000 });
    expect(counter(a, 'pathMtusLearned')).toBe(1);
    expect(send(a, sized(1400))).toEqual([]);
    expect(dropped(a)).toEqual(['too-big']);
    // What the sender is told fits.
    const fits = (a.delivered[0]![26]! << 8) | a.delivered[0]![27]!;
    expect(send(a, sized(fits))[0]!.bytes.length).toBeLessThanOrEqual(1000);
  });

  it('is forgotten after ten minutes (RFC 4301 8.2.2)', () => {
    const { a } = facing(CLEAR);
    const [sent] = send(a, sized(1400));
    report(a, tooBig(sent!.bytes, 1000), ROUTER, 0);
    const sendAt = (now: number) => {
      a.driver.outbound(batchOf(INNER, [sized(1400)]), now);
      return taken(a).length;
    };
    expect(sendAt(10 * MINUTE - 1)).toBe(0);
    expect(sendAt(10 * MINUTE)).toBe(1);
  });

  it('goes for the pair that takes the place of this one', () => {
    const { a, parameters, keys } = facing(CLEAR);
    const [sent] = send(a, sized(1400));
    report(a, tooBig(sent!.bytes, 1000));
    a.driver.install({ ...parameters[0], id: 2 }, { outbound: { spi: 9000, keys } }, 0);
    const views = a.driver.views();
    expect(views.map(({ id, pathMtu }) => [id, pathMtu])).toEqual([
      [1, 1000],
      [2, 1000],
    ]);
    a.driver.outbound(batchOf(INNER, [sized(1400)]), 10 * MINUTE);
    expect(a.driver.views()[1]?.pathMtu).toBe(1500);
  });

  it('never goes below 576 octets', () => {
    const { a } = facing(CLEAR);
    const [sent] = send(a, sized(1400));
    report(a, tooBig(sent!.bytes, 68));
    expect(a.events.at(-1)).toEqual({ kind: 'path-mtu', id: 1, octets: 576 });
  });

  it('without an MTU, as old routers make it, means the least', () => {
    const { a } = facing(CLEAR);
    const [sent] = send(a, sized(1400));
    report(a, tooBig(sent!.bytes, 0));
    expect(a.events.at(-1)).toEqual({ kind: 'path-mtu', id: 1, octets: 576 });
  });

  it('never widens the path', () => {
    const { a } = facing(CLEAR);
    const [sent] = send(a, sized(1400));
    report(a, tooBig(sent!.bytes, 1000));
    report(a, tooBig(sent!.bytes, 1200));
    expect(counter(a, 'pathMtusLearned')).toBe(1);
    expect(dropped(a)).toEqual(['unprotected-error']);
  });

  it('goes for ESP in UDP: the error shows the SPI behind the UDP header', () => {
    const { a } = facing({ ...CLEAR, udp: true });
    const [sent] = send(a, sized(1400));
    const udp = new Uint8Array(8 + sent!.bytes.length);
    writeU16(udp, 0, 4500);
    writeU16(udp, 2, 4500);
    writeU16(udp, 4, udp.length);
    udp.set(sent!.bytes, 8);
    const original = buildIp({ source: A, destination: B, protocol: 17, payload: udp });
    report(a, tooBig(original, 1000));
    expect(a.events.at(-1)).toEqual({ kind: 'path-mtu', id: 1, octets: 1000 });
    expect(send(a, sized(1000))).toEqual([]);
  });

  it('about UDP that is not ESP is left to policy', () => {
    const { a } = facing(CLEAR);
    report(a, tooBig(packet(1300), 1000));
    expect(dropped(a)).toEqual(['no-policy']);
  });

  it('goes for IPv6 outside too, down to 1280', () => {
    const { a } = facing({
      ...CLEAR,
      outer: [A6, B6],
      selector: selector(A, B),
      addresses: [[A], [B]],
    });
    const [sent] = send(a, sized(1400));
    const error = packetTooBig({ source: B6, destination: A6, original: sent!.bytes }, 1000);
    a.driver.inbound(batchOfOne(pathBetween(A6, B6, false), error), 0);
    expect(a.events.at(-1)).toEqual({ kind: 'path-mtu', id: 1, octets: 1280 });
  });
});

describe('a report that is not believed', () => {
  const cases: [string, (sent: Uint8Array) => Uint8Array][] = [
    [
      'names an SPI that this host does not send to',
      (sent) => changed(sent, (b) => writeU32(b, 20, 4711)),
    ],
    ['names a number that was not sent yet', (sent) => changed(sent, (b) => writeU32(b, 24, 2))],
    ['names number 0', (sent) => changed(sent, (b) => writeU32(b, 24, 0))],
    [
      'is about a packet that was short enough',
      (sent) => changed(sent, (b) => writeU16(b, 2, 900)),
    ],
    ['shows too little of the packet', (sent) => sent.subarray(0, 27)],
  ];

  it.each(cases)('%s', (_, change) => {
    const { a } = facing(CLEAR);
    const [sent] = send(a, sized(1400));
    report(a, tooBig(change(sent!.bytes), 1000));
    expect(counter(a, 'pathMtusLearned')).toBe(0);
    expect(dropped(a)).toEqual(['unprotected-error']);
    expect(send(a, sized(1400))).toHaveLength(1);
    expect(a.delivered).toEqual([]);
  });

  it('is any, where policy ignores them', () => {
    const { a } = facing({ ...CLEAR, unprotectedErrors: 'ignore' });
    const [sent] = send(a, sized(1400));
    report(a, tooBig(sent!.bytes, 1000));
    expect(dropped(a)).toEqual(['unprotected-error']);
    expect(send(a, sized(1400))).toHaveLength(1);
  });

  it('is an error of another kind about a protected packet (RFC 4301 6.1)', () => {
    const { a } = facing(CLEAR);
    const [sent] = send(a, sized(1400));
    const original = sent!.bytes;
    report(a, destinationUnreachable({ source: ROUTER, destination: A, original }, 'host'));
    expect(dropped(a)).toEqual(['unprotected-error']);
    expect(a.delivered).toEqual([]);
  });
});

function changed(bytes: Uint8Array, change: (copy: Uint8Array) => void): Uint8Array {
  const copy = bytes.slice();
  change(copy);
  return copy;
}
