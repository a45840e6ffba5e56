/** AES-CBC for messages in WASM: the octets of OpenSSL, for every key length, and NIST's vectors. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../../src/base/bytes.ts';
import { messageCbc } from '../../../src/crypto/fast/message-cbc.ts';
import { nodeProvider } from '../../../src/crypto/node.ts';

const octets = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
/** Short ones, and those that are left to OpenSSL. */
const texts = fc.integer({ min: 0, max: 40 }).chain((blocks) => octets(16 * blocks));

describe('AES-CBC for messages', () => {
  /** NIST SP 800-38A F.2.1, F.2.3, F.2.5: the first block. */
  it.each([
    ['2b7e151628aed2a6abf7158809cf4f3c', '7649abac8119b246cee98e9b12e9197d'],
    ['8e73b0f7da0e6452c810f32b809079e562f8ead2522c6b7b', '4f021db243bc633d7178183a9fa071e8'],
    [
      '603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4',
      'f58c4c04d6e5f1ba779eabfb5f7bfbd6',
    ],
  ])('under %s', (key, sealed) => {
    const cbc = messageCbc('aes-cbc', fromHex(key));
    const iv = fromHex('000102030405060708090a0b0c0d0e0f');
    const plain = fromHex('6bc1bee22e409f96e93d7e117393172a');
    expect(toHex(cbc.encrypt(iv, plain))).toBe(sealed);
    expect(cbc.decrypt(iv, fromHex(sealed))).toEqual(plain);
  });

  it('is what OpenSSL makes, both ways', () => {
    const keys = fc.constantFrom(16, 24, 32).chain(octets);
    fc.assert(
      fc.property(keys, octets(16), texts, (key, iv, text) => {
        const [own, other] = [messageCbc('aes-cbc', key), nodeProvider.cbc('aes-cbc', key)];
        expect(own.encrypt(iv, text)).toEqual(other.encrypt(iv, text));
        expect(own.decrypt(iv, text)).toEqual(other.decrypt(iv, text));
      }),
    );
  });

  it('keeps keys apart that are used in turn', () => {
    const iv = new Uint8Array(16);
    const text = new Uint8Array(32);
    const [one, other] = [1, 2].map((key) =>
      messageCbc('aes-cbc', new Uint8Array(16).fill(key)),
    ) as [ReturnType<typeof messageCbc>, ReturnType<typeof messageCbc>];
    const before = one.encrypt(iv, text);
    other.encrypt(iv, text);
    expect(one.encrypt(iv, text)).toEqual(before);
  });

  it('hands out octets that the next message leaves alone', () => {
    const cbc = messageCbc('aes-cbc', new Uint8Array(16));
    const sealed = cbc.encrypt(new Uint8Array(16), new Uint8Array(48));
    const before = sealed.slice();
    cbc.encrypt(new Uint8Array(16), new Uint8Array(48).fill(7));
    expect(sealed).toEqual(before);
  });

  it('leaves DES to OpenSSL', () => {
    const key = fromHex('0123456789abcdef');
    const [iv, text] = [fromHex('1234567890abcdef'), new Uint8Array(24)];
    const expected = nodeProvider.cbc('des-cbc', key).encrypt(iv, text);
    expect(messageCbc('des-cbc', key).encrypt(iv, text)).toEqual(expected);
  });

  it('refuses keys and texts of other lengths', () => {
    expect(() => messageCbc('aes-cbc', new Uint8Array(15))).toThrow(RangeError);
    const cbc = messageCbc('aes-cbc', new Uint8Array(16));
    expect(() => cbc.encrypt(new Uint8Array(16), new Uint8Array(17))).toThrow(RangeError);
    expect(() => cbc.decrypt(new Uint8Array(8), new Uint8Array(16))).toThrow(RangeError);
  });
});
