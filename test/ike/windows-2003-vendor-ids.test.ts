import { describe, expect, test } from 'vitest';
import { toHex } from '../../src/base/bytes.ts';
import type { Dialect, MainModeProposal } from '../../src/ike/policy.ts';
import { TIMER_PROFILES } from '../../src/ike/timers.ts';
import { decodeMessage } from '../../src/wire/isakmp/message.ts';
import { findVendorId } from '../../src/wire/numbers/vendor-ids.ts';
import { Duo, established } from './duo.ts';

const dialect: Dialect = { name: 'windows-2003', aggressive: 'never', refuseWeak: false };
const proposals: MainModeProposal[] = [
  { encryption: '3des-cbc', keyBits: 192, hash: 'sha1', group: 2 },
];
const suite = { encryption: '3des-cbc', keyBits: 192, integrity: 'hmac-md5-96' } as const;
const WINDOWS = {
  peer: { dialect, proposals, timers: TIMER_PROFILES['windows-2003'] },
  child: { proposals: [{ protocol: 'esp', suite } as const] },
};

const vendorsOf = (message: Uint8Array): string[] =>
  decodeMessage(message).payloads.flatMap((payload) =>
    payload.kind === 'vendor-id' ? [findVendorId(payload.data)?.key ?? toHex(payload.data)] : [],
  );

describe('what Windows 2003 announces', () => {
  test('is its version, fragments, NAT-T draft 02 and that it has no main mode yet, in this order', () => {
    const duo = new Duo({ both: WINDOWS });
    const [one, two] = duo.complete();
    const all = ['MS_NT5_2003', 'FRAGMENTATION', 'NAT_T_02_LINE_FEED', 'INITIAL_CONTACT'];
    expect(vendorsOf(one!.message)).toEqual(all);
    expect(vendorsOf(two!.message)).toEqual(all);
    expect(established(duo)).toBe('1 1 1 1');
  });

  test('does not say so beside another main mode with the same peer', () => {
    const duo = new Duo({ both: WINDOWS });
    duo.complete();
    duo.initiate('transport', 'b');
    duo.settle();
    duo.b.engine.renewMainModes('a', duo.now);
    expect(duo.b.sent.length).toBeGreaterThan(0);
    const one = duo.b.sent.findLast(({ message }) => message[18] === 2 && message[16] === 1);
    expect(vendorsOf(one!.message)).not.toContain('INITIAL_CONTACT');
  });

  test('has no NAT traversal where that is off', () => {
    const duo = new Duo({ a: { ...WINDOWS, peer: { ...WINDOWS.peer, natTraversal: 'off' } } });
    duo.initiate();
    expect(vendorsOf(duo.flights[0]!.message)).not.toContain('NAT_T_02_LINE_FEED');
  });
});
