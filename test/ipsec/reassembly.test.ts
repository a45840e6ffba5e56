import { describe, expect, it } from 'vitest';
import { type Address, parseAddress } from '../../src/base/address.ts';
import { LIMITS } from '../../src/base/limits.ts';
import { seededRandom } from '../../src/base/random.ts';
import { SECOND } from '../../src/base/time.ts';
import { Reassembler } from '../../src/ipsec/packet/reassembly.ts';
import { fragmentIpv4, fragmentIpv6 } from '../../src/wire/fragmentation.ts';
import { buildIp, writeIpv4Checksum } from '../../src/wire/ip.ts';
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
  type Sent,
  send,
} from './fixture.ts';

function whole(octets: number, source: Address = A, destination: Address = B): Uint8Array {
  const payload = packet(octets, source, destination).subarray(source.version === 4 ? 20 : 40);
  return buildIp({ source, destination, protocol: 17, payload, identification: 9 });
}

function add(to: Reassembler, fragment: Uint8Array, now = 0): Uint8Array | undefined {
  const view = newPacketView();
  expect(viewPacket(view, fragment, 0, fragment.length)).toBe(true);
  return to.add(view, fragment, now);
}

describe('fragments of one packet', () => {
  it('make it again, in any order', () => {
    const random = seededRandom('order');
    const pieces = fragmentIpv4(whole(3000), 500, 9);
    for (let round = 0; round < 20; round++) {
      const order = pieces.map((piece) => ({ piece, key: random.bytes(2).join() }));
      order.sort((left, right) => (left.key < right.key ? -1 : 1));
      const reassembler = new Reassembler();
      const made = order.map(({ piece }) => add(reassembler, piece));
      expect(made.slice(0, -1)).toEqual(Array(pieces.length - 1).fill(undefined));
      expect(made.at(-1)).toEqual(whole(3000));
      expect(reassembler.waiting).toBe(0);
    }
  });

  it('make an IPv6 packet again', () => {
    const reassembler = new Reassembler();
    const pieces = fragmentIpv6(whole(3000, A6, B6), 1280, 40, 6, 77);
    expect(pieces).toHaveLength(3);
    expect(add(reassembler, pieces[2]!)).toBeUndefined();
    expect(add(reassembler, pieces[0]!)).toBeUndefined();
    expect(add(reassembler, pieces[1]!)).toEqual(whole(3000, A6, B6));
  });

  it('may come twice', () => {
    const reassembler = new Reassembler();
    const [one, two] = fragmentIpv4(whole(800), 500, 9);
    add(reassembler, one!);
    add(reassembler, one!);
    expect(add(reassembler, two!)).toEqual(whole(800));
  });

  it('that met congestion say so for the packet (RFC 3168 5.3)', () => {
    const reassembler = new Reassembler();
    const marked = (packet: Uint8Array, mark: number): Uint8Array => {
      packet[1] = mark;
      writeIpv4Checksum(packet, 0, 20);
      return packet;
    };
    const [one, two] = fragmentIpv4(marked(whole(800), 2), 500, 9);
    add(reassembler, one!);
    expect(add(reassembler, marked(two!, 3))).toEqual(marked(whole(800), 3));
  });

  it('that overlap spoil it, whatever follows (RFC 5722)', () => {
    const reassembler = new Reassembler();
    const [one, two, three] = fragmentIpv4(whole(1300), 500, 9);
    add(reassembler, one!);
    const shifted = two!.slice();
    shifted[7]! -= 1;
    writeIpv4Checksum(shifted, 0, 20);
    add(reassembler, shifted);
    expect(add(reassembler, two!)).toBeUndefined();
    expect(add(reassembler, three!)).toBeUndefined();
  });

  it('are forgotten after half a minute', () => {
    const reassembler = new Reassembler();
    const [one, two] = fragmentIpv4(whole(800), 500, 9);
    add(reassembler, one!, 0);
    expect(add(reassembler, two!, LIMITS.reassemblySeconds * SECOND)).toBeUndefined();
    expect(add(reassembler, one!, LIMITS.reassemblySeconds * SECOND + 1)).toEqual(whole(800));
  });

  it('that would make more than 65,535 octets make nothing', () => {
    const reassembler = new Reassembler();
    const [one, two] = fragmentIpv4(whole(800), 500, 9);
    add(reassembler, one!);
    const far = two!.slice();
    far[6] = 0x1f;
    far[7] = 0xff;
    writeIpv4Checksum(far, 0, 20);
    expect(add(reassembler, far)).toBeUndefined();
    expect(add(reassembler, two!)).toBeUndefined();
  });
});

