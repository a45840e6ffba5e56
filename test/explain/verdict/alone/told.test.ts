/** What an Espial told another one of its refusal decides, with that much certainty as its notify has. */

import { describe, expect, it } from 'vitest';
import type { Difference } from '../../../../src/ike/failures/difference-data.ts';
import { mainModeProposalLikelyRefused } from '../../../../src/ike/failures/main-mode.ts';
import { refusedByPeer } from '../../../../src/ike/failures/quick-mode.ts';
import { refusedByNotify } from '../../../../src/ike/failures/refused-by-notify.ts';
import { NOTIFY } from '../../../../src/wire/numbers/isakmp.ts';
import { event, explained, named } from './one-side.ts';

const REFUSED = NOTIFY['NO-PROPOSAL-CHOSEN'];

function quick(told?: Difference) {
  const place = { where: 'quick mode, message 1', peer: 'beta' };
  const failure = refusedByPeer(place, REFUSED, [], false, told);
  return [event('quick-mode-failed', 10, { failure, messageId: 5 })];
}

describe('a refusal', () => {
  it('of quick mode is what the peer told, for it is protected', () => {
    expect(named(quick('pfs-differs'), [])).toBe('certain pfs-differs');
    expect(named(quick('lifetime-too-long'), [])).toBe('certain lifetime-longer');
    const { because, fix } = explained(quick('pfs-differs'), []);
    expect(because).toMatch('told why: the two hosts differ in perfect forward secrecy');
    expect(fix.join(' ')).toMatch('PFS');
  });

  it('of quick mode by one who tells nothing may be several things', () => {
    expect(named(quick(), [])).toBe('likely no-common-quick-mode-proposal');
    expect(explained(quick(), []).considered).toEqual(
      expect.arrayContaining(['pfs-differs', 'encapsulation-differs', 'protocols-differ']),
    );
  });

  it('of main mode is likely what the peer told, for it is in clear', () => {
    const place = { where: 'main mode, message 1', peer: 'beta' };
    const failure = mainModeProposalLikelyRefused(place, [], 'weak-refused');
    expect(named([event('main-mode-failed', 10, { failure })], [])).toBe('likely weak-refused');
  });

  it('of the authority of a certificate is likely one that is not trusted', () => {
    const place = { where: 'main mode, message 5', peer: 'beta' };
    const type = NOTIFY['INVALID-CERT-AUTHORITY'];
    const failure = refusedByNotify(place, type, 'certificate', 'CN=alpha');
    const events = [event('main-mode-failed', 10, { failure })];
    expect(named(events, [])).toBe('likely certificate-not-trusted');
    expect(explained(events, []).considered).toContain('certificate-chain-incomplete');
  });
});
