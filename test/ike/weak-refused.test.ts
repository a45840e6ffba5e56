import { describe, expect, test } from 'vitest';
import { checkConfig } from '../../src/host/config-check.ts';
import {
  DEFAULT_DIALECT,
  type MainModeProposal,
  type QuickModeProposal,
} from '../../src/ike/policy.ts';
import { pairConfig } from '../../src/sim/pair-config.ts';
import { decodeMessage } from '../../src/wire/isakmp/message.ts';
import { Duo } from './duo.ts';

const strong: MainModeProposal = { encryption: 'aes-cbc', keyBits: 128, hash: 'sha1', group: 19 };
const weak: MainModeProposal = { encryption: 'des-cbc', keyBits: 64, hash: 'sha1', group: 19 };
const strict = { ...DEFAULT_DIALECT, refuseWeak: true };
const esp = (encryption: 'aes-cbc' | 'des-cbc'): QuickModeProposal => ({
  protocol: 'esp',
  suite: { encryption, keyBits: encryption === 'aes-cbc' ? 128 : 64, integrity: 'hmac-sha1-96' },
});

describe('a policy that refuses what is weak', () => {
  test('does not offer it', () => {
    const duo = new Duo({ a: { peer: { dialect: strict, proposals: [weak, strong] } } });
    duo.initiate();
    const sa = decodeMessage(duo.flights[0]!.message).payloads[0]!;
    expect(sa.kind === 'sa' && sa.proposals[0]!.transforms).toHaveLength(1);
  });

  test('does not take it, and says which attribute is weak', () => {
    const duo = new Duo({
      a: { peer: { proposals: [weak] } },
      b: { peer: { dialect: strict, proposals: [weak, strong] } },
    });
    duo.initiate();
    duo.settle();
    expect(duo.b.failures[0]).toMatchObject({
      code: 'weak-refused',
      where: 'main mode, message 1',
      notify: 14,
      detail: expect.stringContaining('DES-CBC has a 56-bit key'),
    });
  });

  test('does the same in quick mode', () => {
    const duo = new Duo({
      a: { child: { proposals: [esp('des-cbc')] } },
      b: { peer: { dialect: strict }, child: { proposals: [esp('des-cbc'), esp('aes-cbc')] } },
    });
    duo.complete();
    expect(duo.b.failures[0]).toMatchObject({
      code: 'weak-refused',
      where: 'quick mode, message 1',
    });
    expect(duo.b.failures[0]!.detail).toContain('DES-CBC has a 56-bit key');
    expect(duo.a.failures[0]).toMatchObject({ code: 'no-common-quick-mode-proposal' });
  });

  test('takes what is sound of an offer', () => {
    const duo = new Duo({
      a: { peer: { proposals: [weak, strong] } },
      b: { peer: { dialect: strict, proposals: [weak, strong] } },
    });
    duo.complete();
    expect(duo.b.of('main-mode-established')[0]!.proposal).toBe('AES-CBC-128, SHA1, group 19');
  });

  test('must leave something', () => {
    const side = { peer: { dialect: strict, proposals: [weak] } };
    expect(() => checkConfig(pairConfig('a', side))).toThrow(/refuseWeak leaves none/);
    const child = { peer: { dialect: strict }, child: { proposals: [esp('des-cbc')] } };
    expect(() => checkConfig(pairConfig('a', child))).toThrow(/no proposal that refuseWeak leaves/);
  });
});
