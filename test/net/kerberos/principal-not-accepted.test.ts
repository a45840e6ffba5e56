import { expect, it } from 'vitest';
import { ALPHA, BRAVO, CAROL, Lab, problemOf, REALM, tokenOf } from './lab.ts';

it('the responder wants another principal than the one that is proved', () => {
  const lab = new Lab();
  lab.bravo = { ...lab.bravo, remotePrincipal: `${CAROL}@${REALM}` };
  const asked = tokenOf(lab.initiate());
  expect(problemOf(lab.accept(asked.token))).toEqual({
    code: 'principal-not-accepted',
    subject: `${ALPHA}@${REALM}`,
    detail:
      'The peer proved that it is host/alpha.lab.example@LAB.EXAMPLE, and policy wants host/carol.lab.example@LAB.EXAMPLE.',
    facts: [
      {
        what: 'peer',
        expected: 'host/carol.lab.example@LAB.EXAMPLE',
        found: 'host/alpha.lab.example@LAB.EXAMPLE',
      },
    ],
  });
});

it('the initiator wants another principal than the one that the peer states', () => {
  const lab = new Lab();
  lab.alpha = { ...lab.alpha, remotePrincipal: CAROL };
  expect(problemOf(lab.initiate())).toMatchObject({
    code: 'principal-not-accepted',
    subject: `${BRAVO}@${REALM}`,
    detail:
      'The peer says that it is host/bravo.lab.example@LAB.EXAMPLE, and policy wants host/carol.lab.example@LAB.EXAMPLE.',
  });
});

it.each([ALPHA, `${ALPHA}@${REALM}`])(
  'the one that is wanted, as %s, is taken',
  (remotePrincipal) => {
    const lab = new Lab();
    lab.bravo = { ...lab.bravo, remotePrincipal };
    lab.alpha = { ...lab.alpha, remotePrincipal: BRAVO };
    expect(lab.accept(tokenOf(lab.initiate()).token).kind).toBe('gss-token');
  },
);
