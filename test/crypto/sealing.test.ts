/** AES-GCM for whole octet strings: known answers, the same octets from every provider, nothing altered opens. */

import { describe, expect, it } from 'vitest';
import { EMPTY, fromHex, toHex } from '../../src/base/bytes.ts';
import { PROVIDERS, vectors } from './providers.ts';

interface GcmCase {
  readonly case: number;
  readonly key: string;
  readonly nonce: string;
  readonly aad: string;
  readonly plaintext: string;
  readonly sealed: string;
}

const { cases } = vectors<{ cases: readonly GcmCase[] }>('gcm.json');

describe.each(PROVIDERS)('sealing by $name', (provider) => {
  it.each(cases)('case $case of McGrew and Viega', (one) => {
    const cipher = provider.sealing(fromHex(one.key));
    const nonce = fromHex(one.nonce);
    const aad = fromHex(one.aad);
    const sealed = cipher.seal(nonce, aad, fromHex(one.plaintext));
    expect(toHex(sealed)).toBe(one.sealed);
    expect(toHex(cipher.open(nonce, aad, sealed)!)).toBe(one.plaintext);
  });

  const cipher = provider.sealing(new Uint8Array(32).fill(1));
  const nonce = new Uint8Array(12).fill(2);
  const aad = Uint8Array.of(3, 4, 5);
  const sealed = cipher.seal(nonce, aad, Uint8Array.of(6, 7, 8, 9));

  it('opens nothing of which one bit is another, and nothing shorter or longer', () => {
    for (let i = 0; i < sealed.length * 8; i++) {
      expect(cipher.open(nonce, aad, changed(sealed, i))).toBeUndefined();
    }
    for (let length = 0; length < sealed.length; length++) {
      expect(cipher.open(nonce, aad, sealed.subarray(0, length))).toBeUndefined();
    }
    expect(cipher.open(nonce, aad, Uint8Array.of(...sealed, 0))).toBeUndefined();
    expect(cipher.open(nonce, changed(aad, 0), sealed)).toBeUndefined();
    expect(cipher.open(nonce, EMPTY, sealed)).toBeUndefined();
    expect(cipher.open(changed(nonce, 0), aad, sealed)).toBeUndefined();
    expect(provider.sealing(new Uint8Array(32)).open(nonce, aad, sealed)).toBeUndefined();
  });

  it('leaves what it is given as it was, also where it does not open', () => {
    const given = changed(sealed, 0);
    const before = toHex(given);
    cipher.open(nonce, aad, given);
    expect(toHex(given)).toBe(before);
  });

  it('keeps the key although its octets are written over', () => {
    const key = new Uint8Array(32).fill(1);
    const own = provider.sealing(key);
    key.fill(9);
    expect(toHex(own.seal(nonce, aad, Uint8Array.of(6, 7, 8, 9)))).toBe(toHex(sealed));
  });

  it('refuses keys and nonces of another length', () => {
    for (const length of [0, 15, 31, 33]) {
      expect(() => provider.sealing(new Uint8Array(length))).toThrow(RangeError);
    }
    expect(() => cipher.seal(new Uint8Array(11), aad, EMPTY)).toThrow(RangeError);
    expect(() => cipher.open(new Uint8Array(16), aad, sealed)).toThrow(RangeError);
  });
});

function changed(octets: Uint8Array, bit: number): Uint8Array {
  const copy = Uint8Array.from(octets);
  copy[bit >> 3]! ^= 1 << (bit & 7);
  return copy;
}
