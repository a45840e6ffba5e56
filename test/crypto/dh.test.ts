import { describe, expect, it } from 'vitest';
import { copy, fromHex, toHex } from '../../src/base/bytes.ts';
import { type Random, seededRandom } from '../../src/base/random.ts';
import { GROUPS, groupFacts } from '../../src/crypto/groups.ts';
import { BadPublicValue, type DhKeyPair, type GroupId } from '../../src/crypto/provider.ts';
import { PROVIDERS, vectors } from './providers.ts';

interface DhCase {
  readonly source: string;
  readonly group: GroupId;
  readonly i: string;
  readonly gi: string;
  readonly r: string;
  readonly gr: string;
  readonly secret: string;
}

const cases = ['ecp.json', 'dh.json'].flatMap(
  (file) => vectors<{ cases: readonly DhCase[] }>(file).cases,
);
const IDS = GROUPS.map((group) => group.id);
const [node, noble] = PROVIDERS;

/** A source that gives one private value. */
function only(hex: string): Random {
  const octets = fromHex(hex);
  return {
    bytes(length) {
      expect(length).toBe(octets.length);
      return copy(octets);
    },
    fork: () => only(hex),
  };
}

describe.each(PROVIDERS)('Diffie-Hellman by $name', (provider) => {
  it.each(cases.map((one) => [`${one.source} of group ${one.group}`, one] as const))(
    '%s',
    (_name, one) => {
      const initiator = provider.generateKeyPair(one.group, only(one.i));
      const responder = provider.generateKeyPair(one.group, only(one.r));
      expect(toHex(initiator.publicValue)).toBe(one.gi);
      expect(toHex(responder.publicValue)).toBe(one.gr);
      expect(toHex(provider.sharedSecret(initiator, responder.publicValue))).toBe(one.secret);
      expect(toHex(provider.sharedSecret(responder, initiator.publicValue))).toBe(one.secret);
    },
  );

  it.each(IDS)('group %i takes a pair made elsewhere, or one known by its octets only', (id) => {
    const one = cases.find((known) => known.group === id)!;
    const pair: DhKeyPair = {
      group: id,
      publicValue: fromHex(one.gi),
      privateValue: fromHex(one.i),
    };
    expect(toHex(provider.sharedSecret(pair, fromHex(one.gr)))).toBe(one.secret);
  });

  it.each(IDS)('group %i refuses public values that must not be used', (id) => {
    const group = groupFacts(id);
    const pair = provider.generateKeyPair(id, seededRandom('refuse'));
    const good = provider.generateKeyPair(id, seededRandom('good')).publicValue;
    const bad: Uint8Array[] = [
      good.subarray(1),
      new Uint8Array([0, ...good]),
      new Uint8Array(0),
      new Uint8Array(group.publicOctets),
    ];
    if (group.kind === 'modp') {
      const one = new Uint8Array(group.publicOctets);
      one[one.length - 1] = 1;
      const less = copy(group.prime);
      less[less.length - 1]! -= 1;
      bad.push(one, less, group.prime, new Uint8Array(group.publicOctets).fill(0xff));
    } else {
      const off = copy(good);
      off[off.length - 1]! ^= 1;
      bad.push(off, new Uint8Array(group.publicOctets).fill(0xff));
    }
    for (const value of bad) {
      expect(() => provider.sharedSecret(pair, value), toHex(value)).toThrow(BadPublicValue);
    }
    expect(provider.sharedSecret(pair, good).length).toBe(group.secretOctets);
  });

  it('keeps one pair apart from the next of its group', () => {
    for (const id of [2, 19] as const) {
      const first = provider.generateKeyPair(id, seededRandom('first'));
      const second = provider.generateKeyPair(id, seededRandom('second'));
      const expected = toHex(provider.sharedSecret(second, first.publicValue));
      expect(toHex(provider.sharedSecret(first, second.publicValue))).toBe(expected);
    }
  });
});

describe('the providers against each other', () => {
  it.each(IDS)('group %i: same pair from the same source, same secret', (id) => {
    for (const seed of ['one', 'two', 'three']) {
      const ours = node!.generateKeyPair(id, seededRandom(seed));
      const theirs = noble!.generateKeyPair(id, seededRandom(seed));
      expect(toHex(theirs.publicValue)).toBe(toHex(ours.publicValue));
      expect(toHex(theirs.privateValue)).toBe(toHex(ours.privateValue));
      expect(ours.privateValue.length).toBeGreaterThanOrEqual(32);
      const peer = node!.generateKeyPair(id, seededRandom(`${seed} peer`)).publicValue;
      expect(toHex(noble!.sharedSecret(theirs, peer))).toBe(toHex(node!.sharedSecret(ours, peer)));
    }
  });

  it('meet values with a leading zero octet in seeded runs, and agree on them', () => {
    const random = seededRandom('leading zeros');
    let shortValues = 0;
    let shortSecrets = 0;
    for (let run = 0; run < 600; run++) {
      const id = run % 2 === 0 ? 1 : 2;
      const pair = node!.generateKeyPair(id, random);
      const peer = node!.generateKeyPair(id, random);
      const secret = node!.sharedSecret(pair, peer.publicValue);
      expect(pair.publicValue.length).toBe(groupFacts(id).publicOctets);
      expect(secret.length).toBe(groupFacts(id).secretOctets);
      if (pair.publicValue[0] !== 0 && secret[0] !== 0) continue;
      if (pair.publicValue[0] === 0) shortValues += 1;
      if (secret[0] === 0) shortSecrets += 1;
      expect(toHex(noble!.sharedSecret(peer, pair.publicValue))).toBe(toHex(secret));
      expect(toHex(noble!.sharedSecret(pair, peer.publicValue))).toBe(toHex(secret));
    }
    expect(shortValues).toBeGreaterThan(0);
    expect(shortSecrets).toBeGreaterThan(0);
  });

  it('treat a value outside the subgroup of the generator alike', () => {
    // p - 4 is no square modulo p, so no power of 2: lawful octets that no honest peer sends.
    for (const id of [1, 2, 5, 14] as const) {
      const value = copy((groupFacts(id) as { prime: Uint8Array }).prime);
      value[value.length - 1]! -= 4;
      const pair = node!.generateKeyPair(id, seededRandom('subgroup'));
      const outcome = (provider: typeof node) => {
        try {
          return toHex(provider!.sharedSecret(pair, value));
        } catch (error) {
          return (error as Error).name;
        }
      };
      expect(outcome(noble)).toBe(outcome(node));
    }
  });
});
