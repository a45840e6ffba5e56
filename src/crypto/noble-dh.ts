/** Diffie-Hellman without node:crypto: BigInt modulo a prime, @noble/curves on curves. */

import { p256, p384, p521 } from '@noble/curves/nist.js';
import { toHex } from '../base/bytes.ts';
import type { Random } from '../base/random.ts';
import {
  checkPublicValue,
  type EcpGroup,
  groupFacts,
  type ModpGroup,
  privateValue,
} from './groups.ts';
import { BadPublicValue, type DhKeyPair, type GroupId } from './provider.ts';

/** SEC 1's mark of a point given by both coordinates; IKE leaves it out. */
const UNCOMPRESSED = 4;
const WINDOW_BITS = 4;

/** A new key pair. */
export function nobleKeyPair(id: GroupId, random: Random): DhKeyPair {
  const group = groupFacts(id);
  const exponent = privateValue(group, random);
  const publicValue =
    group.kind === 'modp'
      ? modularPower(BigInt(group.generator), exponent, group)
      : curve(group).getPublicKey(exponent, false).slice(1);
  return { group: id, publicValue, privateValue: exponent };
}

/** The shared secret at the group's full length. Throws BadPublicValue. */
export function nobleSharedSecret(pair: DhKeyPair, peerPublicValue: Uint8Array): Uint8Array {
  const group = groupFacts(pair.group);
  checkPublicValue(group, peerPublicValue);
  return group.kind === 'modp'
    ? modularPower(toBigInt(peerPublicValue), pair.privateValue, group)
    : ecpSecret(group, pair, peerPublicValue);
}

function ecpSecret(group: EcpGroup, pair: DhKeyPair, peerPublicValue: Uint8Array): Uint8Array {
  const point = new Uint8Array(1 + peerPublicValue.length);
  point[0] = UNCOMPRESSED;
  point.set(peerPublicValue, 1);
  try {
    const shared = curve(group).getSharedSecret(pair.privateValue, point, false);
    return shared.slice(1, 1 + group.secretOctets);
  } catch {
    throw new BadPublicValue(`the public value is no point on the curve of ${group.label}`);
  }
}

function curve(group: EcpGroup): typeof p256 {
  if (group.id === 19) return p256;
  return group.id === 20 ? p384 : p521;
}

/**
 * base^exponent modulo the group's prime, at its full length, four bits at a time. BigInt takes a
 * time that depends on the numbers: node:crypto is the provider against someone who can measure it.
 */
function modularPower(base: bigint, exponent: Uint8Array, group: ModpGroup): Uint8Array {
  const modulus = toBigInt(group.prime);
  const powers = [1n];
  for (let i = 1; i < 1 << WINDOW_BITS; i++) powers.push((powers[i - 1]! * base) % modulus);
  let result = 1n;
  for (const octet of exponent) {
    for (const digit of [octet >>> WINDOW_BITS, octet & 0x0f]) {
      for (let i = 0; i < WINDOW_BITS; i++) result = (result * result) % modulus;
      result = (result * powers[digit]!) % modulus;
    }
  }
  return toOctets(result, group.publicOctets);
}

function toBigInt(octets: Uint8Array): bigint {
  return BigInt(`0x${toHex(octets)}`);
}

function toOctets(value: bigint, length: number): Uint8Array {
  const digits = value.toString(16).padStart(length * 2, '0');
  const octets = new Uint8Array(length);
  for (let i = 0; i < length; i++) octets[i] = Number.parseInt(digits.substr(2 * i, 2), 16);
  return octets;
}
