import { describe, expect, it } from 'vitest';
import { concat } from '../../src/base/bytes.ts';
import { buildIpv4, buildIpv6, ipv4ChecksumValid } from '../../src/wire/ip.ts';
import {
  A,
  A6,
  B,
  B6,
  dropped,
  facing,
  OTHER,
  packet,
  receive,
  selector,
  send,
} from './fixture.ts';

const UDP6 = packet(8, A6, B6).subarray(40);
const HOP = 0;
const ROUTING = 43;
const OPTIONS = 60;
const UDP = 17;
const ESP = 50;

/** An IPv6 packet with extension headers of eight octets each. */
function withHeaders(...kinds: readonly number[]): Uint8Array {
  const headers = kinds.map((_, i) => Uint8Array.of(kinds[i + 1] ?? UDP, 0, 1, 4, 0, 0, 0, 0));
  const payload = concat(...headers, UDP6);
  return buildIpv6({ source: A6, destination: B6, protocol: kinds[0] ?? UDP, payload });
}

/** The chain of header numbers in front of ESP. */
function chainOf(bytes: Uint8Array): number[] {
  const chain = [bytes[6]!];
  for (let at = 40; chain.at(-1) !== ESP; at += 8) chain.push(bytes[at]!);
  return chain;
}

describe('ESP in transport mode over IPv6 (RFC 4303 3.1.1)', () => {
  it.each([
    ['no extension headers', [], [ESP]],
    ['hop-by-hop options', [HOP], [HOP, ESP]],
    ['a routing header', [ROUTING], [ROUTING, ESP]],
    ['hop-by-hop and routing', [HOP, ROUTING], [HOP, ROUTING, ESP]],
    ['destination options for the end', [OPTIONS], [ESP]],
    ['hop-by-hop, options, routing', [HOP, OPTIONS, ROUTING], [HOP, OPTIONS, ROUTING, ESP]],
    ['options on both sides', [OPTIONS, ROUTING, OPTIONS], [OPTIONS, ROUTING, ESP]],
  ])('stands right with %s', (_name, kinds, chain) => {
    const { a, b } = facing({ outer: [A6, B6] });
    const clear = withHeaders(...kinds);
    const [sent] = send(a, clear);
    expect(chainOf(sent!.bytes)).toEqual(chain);
    receive(b, sent!);
    expect(dropped(b)).toEqual([]);
    expect(b.delivered).toEqual([clear]);
  });
});

describe('ESP in transport mode over IPv4', () => {
  it('leaves options in front and makes length and checksum right', () => {
    const { a, b } = facing();
    const payload = packet().subarray(20);
    const options = Uint8Array.of(148, 4, 0, 0, 1);
    const clear = buildIpv4({
      source: A,
      destination: B,
      protocol: UDP,
      payload,
      headerOptions: options,
      hopLimit: 3,
      trafficClass: 0xb9,
      identification: 0x1234,
      dontFragment: true,
    });
    const [sent] = send(a, clear);
    const { bytes } = sent!;
    expect(bytes[0]).toBe(0x47);
    expect(bytes[9]).toBe(ESP);
    expect((bytes[2]! << 8) | bytes[3]!).toBe(bytes.length);
    expect(ipv4ChecksumValid(bytes, 0, 28)).toBe(true);
    expect([...bytes.subarray(4, 9), ...bytes.subarray(12, 28)]).toEqual([
      ...clear.subarray(4, 9),
      ...clear.subarray(12, 28),
    ]);
    receive(b, sent!);
    expect(b.delivered).toEqual([clear]);
  });

  it('carries only what its own two ends say (RFC 4301 4.1)', () => {
    const { a } = facing({ selector: selector('192.0.2.0/24', '192.0.2.0/24') });
    expect(send(a, packet(8, A, OTHER), packet(8, OTHER, B))).toEqual([]);
    expect(dropped(a)).toEqual(['selector-mismatch', 'selector-mismatch']);
    expect(send(a, packet())).toHaveLength(1);
  });

  it('refuses what would be too big with ESP', () => {
    const { a, b } = facing();
    // 65,535 less 20 of IP, 24 of ESP header and IV, 12 of ICV is 65,479: 65,472 in whole blocks.
    const fits = packet(65_472 - 2 - 8);
    receive(b, ...send(a, fits, packet(65_472 - 2 - 7)));
    expect(dropped(a)).toEqual(['too-big']);
    expect(b.delivered).toEqual([fits]);
  });

  it('brings the UDP checksum along unharmed inside UDP', () => {
    const { a, b } = facing({ udp: true });
    receive(b, ...send(a, packet(9)));
    expect(b.delivered[0]?.subarray(20)).toEqual(packet(9).subarray(20));
    expect(ipv4ChecksumValid(b.delivered[0]!, 0, 20)).toBe(true);
    expect(b.delivered[0]?.subarray(12, 20)).toEqual(packet().subarray(12, 20));
  });
});
