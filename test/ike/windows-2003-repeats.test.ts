import { describe, expect, test } from 'vitest';
import type { Dialect, MainModeProposal } from '../../src/ike/policy.ts';
import { TIMER_PROFILES } from '../../src/ike/timers.ts';
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

describe('a responder of Windows 2003', () => {
  test('repeats message 2 after 1, 2, 4, 8, 16 and 32 seconds', () => {
    const duo = new Duo({ b: WINDOWS, a: { peer: { proposals } } });
    duo.initiate();
    duo.pass(1);
    duo.b.advance(70_000);
    const times = duo.b.sent.map(({ at }) => at - 1000);
    expect(times).toEqual([0, 1000, 3000, 7000, 15_000, 31_000, 63_000]);
  });
});
