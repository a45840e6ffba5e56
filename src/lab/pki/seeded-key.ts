/** Keys of a certificate laboratory that are the same each time, for plays that can be repeated. Never for anything else. */

import { checkPrimeSync, createPrivateKey, createPublicKey, type JsonWebKey } from 'node:crypto';
import { p256, p384, p521 } from '@noble/curves/nist.js';
import { toHex } from '../../base/bytes.ts';
import type { Random } from '../../base/random.ts';
import { type KeyKind, type LabKey, labKey, type MakeKey, type WeakKeyKind } from './key.ts';

/** A source of keys that depend on the random source, the kind and the label alone. */
export function seededKeys(random: Random): MakeKey {
  return async (kind, label) => {
    const own = random.fork(`${kind} key ${label}`);
    const name = `${kind} ${toHex(own.fork('name').bytes(16))}`;
    const known = made.get(name);
    if (known !== undefined) return known;
    const jwk = kind in CURVES ? ecKey(kind as keyof typeof CURVES, own) : rsaKey(kind, own);
    const privateKey = createPrivateKey({ key: jwk, format: 'jwk' });
    const key = labKey(kind, privateKey, createPublicKey(privateKey));
    if (made.size >= KEPT_KEYS) made.clear();
    made.set(name, key);
    return key;
  };
}

/** Keys that were made, for plays that are played again: a long RSA key takes its time. */
const made = new Map<string, LabKey>();
const KEPT_KEYS = 256;

const CURVES = {
  ec256: { name: 'P-256', curve: p256 },
  ec384: { name: 'P-384', curve: p384 },
  ec521: { name: 'P-521', curve: p521 },
} as const;

function ecKey(kind: keyof typeof CURVES, random: Random): JsonWebKey {
  const { name, curve } = CURVES[kind];
  const seed = random.bytes(curve.lengths.seed ?? SEED_OCTETS);
  const secret = curve.utils.randomSecretKey(seed);
  const point = curve.getPublicKey(secret, false);
  const octets = (point.length - 1) / 2;
  const [x, y] = [point.slice(1, 1 + octets), point.slice(1 + octets)];
  return { kty: 'EC', crv: name, d: base64url(secret), x: base64url(x), y: base64url(y) };
}

const SEED_OCTETS = 96;
const EXPONENT = 65_537n;

function rsaKey(kind: KeyKind | WeakKeyKind, random: Random): JsonWebKey {
  const bits = Number(kind.slice('rsa'.length));
  for (;;) {
    const [p, q] = [prime(bits / 2, random), prime(bits / 2, random)];
    if (p <= q) continue;
    const phi = (p - 1n) * (q - 1n);
    const d = inverse(EXPONENT, phi);
    if (d === undefined) continue;
    const numbers = { n: p * q, e: EXPONENT, d, p, q, dp: d % (p - 1n), dq: d % (q - 1n) };
    const all = { ...numbers, qi: inverse(q, p)! };
    const texts = Object.entries(all).map(([name, value]) => [name, ofNumber(value)] as const);
    return { kty: 'RSA', ...Object.fromEntries(texts) };
  }
}

/** A few more rounds than a random candidate of these sizes needs; nobody chose it to deceive. */
const ROUNDS = 8;

/** With both highest bits set, so that the product of two has all its bits. */
function prime(bits: number, random: Random): bigint {
  const octets = random.bytes(bits / 8);
  octets[0]! |= 0xc0;
  octets[octets.length - 1]! |= 1;
  const start = BigInt(`0x${toHex(octets)}`);
  const rests = SMALL_PRIMES.map((small) => Number(start % BigInt(small)));
  for (let step = 0; ; step += 2) {
    // Most candidates have a small factor, and to find that costs next to nothing.
    if (SMALL_PRIMES.some((small, i) => (rests[i]! + step) % small === 0)) continue;
    const candidate = start + BigInt(step);
    if (checkPrimeSync(candidate, { checks: ROUNDS })) return candidate;
  }
}

const SMALL_PRIMES: readonly number[] = oddPrimesBelow(20_000);

function oddPrimesBelow(end: number): number[] {
  const found: number[] = [];
  for (let n = 3; n < end; n += 2) {
    if (!found.some((prime) => prime * prime <= n && n % prime === 0)) found.push(n);
  }
  return found;
}

/** Euclid's; undefined where there is none. */
function inverse(value: bigint, modulus: bigint): bigint | undefined {
  let [a, b, x, y] = [value % modulus, modulus, 1n, 0n];
  while (a > 1n) {
    if (b === 0n) return undefined;
    const quotient = a / b;
    [a, b] = [b, a % b];
    [x, y] = [y, x - quotient * y];
  }
  if (a !== 1n) return undefined;
  return x < 0n ? x + modulus : x;
}

function ofNumber(value: bigint): string {
  const digits = value.toString(16);
  return Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, 'hex').toString('base64url');
}

function base64url(octets: Uint8Array): string {
  return Buffer.from(octets).toString('base64url');
}
