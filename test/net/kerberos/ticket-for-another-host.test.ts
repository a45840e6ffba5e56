import { expect, it } from 'vitest';
import { memberOf } from '../../../src/net/kerberos/make-realm.ts';
import { ALPHA, CAROL, codeOf, Lab, problemOf, REALM, tokenOf } from './lab.ts';

it('a ticket for one host is not taken by another', () => {
  const lab = new Lab();
  lab.target = `${CAROL}@${REALM}`;
  const asked = tokenOf(lab.initiate());
  expect(problemOf(lab.accept(asked.token))).toEqual({
    code: 'ticket-for-another-host',
    subject: `${CAROL}@${REALM}`,
    detail:
      'A ticket for host/carol.lab.example came, and this host is host/bravo.lab.example@LAB.EXAMPLE.',
    facts: [
      {
        what: 'service of the ticket',
        expected: 'host/bravo.lab.example',
        found: 'host/carol.lab.example',
      },
    ],
  });
});

it('not even by one with the same key', () => {
  const lab = new Lab();
  lab.target = `${CAROL}@${REALM}`;
  const asked = tokenOf(lab.initiate());
  lab.bravo = { ...lab.bravo, key: memberOf(lab.realm, CAROL).key };
  expect(codeOf(lab.accept(asked.token))).toBe('ticket-for-another-host');
});

it("a host does not take its own request, sent back to it by somebody who passes it off as another's", () => {
  const lab = new Lab();
  const asked = tokenOf(lab.initiate());
  const result = lab.alphas.answer(
    { kind: 'gss-accept', kerberos: memberOf(lab.realm, ALPHA), token: asked.token },
    0,
  );
  expect(codeOf(result)).toBe('ticket-for-another-host');
});
