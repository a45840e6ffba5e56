import { expect, it } from 'vitest';
import { seededRandom } from '../../../src/base/random.ts';
import { makeRealm, memberOf } from '../../../src/net/kerberos/make-realm.ts';
import { ALPHA, BRAVO, codeOf, Lab, problemOf, REALM, tokenOf } from './lab.ts';

const OTHER = 'OTHER.EXAMPLE';

it('there are no tickets for peers of another realm', () => {
  const lab = new Lab();
  lab.target = `${BRAVO}@${OTHER}`;
  expect(problemOf(lab.initiate())).toEqual({
    code: 'wrong-realm',
    subject: `${BRAVO}@${OTHER}`,
    detail:
      'The ticket service is that of LAB.EXAMPLE, but the peer is host/bravo.lab.example@OTHER.EXAMPLE: it gives tickets for its own realm only.',
    facts: [{ what: 'realm of the peer', expected: REALM, found: OTHER }],
  });
});

it('capital and small letters make different realms', () => {
  const lab = new Lab();
  lab.target = `${BRAVO}@${REALM.toLowerCase()}`;
  expect(problemOf(lab.initiate()).detail).toContain('Capital and small letters');
});

it('this host is of another realm than its ticket service', () => {
  const lab = new Lab();
  lab.alpha = { ...lab.alpha, principal: `${ALPHA}@${OTHER}` };
  expect(problemOf(lab.initiate())).toMatchObject({
    code: 'wrong-realm',
    subject: `${ALPHA}@${OTHER}`,
    facts: [{ what: 'realm of this host', expected: REALM, found: OTHER }],
  });
});

it('a ticket of another realm is not taken, whatever it says', () => {
  const lab = new Lab();
  const asked = tokenOf(lab.initiate());
  const other = makeRealm(OTHER, [ALPHA, BRAVO], seededRandom('another realm'));
  lab.bravo = memberOf(other, BRAVO);
  expect(problemOf(lab.accept(asked.token))).toMatchObject({
    code: 'wrong-realm',
    subject: `${BRAVO}@${REALM}`,
    detail:
      'A ticket of the realm LAB.EXAMPLE came, and this host is host/bravo.lab.example@OTHER.EXAMPLE, of another realm.',
  });
});

it('a realm of the same name with the same principals and other keys is another realm all the same', () => {
  const lab = new Lab();
  const twin = makeRealm(REALM, [ALPHA, BRAVO], seededRandom('an impostor'));
  lab.alpha = memberOf(twin, ALPHA);
  expect(codeOf(lab.accept(tokenOf(lab.initiate()).token))).toBe('wrong-service-key');
});
