/** Diffie-Hellman groups: lengths, primes, orders, and which public values may be used. */

import { compare, copy, fromHex } from '../base/bytes.ts';
import type { Random } from '../base/random.ts';
import {
  PRIME_1,
  PRIME_2,
  PRIME_5,
  PRIME_14,
  PRIME_15,
  PRIME_16,
  PRIME_17,
  PRIME_18,
} from './primes.ts';
import { BadPublicValue, type GroupId } from './provider.ts';

interface GroupFacts {
  readonly id: GroupId;
  /** strongSwan's keyword. */
  readonly name: string;
  readonly label: string;
  /** Octets of a public value on the wire. */
  readonly publicOctets: number;
  /** Octets of the shared secret. */
  readonly secretOctets: number;
}

/** A group of integers modulo a safe prime (RFC 2409 6, RFC 3526). */
export interface ModpGroup extends GroupFacts {
  readonly kind: 'modp';
  readonly prime: Uint8Array;
  /** p - 1, the first public value that is too large. */
  readonly largest: Uint8Array;
  readonly generator: number;
  /** Octets of a private exponent: 256 bits, or the first estimate of RFC 3526 8 where it is more. */
  readonly exponentOctets: number;
}

/** A curve over a prime field (RFC 5903). A coordinate takes `secretOctets`. */
export interface EcpGroup extends GroupFacts {
  readonly kind: 'ecp';
  /** The order of the generator: private values lie between 0 and it. */
  readonly order: Uint8Array;
}

export type Group = ModpGroup | EcpGroup;

const ORDER_256 = 'ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551';
const ORDER_384 =
  'ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973';
const ORDER_521 = `01ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff
  fa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409`;

/** All groups, in the order of their numbers. */
export const GROUPS: readonly Group[] = [
  modp(1, PRIME_1, 32),
  modp(2, PRIME_2, 32),
  modp(5, PRIME_5, 32),
  modp(14, PRIME_14, 32),
  modp(15, PRIME_15, 33),
  modp(16, PRIME_16, 38),
  modp(17, PRIME_17, 43),
  modp(18, PRIME_18, 48),
  ecp(19, 256, 32, ORDER_256),
  ecp(20, 384, 48, ORDER_384),
  ecp(21, 521, 66, ORDER_521),
];

const BY_ID = new Map<number, Group>(GROUPS.map((group) => [group.id, group]));

/** The facts of a group. */
export function groupFacts(id: GroupId): Group {
  const group = BY_ID.get(id);
  if (group === undefined) throw new RangeError(`no Diffie-Hellman group ${id}`);
  return group;
}

/** Whether a number is the id of a group that Espial supports. */
export function isGroupId(id: number): id is GroupId {
  return BY_ID.has(id);
}

/**
 * Throws BadPublicValue unless a peer's value has exactly the group's length (RFC 2409 5, RFC 5903
 * 7) and, modulo a prime, lies between 1 and p - 1. Whether a point is on the curve is left to
 * whoever computes with it.
 */
export function checkPublicValue(group: Group, value: Uint8Array): void {
  if (value.length !== group.publicOctets) {
    throw new BadPublicValue(
      `the public value has ${value.length} octets; ${group.label} takes ${group.publicOctets}`,
    );
  }
  if (group.kind === 'ecp') return;
  if (isAtMostOne(value)) {
    throw new BadPublicValue(`the public value is 0 or 1, which gives no secret in ${group.label}`);
  }
  if (compare(value, group.largest) >= 0) {
    throw new BadPublicValue(`the public value is not below p - 1 of ${group.label}`);
  }
}

/** A new private value. Modulo a prime: a whole exponent's octets; on a curve: even below the order. */
export function privateValue(group: Group, random: Random): Uint8Array {
  if (group.kind === 'modp') return drawUntil(random, group.exponentOctets, 0xff, isAboveOne);
  const { order } = group;
  const topMask = order[0] === 0x01 ? 0x01 : 0xff;
  return drawUntil(
    random,
    order.length,
    topMask,
    (octets) => isAboveOne(octets) && compare(octets, order) < 0,
  );
}

/** A number's octets behind as many zeros as make up the length (RFC 2409 5). */
export function leftPad(octets: Uint8Array, length: number): Uint8Array {
  if (octets.length === length) return octets;
  const padded = new Uint8Array(length);
  padded.set(octets, length - octets.length);
  return padded;
}

/** Draws again what is refused: reducing instead would prefer some values. */
function drawUntil(
  random: Random,
  octets: number,
  topMask: number,
  accepts: (octets: Uint8Array) => boolean,
): Uint8Array {
  for (;;) {
    const drawn = random.bytes(octets);
    drawn[0]! &= topMask;
    if (accepts(drawn)) return drawn;
  }
}

function isAboveOne(octets: Uint8Array): boolean {
  return !isAtMostOne(octets);
}

function isAtMostOne(octets: Uint8Array): boolean {
  const last = octets.length - 1;
  for (let i = 0; i < last; i++) if (octets[i] !== 0) return false;
  return octets[last]! <= 1;
}

function minusOne(oddNumber: Uint8Array): Uint8Array {
  const less = copy(oddNumber);
  less[less.length - 1]! -= 1;
  return less;
}

function modp(id: GroupId, prime: Uint8Array, exponentOctets: number): ModpGroup {
  const octets = prime.length;
  const bits = octets * 8;
  return {
    id,
    kind: 'modp',
    name: `modp${bits}`,
    label: `MODP-${bits} (group ${id})`,
    publicOctets: octets,
    secretOctets: octets,
    prime,
    largest: minusOne(prime),
    generator: 2,
    exponentOctets,
  };
}

function ecp(id: GroupId, bits: number, octets: number, order: string): EcpGroup {
  return {
    id,
    kind: 'ecp',
    name: `ecp${bits}`,
    label: `ECP-${bits} (group ${id})`,
    publicOctets: 2 * octets,
    secretOctets: octets,
    order: fromHex(order),
  };
}
