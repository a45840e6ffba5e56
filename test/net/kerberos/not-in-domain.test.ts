import { expect, it } from 'vitest';
import { EMPTY } from '../../../src/base/bytes.ts';
import { codeOf, Lab, problemOf, tokenOf } from './lab.ts';

it('a host without a principal asks for no ticket', () => {
  const lab = new Lab();
  lab.alpha = { ...lab.alpha, principal: undefined, key: undefined };
  expect(problemOf(lab.initiate())).toEqual({
    code: 'not-in-domain',
    subject: 'this host',
    detail:
      'This host is in no domain: it has no principal, so it can neither get tickets nor take them.',
    facts: [{ what: 'principal of this host', expected: 'a name of the realm', found: 'none' }],
  });
});

it('a host without a principal takes no ticket, and does not look at it', () => {
  const lab = new Lab();
  const asked = tokenOf(lab.initiate());
  lab.bravo = { ...lab.bravo, principal: undefined };
  expect(codeOf(lab.accept(asked.token))).toBe('not-in-domain');
  expect(codeOf(lab.accept(EMPTY))).toBe('not-in-domain');
});

it('a host that has a name and no key was never joined', () => {
  const lab = new Lab();
  lab.alpha = { ...lab.alpha, key: undefined };
  lab.bravo = { ...lab.bravo, key: undefined };
  expect(problemOf(lab.initiate())).toMatchObject({
    code: 'not-in-domain',
    subject: 'host/alpha.lab.example@LAB.EXAMPLE',
    detail:
      'This host calls itself host/alpha.lab.example@LAB.EXAMPLE, but has no key for that name: it was never joined to the domain.',
  });
  expect(codeOf(lab.accept(EMPTY))).toBe('not-in-domain');
});

it('a host that knows no realm has nowhere to ask', () => {
  const lab = new Lab();
  lab.alpha = { ...lab.alpha, realm: undefined };
  expect(problemOf(lab.initiate())).toMatchObject({
    code: 'not-in-domain',
    detail:
      'This host is host/alpha.lab.example@LAB.EXAMPLE, but it knows no realm and so no ticket service.',
  });
});
