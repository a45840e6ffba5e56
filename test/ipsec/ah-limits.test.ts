import { describe, expect, it } from 'vitest';
import { batchOfOne } from '../../src/base/batch.ts';
import { EMPTY } from '../../src/base/bytes.ts';
import { nodeProvider } from '../../src/crypto/node.ts';
import { AhInput } from '../../src/ipsec/packet/ah.ts';
import { fragmentIpv4 } from '../../src/wire/fragmentation.ts';
import { packetTooBig } from '../../src/wire/icmp-errors.ts';
import { writeIpv4Checksum } from '../../src/wire/ip.ts';
import {
  A,
  A6,
  B6,
  dropped,
  facing,
  OTHER,
  packet,
  pathBetween,
  receive,
  SPI_B,
  selector,
  send,
} from './fixture.ts';

const AH = { ah: 'hmac-sha1-96' } as const;

describe('an SA of AH', () => {
  it('heeds an ICMP error about one of its packets', () => {
    const { a } = facing({ protection: AH, linkMtu: 1500 });
    const [sent] = send(a, packet(1300));
    const error = packetTooBig({ source: OTHER, destination: A, original: sent!.bytes }, 1000);
    a.driver.inbound(batchOfOne(pathBetween(A, OTHER, false), error), 0);
    expect(a.events.at(-1)).toEqual({ kind: 'path-mtu', id: 1, octets: 1000 });
  });

  it('heeds none about a packet that it did not send', () => {
    const { a } = facing({ protection: AH, linkMtu: 1500 });
    const [sent] = send(a, packet(1300));
    const other = sent!.bytes.slice();
    other[20 + 11] = 9;
    const error = packetTooBig({ source: OTHER, destination: A, original: other }, 1000);
    a.driver.inbound(batchOfOne(pathBetween(A, OTHER, false), error), 0);
    expect(dropped(a)).toEqual(['unprotected-error']);
  });

  it('drops a fragment that is for another host, and says so', () => {
    const { a, b } = facing({ protection: AH });
    const [sent] = send(a, packet(600));
    sent!.bytes.set(OTHER.bytes, 16);
    writeIpv4Checksum(sent!.bytes, 0, 20);
    const [first] = fragmentIpv4(sent!.bytes, 300, 7);
    receive(b, { ...sent!, bytes: first! });
    expect(dropped(b)).toEqual(['fragment']);
    expect(b.events[2]).toMatchObject({ kind: 'packet-dropped', spi: SPI_B, sequence: 1 });
  });

  it('leaves a fragment header of a packet in one piece out of its ICV', () => {
    const { a, b } = facing({ protection: AH, outer: [A6, B6], selector: selector(A6, B6) });
    const [sent] = send(a, packet(30, A6, B6));
    const { bytes } = sent!;
    const atomic = new Uint8Array(bytes.length + 8);
    atomic.set(bytes.subarray(0, 40));
    atomic[6] = 44;
    atomic.set([51, 0, 0, 0, 1, 2, 3, 4], 40);
    atomic.set(bytes.subarray(40), 48);
    new DataView(atomic.buffer).setUint16(4, atomic.length - 40);
    receive(b, { ...sent!, bytes: atomic });
    expect(dropped(b)).toEqual([]);
    expect(b.delivered).toHaveLength(1);
  });
});

describe('headers in front of AH that are malformed', () => {
  const mac = nodeProvider.ahMac('hmac-sha1-96', new Uint8Array(20));
  const input = new AhInput();

  it.each([
    ['an IPv4 option of no length', [0x46, 0x83, 0, 0, 0]],
    ['an IPv4 option longer than the header', [0x46, 0x83, 9, 0, 0]],
  ])('%s', (_what, [first, ...options]) => {
    const bytes = new Uint8Array(24 + 24);
    bytes[0] = first!;
    bytes.set(options, 20);
    expect(input.check(mac, bytes, 0, 24, bytes.length, 0)).toBe(false);
    expect(input.seal(mac, bytes, 0, 24, bytes.length, 0)).toBe(false);
  });

  it.each([
    ['a header longer than what there is', 0, [51, 9, 0, 0, 0, 0, 0, 0]],
    ['an option longer than its header', 0, [51, 0, 0x1e, 40, 0, 0, 0, 0]],
    ['more hops left than addresses', 43, [51, 0, 0, 1, 0, 0, 0, 0]],
  ])('IPv6: %s', (_what, next, extension) => {
    const bytes = new Uint8Array(48 + 24);
    bytes[0] = 0x60;
    bytes[6] = next;
    bytes.set(extension, 40);
    expect(input.check(mac, bytes, 0, 48, bytes.length, 0)).toBe(false);
  });

  it('a packet that ends before its ICV', () => {
    expect(input.check(mac, new Uint8Array(40), 0, 20, 40, 0)).toBe(false);
    expect(input.check(mac, EMPTY, 0, 0, 0, 0)).toBe(false);
  });
});
