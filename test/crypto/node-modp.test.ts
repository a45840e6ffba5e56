import { describe, expect, it } from 'vitest';
import { copy, fromHex, toHex } from '../../src/base/bytes.ts';
import { groupFacts, type ModpGroup } from '../../src/crypto/groups.ts';
import { type ModpPowers, modpByKeys, modpByObject } from '../../src/crypto/node-modp.ts';
import type { GroupId } from '../../src/crypto/provider.ts';
import { vectors } from './providers.ts';

interface DhCase {
  readonly source: string;
  readonly group: GroupId;
  readonly i: string;
  readonly gi: string;
  readonly gr: string;
  readonly secret: string;
}

const { cases } = vectors<{ cases: readonly DhCase[] }>('dh.json');
const WAYS = [
  ['one object', modpByObject],
  ['key objects', modpByKeys],
] as const;

function group(id: GroupId): ModpGroup {
  const facts = groupFacts(id);
  if (facts.kind !== 'modp') throw new Error('not a MODP group');
  return facts;
}

/** Groups 15 and 16 take seconds to create where OpenSSL tests the prime. */
describe.each(WAYS)('MODP by %s', (_name, make) => {
  it.each([1, 2, 5, 14] as const)('group %i gives the known values, short ones too', (id) => {
    const powers: ModpPowers = make(group(id));
    for (const one of cases.filter((known) => known.group === id)) {
      const exponent = fromHex(one.i);
      expect(toHex(powers.secret(exponent, fromHex(one.gr))), one.source).toBe(one.secret);
      expect(toHex(powers.publicValue(exponent)), one.source).toBe(one.gi);
      expect(toHex(powers.publicValue(copy(exponent))), one.source).toBe(one.gi);
    }
  });
});
