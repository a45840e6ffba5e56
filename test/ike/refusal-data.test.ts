import { describe, expect, it } from 'vitest';
import { EMPTY, utf8, utf8Text } from '../../src/base/bytes.ts';
import { authenticationFailure } from '../../src/ike/failures/authentication.ts';
import { hashWrong } from '../../src/ike/failures/main-mode.ts';
import { REFUSALS, refusalDataOf, refusalOf } from '../../src/ike/failures/refusal-data.ts';
import { likelyRefusedMainMode } from '../../src/ike/failures/refused.ts';

const PLACE = { where: 'main mode, message 3', peer: 'beta' };

function failure(
  code: 'certificate-expired' | 'not-in-domain' | 'clock-skew',
  whose: 'own' | 'peer',
) {
  return authenticationFailure(PLACE, { code, subject: '', detail: 'So it is.', facts: [] }, whose);
}

describe('notification data between two Espials', () => {
  it('name the problem, and say where it is the sender that has it', () => {
    const said = (...of: Parameters<typeof failure>) => utf8Text(refusalDataOf(failure(...of)));
    expect(said('certificate-expired', 'peer')).toBe('espial:certificate-expired');
    expect(said('not-in-domain', 'own')).toBe('espial:own:not-in-domain');
    expect(said('clock-skew', 'own')).toBe('espial:own:clock-skew');
    expect(said('clock-skew', 'peer')).toBe('espial:clock-skew');
  });

  it('put a problem with the one who can have it, whatever effect it came from', () => {
    expect(utf8Text(refusalDataOf(failure('not-in-domain', 'peer')))).toBe(
      'espial:own:not-in-domain',
    );
    expect(failure('not-in-domain', 'peer').failurePoint).toBe('Me');
    expect(failure('certificate-expired', 'own').failurePoint).toBe('Peer');
  });

  it('say nothing of other failures', () => {
    expect(refusalDataOf(hashWrong(PLACE, 'HASH_I'))).toEqual(EMPTY);
  });

  it.each([
    '',
    'espial:',
    'espial:no-such-problem',
    'espial:own:',
    'espial:own:certificate-expired',
    'espial:not-in-domain',
    'Espial:certificate-expired',
    'espial:certificate-expired ',
    'espial:certificate-expired\0',
    'espial:__proto__',
    'certificate-expired',
  ])('are nothing to go by where they are not of the list: %j', (text) => {
    expect(refusalOf(utf8(text))).toBeUndefined();
  });

  it('are nothing to go by where they are no UTF-8, or long', () => {
    expect(refusalOf(new Uint8Array([0xff, 0xfe, 0x00]))).toBeUndefined();
    expect(refusalOf(new Uint8Array(65_000).fill(0x61))).toBeUndefined();
  });

  it('come back as what was said', () => {
    for (const told of REFUSALS) {
      const text = `espial:${told.whose === 'own' ? 'own:' : ''}${told.code}`;
      expect(refusalOf(utf8(text))).toEqual(told);
    }
  });

  it('are only likely where they came in clear', () => {
    const words = likelyRefusedMainMode(PLACE, { code: 'clock-skew', whose: 'peer' }, 3);
    expect(words).toMatchObject({
      code: 'peer-says-clock-skew',
      certainty: 'likely',
      notify: undefined,
      failurePoint: 'Peer',
    });
    expect(words.title).toMatch(/^As it seems: beta says/);
    expect(words.detail).toContain('sent its message 3 times');
    expect(words.detail).toContain('Nobody can vouch');
  });
});
