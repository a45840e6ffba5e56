/** An Espial that is refused by another one hears what differs, where the notify alone says less. */

import { describe, expect, it } from 'vitest';
import { EMPTY, utf8, utf8Text } from '../../src/base/bytes.ts';
import {
  DIFFERENCES,
  differenceDataOf,
  differenceOf,
} from '../../src/ike/failures/difference-data.ts';
import { mainModeProposalLikelyRefused } from '../../src/ike/failures/main-mode.ts';
import { refusedByPeer } from '../../src/ike/failures/quick-mode.ts';
import { refusalOf } from '../../src/ike/failures/refusal-data.ts';
import { NOTIFY } from '../../src/wire/numbers/isakmp.ts';

const PLACE = { where: 'quick mode, message 1', peer: 'beta' };

describe('notification data about what differs', () => {
  it.each(DIFFERENCES)('say %s and are read as that, and as nothing else', (code) => {
    const data = differenceDataOf({ code });
    expect(utf8Text(data)).toBe(`espial:${code}`);
    expect(differenceOf(data)).toBe(code);
    expect(refusalOf(data)).toBeUndefined();
  });

  it('say nothing of other failures', () => {
    expect(differenceDataOf({ code: 'no-common-quick-mode-proposal' })).toEqual(EMPTY);
    expect(differenceDataOf({ code: 'hash-wrong' })).toEqual(EMPTY);
  });

  it.each([
    '',
    'espial:',
    'espial:pfs-differs ',
    'ESPIAL:pfs-differs',
    'pfs-differs',
    '\0\0\0\x07',
  ])('that are %j are nothing', (text) => {
    expect(differenceOf(utf8(text))).toBeUndefined();
  });

  it.each(DIFFERENCES)('of %s are in the words of the one who is refused', (told) => {
    const quick = refusedByPeer(PLACE, NOTIFY['NO-PROPOSAL-CHOSEN'], [], false, told);
    expect(quick.detail).toMatch(/ It told why: .+[.]$/);
    expect(quick).toMatchObject({ told, code: 'no-common-quick-mode-proposal' });
    const main = mainModeProposalLikelyRefused(PLACE, [], told);
    expect(main).toMatchObject({ told, certainty: 'likely' });
  });

  it('are not needed', () => {
    const quick = refusedByPeer(PLACE, NOTIFY['NO-PROPOSAL-CHOSEN'], [], false);
    expect(quick.detail).not.toMatch('It told why');
    expect(quick).not.toHaveProperty('told');
  });
});
