/** Keys of DES and 3DES that must not be used (RFC 2409 App. A, RFC 2405 4.1, RFC 2451 2.3). */

import { equal, fromHex } from '../base/bytes.ts';

/** 4 keys make one round key, 12 make two, 48 make four ("possibly weak", RFC 2451 2.3). */
export type DesWeakness = 'weak' | 'semi-weak' | 'possibly-weak';

const DES_KEY_OCTETS = 8;
/**
 * Two of the four weak keys of RFC 2409 App. A are not those of the standard: it confuses 0E with
 * E0 and F1 with 1F. As printed they are sound, but a peer that follows it to the letter refuses them.
 */
const AS_PRINTED = ['1f1f1f1fe0e0e0e0', 'e0e0e0e01f1f1f1f'].map(fromHex);

/** Which kind of weak key a DES key of 8 octets is, whatever its parity bits are. */
export function desWeakness(key: Uint8Array): DesWeakness | undefined {
  if (AS_PRINTED.some((printed) => sameKey(printed, key))) return 'weak';
  const [left, right] = halves(key).map(pattern);
  if (left === undefined || right === undefined) return undefined;
  return (['weak', 'semi-weak', 'possibly-weak'] as const)[Math.max(left, right)];
}

/** Whether a cipher has keys that must not be used. */
export function hasWeakKeys(cipher: string): boolean {
  return cipher === 'des-cbc' || cipher === '3des-cbc';
}

/**
 * Why a key must be refused, as the end of a sentence that begins with "the key"; undefined for a
 * good one, and for every key of a cipher that has no weak ones. Possibly weak keys may be used.
 */
export function weakKeyFault(cipher: string, key: Uint8Array): string | undefined {
  if (cipher === 'des-cbc') {
    const weakness = desWeakness(key);
    const refused = weakness === 'weak' || weakness === 'semi-weak';
    return refused ? `is a ${weakness} key of DES` : undefined;
  }
  if (cipher !== '3des-cbc') return undefined;
  const [first, second, third] = [0, 1, 2].map((i) =>
    key.subarray(i * DES_KEY_OCTETS, (i + 1) * DES_KEY_OCTETS),
  );
  const folds = sameKey(first!, second!) || sameKey(second!, third!);
  return folds ? 'makes 3DES no more than DES: two parts of it are equal' : undefined;
}

/** Every round key is drawn from rotations of two halves of 28 bits: what DES's first permutation makes of a key. */
function halves(key: Uint8Array): readonly [number[], number[]] {
  const plane = (bit: number, from: number, to: number): number[] => {
    const bits: number[] = [];
    for (let octet = from; octet >= to; octet--) bits.push((key[octet]! >> (8 - bit)) & 1);
    return bits;
  };
  const left = [...plane(1, 7, 0), ...plane(2, 7, 0), ...plane(3, 7, 0), ...plane(4, 7, 4)];
  const right = [...plane(7, 7, 0), ...plane(6, 7, 0), ...plane(5, 7, 0), ...plane(4, 3, 0)];
  return [left, right];
}

/** 0 where rotation changes nothing (all bits alike), 1 for 01, 2 for 0011 over and over; else undefined. */
function pattern(half: readonly number[]): number | undefined {
  const repeats = (distance: number): boolean =>
    half.every((bit, i) => bit === at(half, i + distance));
  if (repeats(1)) return 0;
  if (repeats(2)) return 1;
  const opposite = half.every((bit, i) => bit !== at(half, i + 2));
  return opposite && repeats(4) ? 2 : undefined;
}

function at(half: readonly number[], index: number): number {
  return half[index % half.length]!;
}

/** The last bit of each octet is parity, which DES does not use. */
function sameKey(left: Uint8Array, right: Uint8Array): boolean {
  return equal(left.map(unparitied), right.map(unparitied));
}

function unparitied(octet: number): number {
  return octet & 0xfe;
}
