import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/base/random.ts';
import { espLayout } from '../../src/crypto/algorithms.ts';
import { nodeProvider } from '../../src/crypto/node.ts';
import type { EspSuite } from '../../src/crypto/provider.ts';
import {
  espPacketOctets,
  payloadAt,
  payloadEndOf,
  sealExplicitEsp,
} from '../../src/ipsec/packet/esp.ts';
import {
  A,
  AES_SHA1,
  B,
  counter,
  dropped,
  facing,
  packet,
  pathBetween,
  receive,
  SPI_B,
  send,
} from './fixture.ts';

const NULL_MD5: EspSuite = { encryption: 'null', keyBits: 0, integrity: 'hmac-md5-96' };
const UDP_PATH = pathBetween(A, B, true);

/** A tunnel packet with padding of the caller's choice. */
function withPadding(suite: EspSuite, payload: Uint8Array, padding: Uint8Array, padLength: number) {
  const { b, keys } = facing({ mode: 'tunnel', udp: true, suite });
  const layout = espLayout(suite);
  const bytes = sealExplicitEsp({
    layout,
    sealer: nodeProvider.espSealer(suite, keys, seededRandom('forger')),
    spi: SPI_B,
    sequence: 1,
    iv: new Uint8Array(layout.ivOctets),
    payload,
    nextHeader: 4,
    padding,
    padLength,
  });
  receive(b, { path: UDP_PATH, bytes });
  return b;
}

describe('padding (RFC 4303 2.4)', () => {
  // 28 octets of headers and 2 of payload; with the trailer that is two blocks of 16 without padding.
  const clear = packet(2);

  it('is taken if it is 1, 2, 3 ...', () => {
    const padding = Uint8Array.from({ length: 16 }, (_, i) => i + 1);
    expect(withPadding(AES_SHA1, clear, padding, 16).delivered).toEqual([clear]);
  });

  it('may be more than it needs', () => {
    const padding = Uint8Array.from({ length: 240 }, (_, i) => i + 1);
    expect(withPadding(AES_SHA1, clear, padding, 240).delivered).toEqual([clear]);
  });

  it.each([
    ['zeros', new Uint8Array(16), 16],
    [
      'a wrong last octet',
      Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 15),
      16,
    ],
    ['a length beyond the payload', new Uint8Array(16), 255],
    ['an order that starts at 0', Uint8Array.from({ length: 16 }, (_, i) => i), 16],
  ])('is refused if it has %s', (_name, padding, padLength) => {
    const b = withPadding(AES_SHA1, clear, padding, padLength);
    expect(b.delivered).toEqual([]);
    expect(dropped(b)).toEqual(['bad-padding']);
    expect(counter(b, 'notDecrypted')).toBe(1);
  });

  it('moves the window even if wrong, since the ICV was right', () => {
    const b = withPadding(AES_SHA1, clear, new Uint8Array(16), 16);
    expect(b.driver.views()[0]?.inbound).toMatchObject({ sequence: 1, packets: 0 });
  });

  it('has no room in less than two octets', () => {
    expect(payloadEndOf(Uint8Array.of(0), 0, 1)).toBe(-1);
    expect(payloadEndOf(Uint8Array.of(0, 4), 0, 2)).toBe(0);
  });

  it('aligns to four octets even without a cipher', () => {
    const layout = espLayout(NULL_MD5);
    for (let octets = 0; octets < 40; octets++) {
      const whole = espPacketOctets(layout, octets) - layout.icvOctets;
      expect(whole % 4).toBe(0);
      expect(whole - payloadAt(layout) - octets).toBeLessThan(6);
    }
    const { a } = facing({ suite: NULL_MD5 });
    const [one] = send(a, packet(3));
    // 11 octets of UDP, then padding, its length, next header, and 12 octets of ICV.
    expect([...one!.bytes.subarray(20 + 8 + 11, -12)]).toEqual([1, 2, 3, 3, 17]);
  });
});
