import { describe, expect, test } from 'vitest';
import { toHex } from '../../src/base/bytes.ts';
import { CBC_CIPHERS, HASHES } from '../../src/crypto/algorithms.ts';
import type { CbcName, GroupId, HashName } from '../../src/crypto/provider.ts';
import type { IdentityConfig, MainModeProposal } from '../../src/ike/policy.ts';
import type { Pair, PairOptions } from '../../src/sim/pair.ts';
import { labPair, must, pingTo } from '../host/pairs.ts';

const GROUPS: readonly GroupId[] = [1, 2, 5, 14, 15, 16, 19, 20, 21];
const ciphers = (Object.keys(CBC_CIPHERS) as CbcName[]).flatMap((encryption) =>
  CBC_CIPHERS[encryption].keyBits.map((keyBits) => ({ encryption, keyBits })),
);
const everyCipherAndHash = ciphers.flatMap((cipher) =>
  (Object.keys(HASHES) as HashName[]).map((hash) => ({ ...cipher, hash, group: 19 as const })),
);
const everyGroup = GROUPS.map((group, index) => ({
  ...ciphers[index % ciphers.length]!,
  hash: 'sha256' as const,
  group,
}));

const textOf = ({ encryption, keyBits, hash, group }: MainModeProposal): string =>
  `${encryption} ${keyBits}, ${hash}, group ${group}`;

/** Brings the tunnel up from one side and sends a ping through it: wrong keys would not carry it. */
function agree(options: PairOptions, from: 'a' | 'b' = 'a'): Pair {
  const subject = labPair(options);
  const to = from === 'a' ? '10.2.0.1' : '10.1.0.1';
  const ping = subject.command(subject[from], pingTo(to, { count: 1 }));
  expect(must(ping, 'ping').received).toBe(1);
  return subject;
}

describe('main mode agrees', () => {
  test.each(everyCipherAndHash.map((proposal) => ({ name: textOf(proposal), proposal })))(
    'on $name',
    ({ proposal }) => {
      const proposals = [proposal];
      const subject = agree({ both: { peer: { proposals } } }, proposal.keyBits > 128 ? 'b' : 'a');
      for (const side of [subject.a, subject.b]) {
        const [established] = subject.events(side, 'main-mode-established');
        expect(established?.proposal).toContain(HASHES[proposal.hash].label);
      }
      const [left, right] = [subject.a, subject.b].map((side) =>
        subject.events(side, 'isakmp-keys').map(({ cipherKey }) => toHex(cipherKey.reveal())),
      );
      expect(left).toEqual(right);
      expect(left![0]).toHaveLength(proposal.keyBits / 4);
    },
  );

  test.each(everyGroup.map((proposal) => ({ name: textOf(proposal), proposal })))(
    'on $name',
    ({ proposal }) => {
      const subject = agree({ both: { peer: { proposals: [proposal] } } });
      const [established] = subject.events(subject.b, 'main-mode-established');
      expect(established?.proposal).toContain(`group ${proposal.group}`);
    },
  );

  test("on the first of the initiator's offers that the responder has too, in the initiator's order", () => {
    const [des, tripleDes, aes128, aes192, aes256] = ciphers.map((cipher) => ({
      ...cipher,
      hash: 'sha1' as const,
      group: 19 as const,
    }));
    const subject = agree({
      a: { peer: { proposals: [des!, aes256!, tripleDes!, aes192!] } },
      b: { peer: { proposals: [aes128!, aes192!, tripleDes!] } },
    });
    const proposals = [subject.a, subject.b].map(
      (side) => subject.events(side, 'main-mode-established')[0]!.proposal,
    );
    expect(proposals).toEqual(['3DES-CBC, SHA1, group 19', '3DES-CBC, SHA1, group 19']);
  });

  test('on the shorter of the two lifetimes', () => {
    const subject = agree({
      a: { peer: { lifetime: { seconds: 3000, kilobytes: 0 } } },
      b: { peer: { lifetime: { seconds: 1000, kilobytes: 0 } } },
    });
    const seconds = [subject.a, subject.b].map(
      (side) => subject.events(side, 'main-mode-established')[0]!.lifetimeSeconds,
    );
    // RFC 2408 4.2: the answer repeats the offer, so the initiator cannot know of the shorter one.
    expect(seconds).toEqual([3000, 1000]);
  });
});

const identities: readonly (IdentityConfig & { readonly text: string })[] = [
  { type: 'address', value: '198.51.100.7', text: '198.51.100.7 (ID_IPV4_ADDR)' },
  { type: 'address', value: '2001:db8::7', text: '2001:db8::7 (ID_IPV6_ADDR)' },
  { type: 'fqdn', value: 'gate.example.org', text: 'gate.example.org (ID_FQDN)' },
  { type: 'user-fqdn', value: 'ops@example.org', text: 'ops@example.org (ID_USER_FQDN)' },
  { type: 'key-id', value: 'site 12', text: 'site 12 (ID_KEY_ID)' },
];

describe('identities', () => {
  test.each(identities)('of type $type as $value are proved to either side', ({ text, ...own }) => {
    const subject = agree({
      a: { peer: { localIdentity: own, remoteIdentity: own } },
      b: { peer: { localIdentity: own, remoteIdentity: own } },
    });
    for (const side of [subject.a, subject.b]) {
      const [established] = subject.events(side, 'main-mode-established');
      expect(established).toMatchObject({ localIdentity: text, remoteIdentity: text });
    }
  });

  test('of a name match without regard to case', () => {
    const named = (value: string): IdentityConfig => ({ type: 'fqdn', value });
    agree({
      a: { peer: { localIdentity: named('Gate.Example.ORG') } },
      b: { peer: { remoteIdentity: named('gate.example.org') } },
    });
  });

  test('are the addresses where nothing is configured', () => {
    const subject = agree({});
    const [established] = subject.events(subject.b, 'main-mode-established');
    expect(established?.localIdentity).toBe('192.0.2.2 (ID_IPV4_ADDR)');
    expect(established?.remoteIdentity).toBe('192.0.2.1 (ID_IPV4_ADDR)');
  });
});
