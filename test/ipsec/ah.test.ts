import { describe, expect, it } from 'vitest';
import { batchOfOne } from '../../src/base/batch.ts';
import {
  AH_INTEGRITIES,
  type ProtectionParts,
  protectionLabel,
} from '../../src/crypto/protection.ts';
import { longestPacket, wireOctets } from '../../src/ipsec/packet/overhead.ts';
import { layoutOf } from '../../src/ipsec/sa/layout.ts';
import { writeIpv4Checksum } from '../../src/wire/ip.ts';
import {
  A,
  A6,
  AES_SHA1,
  B,
  B6,
  counter,
  dropped,
  facing,
  packet,
  receive,
  reversed,
  SPI_B,
  send,
} from './fixture.ts';

const UNPROVEN = { encryption: '3des-cbc', keyBits: 192, integrity: 'none' } as const;
const BUNDLE: ProtectionParts = { suite: AES_SHA1, ah: 'hmac-sha1-96' };
const ALL: readonly ProtectionParts[] = [
  ...AH_INTEGRITIES.map((ah) => ({ ah })),
  BUNDLE,
  { suite: UNPROVEN, ah: 'hmac-md5-96' },
  { suite: { encryption: 'aes-gcm-16', keyBits: 128, integrity: 'none' }, ah: 'hmac-sha256-128' },
];
const MODES = ['transport', 'tunnel'] as const;
const WAYS = ALL.flatMap((protection) =>
  MODES.flatMap((mode) =>
    [4, 6].flatMap((version) =>
      [false, true].map(
        (esn) =>
          [
            `${protectionLabel(protection)}, ${mode}, IPv${version}${esn ? ', ESN' : ''}`,
            {
              protection,
              mode,
              esn,
              outer: version === 4 ? ([A, B] as const) : ([A6, B6] as const),
            },
          ] as const,
      ),
    ),
  ),
);

describe('AH between two hosts', () => {
  it.each(WAYS)('carries packets as they were: %s', (_title, options) => {
    const { a, b } = facing(options);
    const clear = [0, 1, 5, 100, 1400].map((octets) => packet(octets, ...options.outer));
    const sent = send(a, ...clear);
    receive(b, ...sent);
    expect(b.delivered).toEqual(clear);
    expect(dropped(b)).toEqual([]);
    const version = options.outer[0].version;
    const layout = layoutOf(options.protection, version);
    const travel = { mode: options.mode, version, udpEncapsulated: false };
    expect(sent.map(({ bytes }) => bytes.length)).toEqual(
      clear.map(({ length }) => wireOctets(layout, travel, length)),
    );
    const longest = longestPacket(layout, travel, 1500);
    expect(wireOctets(layout, travel, longest)).toBeLessThanOrEqual(1500);
    expect(wireOctets(layout, travel, longest + 1)).toBeGreaterThan(1500);
    const octets = clear.reduce((sum, { length }) => sum + length, 0);
    expect(counter(b, 'authenticatedBytesReceived')).toBe(octets);
    expect(counter(b, 'confidentialBytesReceived')).toBe(
      options.protection.suite === undefined ? 0 : octets,
    );
    receive(b, ...sent);
    expect(dropped(b)).toEqual(clear.map(() => 'replayed'));
  });

  it('lets routers change what they change', () => {
    const { a, b } = facing({ protection: { ah: 'hmac-sha1-96' } });
    const [sent] = send(a, packet(20));
    const { bytes } = sent!;
    bytes[1] = 0xb8;
    bytes[6] = 0x40;
    bytes[8]! -= 3;
    writeIpv4Checksum(bytes, 0, 20);
    receive(b, sent!);
    expect(b.delivered).toHaveLength(1);
  });

  it.each([
    ['the identification', 5],
    ['the source', 15],
    ['what it says it holds', 20],
    ['the reserved field', 22],
    ['the ICV', 32],
    ['the last octet', 20 + 24 + 8 + 20 - 1],
  ])('lets nobody change %s', (_what, at) => {
    const { a, b } = facing({ protection: { ah: 'hmac-sha1-96' } });
    const [sent] = send(a, packet(20));
    sent!.bytes[at]! ^= 1;
    writeIpv4Checksum(sent!.bytes, 0, 20);
    receive(b, sent!);
    expect(dropped(b)).toEqual(['bad-icv']);
    expect(counter(b, 'notAuthenticated')).toBe(1);
    expect(b.driver.views()[0]?.inbound?.badIcv).toBe(1);
  });

  it.each([0, 3, 5, 9, 255])('drops a header that says it has %i words', (words) => {
    const { a, b } = facing({ protection: { ah: 'hmac-sha1-96' } });
    const [sent] = send(a, packet(20));
    sent!.bytes[21] = words;
    receive(b, sent!);
    expect(dropped(b)).toEqual(['malformed']);
  });

  it('is not taken for ESP with the same SPI', () => {
    const { a, b } = facing({ protection: { ah: 'hmac-sha1-96' } });
    const [sent] = send(a, packet(20));
    sent!.bytes[9] = 50;
    writeIpv4Checksum(sent!.bytes, 0, 20);
    receive(b, sent!);
    expect(dropped(b)).toEqual(['unknown-spi']);
    expect(counter(b, 'badSpiPackets')).toBe(1);
  });

  it('is cut up behind AH and put together before it', () => {
    for (const outer of [[A, B] as const, [A6, B6] as const]) {
      for (const protection of [{ ah: 'hmac-sha256-128' } as const, BUNDLE]) {
        const { a, b } = facing({ protection, outer, linkMtu: 1280 });
        const clear = packet(outer[0].version === 4 ? 3000 : 1220, ...outer);
        const sent = send(a, clear);
        expect(sent.length).toBeGreaterThan(1);
        receive(b, ...sent.toReversed());
        expect(b.delivered.map(({ length }) => length)).toEqual([clear.length]);
        expect(dropped(b)).toEqual([]);
      }
    }
  });

  it('has no dummy packets; a bundle has', () => {
    const alone = facing({ protection: { ah: 'hmac-sha1-96' } });
    expect(alone.a.driver.sendDummy('peer', 0)).toBe(false);
    const bundle = facing({ protection: BUNDLE });
    expect(bundle.a.driver.sendDummy('peer', 0)).toBe(true);
    for (const { path, arena, spans } of bundle.a.network.drain()) {
      const bytes = arena.slice(spans[0]!, spans[1]!);
      bundle.b.driver.inbound(batchOfOne(reversed(path), bytes), 0);
    }
    expect(counter(bundle.b, 'dummyPacketsReceived')).toBe(1);
  });

  it('wears out by the octets of its payloads', () => {
    const { a } = facing({ protection: { ah: 'hmac-sha1-96' }, lifetimeKilobytes: 1 });
    send(a, ...Array.from({ length: 12 }, () => packet(92)));
    expect(a.events.filter(({ kind }) => kind === 'sa-expired')).toMatchObject([
      { reason: 'kilobytes' },
    ]);
    expect(a.driver.views()[0]?.outbound?.packets).toBe(10);
  });

  it('tells an unknown SPI as one of AH', () => {
    const { a, b } = facing({ protection: { ah: 'hmac-sha1-96' } });
    const sent = send(a, packet(20));
    b.driver.remove(1);
    receive(b, ...sent);
    expect(b.unknown).toEqual([SPI_B]);
  });
});
