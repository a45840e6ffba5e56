import { describe, expect, test } from 'vitest';
import { DEFAULT_DIALECT, type MainModeProposal, type PeerPolicy } from '../../src/ike/policy.ts';
import { Duo } from './duo.ts';

const aes: MainModeProposal = { encryption: 'aes-cbc', keyBits: 128, hash: 'sha1', group: 19 };
const weaknessesOf = (peer: Partial<PeerPolicy>, b: Partial<PeerPolicy> = peer) => {
  const duo = new Duo({ a: { peer }, b: { peer: b } });
  duo.complete();
  return [duo.a, duo.b].map((side) => side.of('main-mode-established')[0]!.weaknesses);
};

describe('what is weak about a main mode', () => {
  test.each<[string, Partial<MainModeProposal>, string[]]>([
    ['nothing', {}, []],
    ['DES', { encryption: 'des-cbc', keyBits: 64 }, ['DES-CBC has a 56-bit key']],
    ['MD5', { hash: 'md5' }, ['MD5 is broken as a hash']],
    ['group 1', { group: 1 }, ['group 1 has only 768 bits']],
    ['group 2', { group: 2 }, ['group 2 has only 1024 bits']],
  ])('is said when it is up, on both sides: %s', (_name, change, words) => {
    expect(weaknessesOf({ proposals: [{ ...aes, ...change }] })).toEqual([words, words]);
  });

  test('is the mode itself where it is aggressive', () => {
    const dialect = { ...DEFAULT_DIALECT, aggressive: 'initiate' } as const;
    const [words] = weaknessesOf({ dialect }, { dialect: { ...dialect, aggressive: 'accept' } });
    expect(words).toEqual([expect.stringContaining('aggressive mode')]);
  });

  test('stands in the view of the SA', () => {
    const duo = new Duo({ both: { peer: { proposals: [{ ...aes, hash: 'md5' }] } } });
    duo.complete();
    expect(duo.a.engine.mainModeSas()).toMatchObject([
      { exchange: 'main mode', weaknesses: ['MD5 is broken as a hash'] },
    ]);
  });
});

describe('what is weak about a quick mode', () => {
  test('is said when it is up, its PFS group too', () => {
    const suite = { encryption: 'null', keyBits: 0, integrity: 'hmac-md5-96' } as const;
    const child = { proposals: [{ protocol: 'esp', suite } as const], pfsGroup: 2 } as const;
    const duo = new Duo({ both: { child } });
    duo.complete();
    expect(duo.b.of('quick-mode-established')[0]!.weaknesses).toEqual([
      'NULL does not encrypt',
      'MD5 is broken as a hash',
      'group 2 has only 1024 bits',
    ]);
  });
});
