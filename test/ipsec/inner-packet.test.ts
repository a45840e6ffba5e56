import { describe, expect, it } from 'vitest';
import { concat } from '../../src/base/bytes.ts';
import { seededRandom } from '../../src/base/random.ts';
import { espLayout } from '../../src/crypto/algorithms.ts';
import { nodeProvider } from '../../src/crypto/node.ts';
import { sealExplicitEsp } from '../../src/ipsec/packet/esp.ts';
import {
  A,
  A6,
  AES_SHA1,
  B,
  B6,
  counter,
  dropped,
  facing,
  type PairOptions,
  packet,
  pathBetween,
  receive,
  SPI_B,
} from './fixture.ts';

/** What the receiver makes of a payload that a peer with the right keys sealed. */
function opened(payload: Uint8Array, nextHeader: number, options: PairOptions = {}) {
  const { b, keys } = facing({ mode: 'tunnel', udp: true, ...options });
  const layout = espLayout(AES_SHA1);
  const bytes = sealExplicitEsp({
    layout,
    sealer: nodeProvider.espSealer(AES_SHA1, keys, seededRandom('peer')),
    spi: SPI_B,
    sequence: 9,
    iv: new Uint8Array(16).fill(7),
    payload,
    nextHeader,
  });
  receive(b, { path: pathBetween(A, B, true), bytes });
  return b;
}

describe('what comes out of a tunnel', () => {
  it('may have padding for traffic flow confidentiality behind it (RFC 4303 2.7)', () => {
    const clear = packet();
    expect(opened(concat(clear, new Uint8Array(200)), 4).delivered).toEqual([clear]);
  });

  const badChecksum = packet();
  badChecksum[8]! ^= 1;
  it.each([
    ['nothing', new Uint8Array(0), 4],
    ['no IP packet', Uint8Array.of(1, 2, 3), 4],
    ['a packet cut short', packet(40).subarray(0, 50), 4],
    ['a header checksum that is wrong', badChecksum, 4],
    ['IPv4 that is called IPv6', packet(), 41],
    ['IPv6 that is called IPv4', packet(8, A6, B6), 4],
    ['UDP without IP', packet().subarray(20), 17],
  ])('is dropped if it is %s', (_name, payload, next) => {
    const b = opened(payload, next);
    expect(b.delivered).toEqual([]);
    expect(dropped(b)).toEqual(['bad-inner-packet']);
    expect(b.events.at(-1)).toMatchObject({ spi: SPI_B, sequence: 9 });
    expect(counter(b, 'notDecrypted')).toBe(1);
  });

  it('is not taken for something else by its selectors', () => {
    expect(dropped(opened(packet(8, A6, B6), 41))).toEqual(['selector-mismatch']);
  });
});

describe('what comes out of transport mode', () => {
  const options = { mode: 'transport' } as const;

  it('gets an IP header with the addresses of the datagram', () => {
    const b = opened(packet(30).subarray(20), 17, options);
    expect(b.delivered).toHaveLength(1);
    expect(b.delivered[0]!.subarray(20)).toEqual(packet(30).subarray(20));
  });

  it('is dropped if its upper layer is cut short', () => {
    expect(dropped(opened(Uint8Array.of(1, 2, 3), 17, options))).toEqual(['bad-inner-packet']);
  });
});
