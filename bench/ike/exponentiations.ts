/** What a pair of negotiations cannot do without: two key pairs and two secrets, by OpenSSL. */

import { createDiffieHellman, createECDH, randomBytes } from 'node:crypto';
import { groupFacts } from '../../src/crypto/groups.ts';
import type { GroupId } from '../../src/crypto/provider.ts';

/** Exponents that are used in turn: to draw them is no part of it. */
const EXPONENTS = 64;
const CURVES: Readonly<Record<number, string>> = { 19: 'prime256v1' };

/** Does the four exponentiations so many times. */
export function exponentiations(id: GroupId): (times: number) => void {
  const group = groupFacts(id);
  if (group.kind === 'ecp') return onCurve(CURVES[id]!);
  const object = createDiffieHellman(group.prime, group.generator);
  const peer = Buffer.from(object.generateKeys());
  const exponents = drawn(group.exponentOctets);
  return (times) => {
    for (let i = 0; i < times * 2; i++) {
      object.setPrivateKey(exponents[i % EXPONENTS]!);
      object.generateKeys();
      object.computeSecret(peer);
    }
  };
}

function onCurve(curve: string): (times: number) => void {
  const peer = createECDH(curve).generateKeys();
  const object = createECDH(curve);
  return (times) => {
    for (let i = 0; i < times * 2; i++) {
      object.generateKeys();
      object.computeSecret(peer);
    }
  };
}

function drawn(octets: number): readonly Buffer[] {
  return Array.from({ length: EXPONENTS }, () => randomBytes(octets));
}
