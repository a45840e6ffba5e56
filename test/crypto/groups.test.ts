import { describe, expect, it } from 'vitest';
import { toHex } from '../../src/base/bytes.ts';
import { seededRandom } from '../../src/base/random.ts';
import { isWeakGroup } from '../../src/crypto/algorithms.ts';
import { GROUPS, groupFacts, isGroupId, privateValue } from '../../src/crypto/groups.ts';

/** What the RFCs add to the digits of pi (RFC 2409 6.1 and 6.2, RFC 3526 2 to 7). */
const ADDED = new Map([
  [1, 149686n],
  [2, 129093n],
  [5, 741804n],
  [14, 124476n],
  [15, 1690314n],
  [16, 240904n],
  [17, 929484n],
  [18, 4743158n],
]);

/** Exponent sizes: RFC 3526 8's first estimate, but never under 256 bits. */
const EXPONENT_BITS = new Map([
  [1, 256],
  [2, 256],
  [5, 256],
  [14, 256],
  [15, 260],
  [16, 300],
  [17, 340],
  [18, 380],
]);

/** The whole part of pi times a power of two, by Machin's formula. */
function piTimesPowerOfTwo(bits: bigint): bigint {
  const guard = 64n;
  const one = 1n << (bits + guard);
  const inverseTangent = (n: bigint): bigint => {
    let total = 0n;
    let sign = 1n;
    let k = 1n;
    for (let term = one / n; term !== 0n; term /= n * n) {
      total += (sign * term) / k;
      sign = -sign;
      k += 2n;
    }
    return total;
  };
  return (16n * inverseTangent(5n) - 4n * inverseTangent(239n)) >> guard;
}

describe('Diffie-Hellman groups', () => {
  it.each([...ADDED])('the prime of group %i is what its formula gives', (id, added) => {
    const group = groupFacts(id as 1);
    if (group.kind !== 'modp') throw new Error('not a MODP group');
    const bits = BigInt(group.publicOctets * 8);
    const prime =
      2n ** bits - 2n ** (bits - 64n) - 1n + 2n ** 64n * (piTimesPowerOfTwo(bits - 130n) + added);
    expect(toHex(group.prime)).toBe(prime.toString(16));
    expect(group.generator).toBe(2);
    expect(group.exponentOctets).toBe(Math.ceil(EXPONENT_BITS.get(id)! / 8));
  });

  it('have the lengths of RFC 2409, 3526 and 5903', () => {
    const lengths = GROUPS.map((group) => [group.id, group.publicOctets, group.secretOctets]);
    expect(lengths).toEqual([
      [1, 96, 96],
      [2, 128, 128],
      [5, 192, 192],
      [14, 256, 256],
      [15, 384, 384],
      [16, 512, 512],
      [17, 768, 768],
      [18, 1024, 1024],
      [19, 64, 32],
      [20, 96, 48],
      [21, 132, 66],
    ]);
    expect(GROUPS.filter((group) => isWeakGroup(group.id)).map((group) => group.id)).toEqual([
      1, 2,
    ]);
  });

  it('are known by number', () => {
    expect(isGroupId(14)).toBe(true);
    expect(isGroupId(3)).toBe(false);
    expect(() => groupFacts(31 as 1)).toThrow(/no Diffie-Hellman group 31/);
  });

  it('draw private values anew that are out of range', () => {
    const order = (groupFacts(19) as { order: Uint8Array }).order;
    const draws = [new Uint8Array(32), order, new Uint8Array(32).fill(0x11)];
    const random = { bytes: () => draws.shift()!, fork: () => random };
    expect(toHex(privateValue(groupFacts(19), random))).toBe('11'.repeat(32));
    for (let i = 0; i < 20; i++) {
      const drawn = privateValue(groupFacts(21), seededRandom(`p521 ${i}`));
      expect(drawn.length).toBe(66);
      expect(drawn[0]! <= 1).toBe(true);
    }
  });
});
