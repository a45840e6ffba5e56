import { expect, it } from 'vitest';
import { kerberosDelay } from '../../../src/net/kerberos/stub-kerberos.ts';
import { Lab, problemOf, tokenOf } from './lab.ts';

it('a ticket service that says nothing gives no ticket, after a wait', () => {
  const lab = new Lab({ answers: false });
  const result = lab.initiate();
  expect(problemOf(result)).toEqual({
    code: 'ticket-service-silent',
    subject: 'LAB.EXAMPLE',
    detail:
      "The ticket service of LAB.EXAMPLE does not answer (answers: false in the realm's file), so there is no ticket for host/bravo.lab.example@LAB.EXAMPLE.",
    facts: [{ what: 'ticket service of LAB.EXAMPLE', expected: 'answers', found: 'silent' }],
  });
  expect(kerberosDelay(result)).toBe(5000);
});

it('other answers are not waited for', () => {
  const lab = new Lab();
  const asked = lab.initiate();
  expect(kerberosDelay(asked)).toBe(0);
  lab.alpha = { ...lab.alpha, principal: undefined };
  expect(kerberosDelay(lab.initiate())).toBe(0);
});

it('a host takes tickets while its own ticket service is silent', () => {
  const lab = new Lab();
  const asked = tokenOf(lab.initiate());
  lab.bravo = { ...lab.bravo, realm: { ...lab.realm, answers: false } };
  expect(lab.accept(asked.token).kind).toBe('gss-token');
});
