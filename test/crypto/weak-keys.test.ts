import { describe, expect, it } from 'vitest';
import { concat, fromHex, toHex } from '../../src/base/bytes.ts';
import { seededRandom } from '../../src/base/random.ts';
import { nodeProvider } from '../../src/crypto/node.ts';
import { type DesWeakness, desWeakness, weakKeyFault } from '../../src/crypto/weak-keys.ts';

/** FIPS 74; RFC 2409 App. A prints the second and the third with their last halves wrong. */
const WEAK = ['0101010101010101', '1f1f1f1f0e0e0e0e', 'e0e0e0e0f1f1f1f1', 'fefefefefefefefe'];
const PRINTED = ['1f1f1f1fe0e0e0e0', 'e0e0e0e01f1f1f1f'];
/** RFC 2409 App. A. Each line is a pair: what one encrypts, the other encrypts back. */
const SEMI_WEAK = [
  ['01fe01fe01fe01fe', 'fe01fe01fe01fe01'],
  ['1fe01fe00ef10ef1', 'e01fe01ff10ef10e'],
  ['01e001e001f101f1', 'e001e001f101f101'],
  ['1ffe1ffe0efe0efe', 'fe1ffe1ffe0efe0e'],
  ['011f011f010e010e', '1f011f010e010e01'],
  ['e0fee0fef1fef1fe', 'fee0fee0fef1fef1'],
] as const;
/** Some of the 48 of the literature. */
const POSSIBLY_WEAK = [
  '1f1f01010e0e0101',
  '011f1f01010e0e01',
  'fee0e0fefef1f1fe',
  'e0e00101f1f10101',
];

function withoutParity(key: string): string {
  return toHex(fromHex(key).map((octet) => octet ^ 1));
}

function encrypt(key: string, block: Uint8Array): Uint8Array {
  return nodeProvider.cbc('des-cbc', fromHex(key)).encrypt(new Uint8Array(8), block);
}

describe('weak keys of DES', () => {
  it.each([
    ...[...WEAK, ...PRINTED].map((key) => [key, 'weak'] as const),
    ...SEMI_WEAK.flat().map((key) => [key, 'semi-weak'] as const),
    ...POSSIBLY_WEAK.map((key) => [key, 'possibly-weak'] as const),
  ])('%s is %s, whatever its parity', (key, weakness: DesWeakness) => {
    expect(desWeakness(fromHex(key))).toBe(weakness);
    expect(desWeakness(fromHex(withoutParity(key)))).toBe(weakness);
    const fault = weakness === 'possibly-weak' ? undefined : `is a ${weakness} key of DES`;
    expect(weakKeyFault('des-cbc', fromHex(key))).toBe(fault);
  });

  it('are what the cipher itself shows: a second time undoes the first', () => {
    const block = fromHex('0123456789abcdef');
    for (const key of WEAK) expect(toHex(encrypt(key, encrypt(key, block)))).toBe(toHex(block));
    for (const [one, other] of SEMI_WEAK)
      expect(toHex(encrypt(other, encrypt(one, block)))).toBe(toHex(block));
    for (const key of PRINTED)
      expect(toHex(encrypt(key, encrypt(key, block)))).not.toBe(toHex(block));
  });

  it('are 64 among all keys that repeat so, and none among many others', () => {
    const octets = [0x01, 0x1f, 0xe0, 0xfe];
    const found = { weak: 0, 'semi-weak': 0, 'possibly-weak': 0 };
    for (let number = 0; number < octets.length ** 4; number++) {
      const four = [0, 1, 2, 3].map((place) => octets[Math.floor(number / 4 ** place) % 4]!);
      const key = Uint8Array.from([...four, ...four.map(secondHalf)]);
      const weakness = desWeakness(key);
      if (weakness !== undefined) found[weakness]++;
    }
    expect(found).toEqual({ weak: 4, 'semi-weak': 12, 'possibly-weak': 48 });
    const random = seededRandom('keys');
    for (let i = 0; i < 2000; i++) expect(desWeakness(random.bytes(8))).toBeUndefined();
  });
});

/** 1F and E0 of the first four octets stand as 0E and F1 in the last four. */
function secondHalf(octet: number): number {
  return { 31: 0x0e, 224: 0xf1 }[octet] ?? octet;
}

describe('keys of 3DES', () => {
  const [one, two, three] = ['0123456789abcdef', '1122334455667788', '8877665544332211'].map(
    fromHex,
  );

  it('may have weak parts, but no two equal ones in a row', () => {
    expect(weakKeyFault('3des-cbc', concat(one!, two!, three!))).toBeUndefined();
    expect(weakKeyFault('3des-cbc', concat(one!, two!, one!))).toBeUndefined();
    expect(weakKeyFault('3des-cbc', concat(fromHex(WEAK[0]!), two!, three!))).toBeUndefined();
    expect(weakKeyFault('3des-cbc', concat(one!, one!, three!))).toMatch(/no more than DES/);
    const flipped = fromHex(withoutParity(toHex(two!)));
    expect(weakKeyFault('3des-cbc', concat(one!, two!, flipped))).toMatch(/no more than DES/);
  });

  it('of other ciphers are all good', () => {
    expect(weakKeyFault('aes-cbc', new Uint8Array(16))).toBeUndefined();
  });
});
