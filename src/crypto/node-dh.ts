/** Diffie-Hellman by node:crypto. */

import { createECDH, type ECDH } from 'node:crypto';
import type { Random } from '../base/random.ts';
import {
  checkPublicValue,
  type EcpGroup,
  groupFacts,
  leftPad,
  type ModpGroup,
  privateValue,
} from './groups.ts';
import { type ModpPowers, modpPowers, plain } from './node-modp.ts';
import { BadPublicValue, type DhKeyPair, type GroupId } from './provider.ts';

const CURVES: Readonly<Record<number, string>> = {
  19: 'prime256v1',
  20: 'secp384r1',
  21: 'secp521r1',
};
/** SEC 1's mark of a point given by both coordinates; IKE leaves it out. */
const UNCOMPRESSED = 4;

const powersByGroup = new Map<GroupId, ModpPowers>();
/** To load a private value computes the public one again, so pairs keep their objects. */
const ecdhObjects = new WeakMap<DhKeyPair, ECDH>();

/** A new key pair. */
export function nodeKeyPair(id: GroupId, random: Random): DhKeyPair {
  const group = groupFacts(id);
  const exponent = privateValue(group, random);
  return group.kind === 'modp' ? modpPair(group, exponent) : ecpPair(group, exponent);
}

/** The shared secret at the group's full length. Throws BadPublicValue. */
export function nodeSharedSecret(pair: DhKeyPair, peerPublicValue: Uint8Array): Uint8Array {
  const group = groupFacts(pair.group);
  checkPublicValue(group, peerPublicValue);
  return group.kind === 'modp'
    ? modpSecret(group, pair, peerPublicValue)
    : ecpSecret(group, pair, peerPublicValue);
}

function modpPair(group: ModpGroup, exponent: Uint8Array): DhKeyPair {
  const publicValue = powersOf(group).publicValue(exponent);
  return { group: group.id, publicValue, privateValue: exponent };
}

function modpSecret(group: ModpGroup, pair: DhKeyPair, peerPublicValue: Uint8Array): Uint8Array {
  try {
    return powersOf(group).secret(pair.privateValue, peerPublicValue);
  } catch {
    throw new BadPublicValue(`the public value does not belong to ${group.label}`);
  }
}

function powersOf(group: ModpGroup): ModpPowers {
  let powers = powersByGroup.get(group.id);
  if (powers === undefined) {
    powers = modpPowers(group);
    powersByGroup.set(group.id, powers);
  }
  return powers;
}

function ecpPair(group: EcpGroup, exponent: Uint8Array): DhKeyPair {
  const object = ecdhObject(group, exponent);
  const publicValue = plain(object.getPublicKey()).slice(1);
  const pair: DhKeyPair = { group: group.id, publicValue, privateValue: exponent };
  ecdhObjects.set(pair, object);
  return pair;
}

function ecpSecret(group: EcpGroup, pair: DhKeyPair, peerPublicValue: Uint8Array): Uint8Array {
  const object = ecdhObjects.get(pair) ?? ecdhObject(group, pair.privateValue);
  const point = new Uint8Array(1 + peerPublicValue.length);
  point[0] = UNCOMPRESSED;
  point.set(peerPublicValue, 1);
  try {
    return leftPad(plain(object.computeSecret(point)), group.secretOctets);
  } catch {
    throw new BadPublicValue(`the public value is no point on the curve of ${group.label}`);
  }
}

function ecdhObject(group: EcpGroup, exponent: Uint8Array): ECDH {
  const object = createECDH(CURVES[group.id]!);
  object.setPrivateKey(exponent);
  return object;
}
