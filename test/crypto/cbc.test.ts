import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../src/base/bytes.ts';
import { seededRandom } from '../../src/base/random.ts';
import { CBC_CIPHERS } from '../../src/crypto/algorithms.ts';
import type { CbcName } from '../../src/crypto/provider.ts';
import { PROVIDERS, vectors } from './providers.ts';

interface CbcCase {
  readonly source: string;
  readonly cipher: CbcName;
  readonly key: string;
  readonly iv: string;
  readonly plaintext: string;
  readonly ciphertext: string;
}

const cases = ['aes-cbc.json', 'des-cbc.json'].flatMap(
  (file) => vectors<{ cases: readonly CbcCase[] }>(file).cases,
);
const KEYS = (Object.keys(CBC_CIPHERS) as CbcName[]).flatMap((name) =>
  CBC_CIPHERS[name].keyBits.map((bits) => [name, bits] as const),
);

describe.each(PROVIDERS)('CBC of $name', (provider) => {
  it.each(cases.map((one) => [one.source, one] as const))('%s', (_source, one) => {
    const cipher = provider.cbc(one.cipher, fromHex(one.key));
    const iv = fromHex(one.iv);
    expect(toHex(cipher.encrypt(iv, fromHex(one.plaintext)))).toBe(one.ciphertext);
    expect(toHex(cipher.decrypt(iv, fromHex(one.ciphertext)))).toBe(one.plaintext);
    expect(toHex(iv)).toBe(one.iv);
  });

  it.each(KEYS)('%s with %i bits takes no text, and refuses what does not fit', (name, bits) => {
    const cipher = provider.cbc(name, new Uint8Array(bits / 8));
    const { blockOctets } = CBC_CIPHERS[name];
    const iv = new Uint8Array(blockOctets);
    expect(cipher.blockOctets).toBe(blockOctets);
    expect(cipher.encrypt(iv, new Uint8Array(0)).length).toBe(0);
    expect(cipher.decrypt(iv, new Uint8Array(0)).length).toBe(0);
    for (const octets of [1, blockOctets - 1, blockOctets + 1]) {
      const text = new Uint8Array(octets);
      expect(() => cipher.encrypt(iv, text)).toThrow(RangeError);
      expect(() => cipher.decrypt(iv, text)).toThrow(RangeError);
      expect(() => cipher.encrypt(text, iv)).toThrow(RangeError);
      expect(() => cipher.decrypt(text, iv)).toThrow(RangeError);
    }
    expect(() => provider.cbc(name, new Uint8Array(bits / 8 + 1))).toThrow(/takes a key of/);
  });
});

describe('the providers against each other', () => {
  it.each(KEYS)('%s with %i bits', (name, bits) => {
    const random = seededRandom(`cbc ${name} ${bits}`);
    const [first, second] = PROVIDERS;
    for (let blocks = 1; blocks < 12; blocks++) {
      const key = random.bytes(bits / 8);
      const iv = random.bytes(CBC_CIPHERS[name].blockOctets);
      const text = random.bytes(blocks * iv.length);
      const sealed = first!.cbc(name, key).encrypt(iv, text);
      expect(toHex(second!.cbc(name, key).encrypt(iv, text))).toBe(toHex(sealed));
      expect(toHex(second!.cbc(name, key).decrypt(iv, sealed))).toBe(toHex(text));
      expect(toHex(first!.cbc(name, key).decrypt(iv, sealed))).toBe(toHex(text));
    }
  });
});
