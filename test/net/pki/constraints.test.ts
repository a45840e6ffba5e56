import { describe, expect, it } from 'vitest';
import { distinguishedName, problemOf, verdict } from './lab.ts';

describe('an authority bound to names (RFC 5280 4.2.1.10)', () => {
  it('vouches for what it may', () => {
    expect(verdict({ sent: ['bound-good', 'bound'] })).toBe('verified');
  });

  it.each([
    ['bound-other-domain', 'alpha.elsewhere.example', 'only lab.example is permitted'],
    ['bound-excluded-domain', 'alpha.bad.lab.example', 'bad.lab.example is excluded'],
    ['bound-excluded-address', 'IP:192.0.2.200', 'is excluded'],
    ['bound-other-house', 'DN:C=XX, O=Elsewhere, CN=alpha', 'is permitted'],
  ])('does not vouch for %s', (name, what, why) => {
    const identity = { idType: 9, data: distinguishedName('alpha') };
    const found = problemOf({ sent: [name, 'bound'], identity });
    expect(found.code).toBe('not-an-authority');
    expect(found.detail).toContain(what);
    expect(found.detail).toContain(why);
  });
});
