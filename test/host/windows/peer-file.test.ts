import { describe, expect, test } from 'vitest';
import type { MainModeProposal } from '../../../src/ike/policy.ts';
import { type Pair, pair } from '../../../src/sim/pair.ts';
import { byKey, type SideOptions } from '../../../src/sim/pair-config.ts';
import { echo, ping } from './commands.ts';
import { flow } from './engines.ts';
import { esp, example, psk, rules, windows } from './policies.ts';
import { kinds, passed } from './realm.ts';

const proposals: MainModeProposal[] = [
  { encryption: '3des-cbc', keyBits: 192, hash: 'sha1', group: 2 },
];
const suite = { encryption: '3des-cbc', keyBits: 192, integrity: 'hmac-sha1-96' } as const;

/** A host as a peer file has it: it knows its peer by name and lists its entries. */
const FILE: SideOptions = {
  peer: { proposals, authentication: [byKey('the same on both sides')] },
  child: { proposals: [{ protocol: 'esp', suite }] },
};

const works = (both: Pair, from = both.a): void => {
  const to = from === both.a ? both.b : both.a;
  expect(both.command(from, ping(to, 3))).toMatchObject({ value: { received: 3 } });
  expect(kinds(passed(both))).toEqual(['ESP', 'IKE']);
};

describe('a computer with a policy and a host with a peer file', () => {
  const policy = rules([{ name: 'all' }]);

  test('agree, whoever begins', () => {
    works(pair({ a: windows(policy), b: FILE }));
    const both = pair({ a: windows(policy), b: FILE });
    works(both, both.b);
    expect(both.events(both.a, 'quick-mode-established')).toMatchObject([{ policy: flow('all') }]);
  });

  test('agree under the default response', () => {
    const both = pair({ a: windows(example('Client (Respond Only)', [psk()])), b: FILE });
    both.command(both.b, echo(both.a, 2));
    both.run(5000);
    expect(both.events(both.b, 'udp-received')).toHaveLength(2);
    expect(both.events(both.a, 'quick-mode-established')).toMatchObject([
      { policy: flow('<Dynamic>') },
    ]);
  });

  test('renew their SAs in time, and traffic goes on', () => {
    const short = rules([{ name: 'all' }], [esp('3DES', 'SHA1', 300)]);
    const both = pair({ a: windows(short), b: FILE });
    works(both);
    for (let minute = 0; minute < 30; minute++) {
      both.run(59_000);
      expect(both.command(both.a, ping(both.b))).toMatchObject({ value: { received: 1 } });
    }
    expect(both.events(both.a, 'quick-mode-established').length).toBeGreaterThan(5);
    expect(both.events(both.a, 'main-mode-established')).toHaveLength(1);
    expect(kinds(passed(both))).toEqual(['ESP', 'IKE']);
  });

  test('say what each has where they do not agree', () => {
    const both = pair({ a: windows(rules([{ name: 'all' }], [esp('DES', 'MD5')])), b: FILE });
    both.command(both.a, ping(both.b));
    both.run(5000);
    expect(both.lastFailure(both.b)).toMatchObject({ code: 'no-common-quick-mode-proposal' });
  });
});