describe('a flood of fragments', () => {
  it('from one source leaves room for others', () => {
    const reassembler = new Reassembler();
    const flood = (identification: number) => fragmentIpv4(whole(800), 500, identification)[0]!;
    for (let i = 0; i < 1000; i++) {
      const bytes = flood(0);
      bytes[4] = i >> 8;
      bytes[5] = i;
      writeIpv4Checksum(bytes, 0, 20);
      add(reassembler, bytes);
    }
    expect(reassembler.waiting).toBe(LIMITS.reassembliesPerSource);
    const [one, two] = fragmentIpv4(whole(800, B, A), 500, 9);
    add(reassembler, one!);
    expect(add(reassembler, two!)).toEqual(whole(800, B, A));
  });

  it('under the address of a true source does not shut it out', () => {
    const reassembler = new Reassembler();
    for (let identification = 100; identification < 200; identification++) {
      add(reassembler, fragmentIpv4(whole(800), 500, identification)[0]!);
    }
    const [one, two] = fragmentIpv4(whole(800), 500, 9);
    add(reassembler, one!);
    expect(add(reassembler, two!)).toEqual(whole(800));
  });

  it('from many sources is bounded in datagrams and octets', () => {
    const reassembler = new Reassembler();
    const piece = fragmentIpv4(whole(60_000), 50_000, 9)[0]!;
    for (let i = 0; i < 500; i++) {
      piece.set([10, 9, i >> 8, i & 255], 12);
      add(reassembler, piece);
      expect(reassembler.waiting).toBeLessThanOrEqual(LIMITS.reassemblies);
      expect(reassembler.waiting * 49_000).toBeLessThanOrEqual(LIMITS.reassemblyOctets + 49_000);
    }
  });
});

describe('fragments of ESP packets (RFC 4303 3.4.1)', () => {
  function cut({ path, bytes }: Sent, mtu: number): Sent[] {
    return fragmentIpv4(bytes, mtu, 4711).map((piece) => ({ path, bytes: piece }));
  }

  it('are put together before they are opened, out of order and among other packets', () => {
    const { a, b } = facing();
    const [one, two, three] = send(a, packet(1500), packet(8), packet(2000));
    const [first, ...rest] = cut(one!, 600);
    receive(b, ...rest, two!, first!, ...cut(three!, 600).reverse());
    const upper = (bytes: Uint8Array) => bytes.subarray(20);
    expect(b.delivered.map(upper)).toEqual([packet(8), packet(1500), packet(2000)].map(upper));
    expect(counter(b, 'espFragments')).toBe(3 + 4);
    expect(dropped(b)).toEqual([]);
  });

  it('are a replay like any other when they come again', () => {
    const { a, b } = facing();
    const pieces = cut(send(a, packet(1000))[0]!, 600);
    receive(b, ...pieces, ...pieces);
    expect(b.delivered).toHaveLength(1);
    expect(dropped(b)).toEqual(['replayed']);
  });

  it('of another packet do not open', () => {
    const { a, b } = facing();
    const [one, two] = send(a, packet(1000), packet(1001));
    receive(b, cut(one!, 600)[0]!, cut(two!, 600)[1]!);
    expect(dropped(b)).toEqual(['bad-icv']);
  });

  it('for another host are dropped', () => {
    const { a } = facing();
    const pieces = cut(send(a, packet(1000))[0]!, 600);
    const stranger = facing({ outer: [parseAddress('192.0.2.50'), parseAddress('192.0.2.60')] });
    receive(stranger.b, ...pieces);
    expect(dropped(stranger.b)).toEqual(['fragment', 'fragment']);
  });
});
