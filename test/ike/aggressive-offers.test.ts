import { describe, expect, test } from 'vitest';
import { DEFAULT_DIALECT, type Dialect, type MainModeProposal } from '../../src/ike/policy.ts';
import { decodeMessage } from '../../src/wire/isakmp/message.ts';
import { Duo } from './duo.ts';

const dialect = (aggressive: Dialect['aggressive']) => ({
  dialect: { ...DEFAULT_DIALECT, aggressive },
});
const AGGRESSIVE = { a: { peer: dialect('initiate') }, b: { peer: dialect('accept') } };

describe('the offers of aggressive mode', () => {
  test('are those of one group, the first', () => {
    const proposal = (group: MainModeProposal['group'], hash: MainModeProposal['hash']) =>
      ({ encryption: 'aes-cbc', keyBits: 128, hash, group }) as const;
    const proposals = [proposal(19, 'sha256'), proposal(2, 'sha1'), proposal(19, 'sha1')];
    const duo = new Duo({
      a: { peer: { ...AGGRESSIVE.a.peer, proposals } },
      b: { peer: { ...AGGRESSIVE.b.peer, proposals: [proposal(19, 'sha1')] } },
    });
    duo.initiate();
    const sa = decodeMessage(duo.flights[0]!.message).payloads[0]!;
    expect(sa.kind === 'sa' && sa.proposals[0]!.transforms).toHaveLength(2);
    duo.settle();
    expect(duo.a.of('main-mode-established')[0]!.proposal).toBe('AES-CBC-128, SHA1, group 19');
  });
});
