import { describe, expect, test } from 'vitest';
import { toHex } from '../../src/base/bytes.ts';
import type { Dialect, MainModeProposal } from '../../src/ike/policy.ts';
import { TIMER_PROFILES } from '../../src/ike/timers.ts';
import { decodeMessage } from '../../src/wire/isakmp/message.ts';
import { Duo } from './duo.ts';

const dialect: Dialect = { name: 'windows-2003', aggressive: 'never', refuseWeak: false };
const proposals: MainModeProposal[] = [
  { encryption: '3des-cbc', keyBits: 192, hash: 'sha1', group: 2 },
];
const suite = { encryption: '3des-cbc', keyBits: 192, integrity: 'hmac-md5-96' } as const;
const WINDOWS = {
  peer: { dialect, proposals, timers: TIMER_PROFILES['windows-2003'] },
  child: { proposals: [{ protocol: 'esp', suite } as const] },
};

describe('what Windows 2003 offers', () => {
  test('has encryption, hash, group, method and a lifetime of four octets, in this order', () => {
    const duo = new Duo({ both: WINDOWS });
    duo.initiate();
    const sa = decodeMessage(duo.flights[0]!.message).payloads[0]!;
    const [transform] = sa.kind === 'sa' ? sa.proposals[0]!.transforms : [];
    expect(transform!.attributes.map(({ type, value }) => [type, toHex(value)])).toEqual([
      [1, '0005'],
      [2, '0002'],
      [4, '0002'],
      [3, '0001'],
      [11, '0001'],
      [12, '00007080'],
    ]);
  });
});
