import { describe, expect, it } from 'vitest';
import { concat, copy, fromHex, readU32, toHex } from '../../src/base/bytes.ts';
import { seededRandom } from '../../src/base/random.ts';
import { divideKeymat, espLayout } from '../../src/crypto/algorithms.ts';
import type { EspEncryption, EspSuite } from '../../src/crypto/provider.ts';
import { PROVIDERS, vectors } from './providers.ts';

interface GcmCase {
  readonly source: string;
  readonly transform: 'aes-gcm-16' | 'aes-gmac';
  readonly keymat: string;
  /** SPI and sequence number; 12 octets with extended sequence numbers. */
  readonly aad: string;
  readonly iv: string;
  readonly body: string;
  readonly ciphertext: string;
  readonly icv: string;
}

const { cases } = vectors<{ cases: readonly GcmCase[] }>('gcm-esp.json');
/** A shorter ICV is the first octets of the whole one (RFC 4106 6). */
const VARIANTS = cases.flatMap((one) =>
  transformsFor(one).map((transform) => [one.source, transform, one] as const),
);

function transformsFor({ transform }: GcmCase): EspEncryption[] {
  return transform === 'aes-gmac' ? [transform] : ['aes-gcm-16', 'aes-gcm-12', 'aes-gcm-8'];
}

describe.each(PROVIDERS)('GCM and GMAC in ESP by $name', (provider) => {
  it.each(VARIANTS)('%s: %s', (_source, encryption, one) => {
    const keymat = fromHex(one.keymat);
    const keyBits = (keymat.length - 4) * 8;
    const suite: EspSuite = { encryption, keyBits, integrity: 'none' };
    const { ivOctets, icvOctets } = espLayout(suite);
    const aad = fromHex(one.aad);
    const esn = aad.length === 12;
    const high = esn ? readU32(aad, 4) : 0;
    const header = esn ? concat(aad.subarray(0, 4), aad.subarray(8)) : aad;
    const icv = fromHex(one.icv).subarray(0, icvOctets);
    const expected = concat(header, fromHex(one.iv), fromHex(one.ciphertext), icv);

    const keys = divideKeymat(suite, keymat);
    const packet = copy(expected);
    packet.set(fromHex(one.body), 8 + ivOctets);
    packet.fill(0xee, packet.length - icvOctets);
    const sealer = provider.espSealer(suite, keys, seededRandom('unused'), { esn });
    sealer.sealWithIv(packet, 0, packet.length, fromHex(one.iv), high);
    expect(toHex(packet)).toBe(toHex(expected));

    const verdicts = new Uint8Array(1);
    const spans = Uint32Array.of(0, packet.length);
    const opener = provider.espOpener(suite, keys, { esn });
    opener.open(packet, spans, 1, verdicts, Uint32Array.of(high));
    expect(verdicts[0]).toBe(1);
    expect(toHex(packet.subarray(8 + ivOctets, packet.length - icvOctets))).toBe(one.body);
  });
});
