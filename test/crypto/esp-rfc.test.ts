import { describe, expect, it } from 'vitest';
import { concat, fromHex, toHex, u32 } from '../../src/base/bytes.ts';
import { seededRandom } from '../../src/base/random.ts';
import { divideKeymat, espLayout } from '../../src/crypto/algorithms.ts';
import type { CryptoProvider, EspSuite } from '../../src/crypto/provider.ts';
import { PROVIDERS, vectors } from './providers.ts';

interface PacketCase {
  readonly source: string;
  readonly key?: string;
  readonly keymat?: string;
  readonly iv: string;
  readonly body: string;
  readonly sealed: string;
}

interface CounterCase {
  readonly source: string;
  readonly key: string;
  readonly iv: string;
  readonly nonce: string;
  readonly plaintext: string;
  readonly ciphertext: string;
}

const IPV4_HEADER_OCTETS = 20;
const aesCbc = vectors<{ cases: readonly PacketCase[] }>('aes-cbc-esp.json').cases;
const aesCtr = vectors<{ cases: readonly CounterCase[] }>('aes-ctr.json').cases;
const chacha = vectors<{ cases: readonly PacketCase[] }>('chacha20-poly1305-esp.json').cases;

/** Seals a body with the vector's IV, and opens it again. */
function checkPacket(
  provider: CryptoProvider,
  suite: EspSuite,
  keymat: Uint8Array,
  iv: Uint8Array,
  body: Uint8Array,
  expected: Uint8Array,
): void {
  const keys = divideKeymat(suite, keymat);
  const { ivOctets, icvOctets } = espLayout(suite);
  const packet = new Uint8Array(expected.length);
  packet.set(expected.subarray(0, 8));
  packet.set(body, 8 + ivOctets);
  provider.espSealer(suite, keys, seededRandom('unused')).sealWithIv(packet, 0, packet.length, iv);
  expect(toHex(packet)).toBe(toHex(expected));

  const verdicts = new Uint8Array(1);
  const spans = Uint32Array.of(0, packet.length);
  provider.espOpener(suite, keys).open(packet, spans, 1, verdicts);
  expect(verdicts[0]).toBe(1);
  expect(toHex(packet.subarray(8 + ivOctets, packet.length - icvOctets))).toBe(toHex(body));
}

describe.each(PROVIDERS)('ESP by $name against the RFCs', (provider) => {
  it.each(aesCbc.map((one) => [one.source, one] as const))('%s: AES-CBC', (_source, one) => {
    const suite: EspSuite = { encryption: 'aes-cbc', keyBits: 128, integrity: 'none' };
    const sealed = fromHex(one.sealed).subarray(IPV4_HEADER_OCTETS);
    checkPacket(provider, suite, fromHex(one.key!), fromHex(one.iv), fromHex(one.body), sealed);
  });

  it.each(aesCtr.map((one) => [one.source, one] as const))('%s: AES-CTR', (_source, one) => {
    const key = fromHex(one.key);
    const suite: EspSuite = {
      encryption: 'aes-ctr',
      keyBits: key.length * 8,
      integrity: 'hmac-sha1-96',
    };
    const macKey = new Uint8Array(20).fill(7);
    const head = concat(u32(0x1000), u32(1), fromHex(one.iv), fromHex(one.ciphertext));
    const icv = provider.hmac('sha1', macKey).compute(head).subarray(0, 12);
    const keymat = concat(key, fromHex(one.nonce), macKey);
    const expected = concat(head, icv);
    checkPacket(provider, suite, keymat, fromHex(one.iv), fromHex(one.plaintext), expected);
  });

  it.each(chacha.map((one) => [one.source, one] as const))('%s: ChaCha20', (_source, one) => {
    const suite: EspSuite = { encryption: 'chacha20-poly1305', keyBits: 256, integrity: 'none' };
    const sealed = fromHex(one.sealed).subarray(IPV4_HEADER_OCTETS);
    checkPacket(provider, suite, fromHex(one.keymat!), fromHex(one.iv), fromHex(one.body), sealed);
  });
});
