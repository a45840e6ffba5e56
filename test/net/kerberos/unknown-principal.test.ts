import { expect, it } from 'vitest';
import { ALPHA, codeOf, Lab, problemOf, REALM } from './lab.ts';

it('the ticket service does not know the peer', () => {
  const lab = new Lab();
  lab.target = `host/dora.lab.example@${REALM}`;
  expect(problemOf(lab.initiate())).toEqual({
    code: 'unknown-principal',
    subject: 'host/dora.lab.example@LAB.EXAMPLE',
    detail:
      'The ticket service of LAB.EXAMPLE knows no principal host/dora.lab.example, which is the peer.',
    facts: [
      {
        what: 'principal of the peer',
        expected: 'one of the 3 of the realm',
        found: 'host/dora.lab.example',
      },
    ],
  });
});

it('the ticket service does not know this host', () => {
  const lab = new Lab();
  const principals = lab.realm.principals.filter(({ name }) => name !== ALPHA);
  lab.alpha = { ...lab.alpha, realm: { ...lab.realm, principals } };
  expect(problemOf(lab.initiate())).toMatchObject({
    code: 'unknown-principal',
    subject: `${ALPHA}@${REALM}`,
    detail:
      'The ticket service of LAB.EXAMPLE knows no principal host/alpha.lab.example, which is this host.',
  });
});

it.each([
  ['no name at all', ''],
  ['only a realm', `@${REALM}`],
  ['a name in capitals', `HOST/BRAVO.LAB.EXAMPLE@${REALM}`],
  ['a name longer than a token holds', `${'x'.repeat(100_000)}@${REALM}`],
  ['half a surrogate', `\ud800@${REALM}`],
  ['control characters', `host/bravo.lab.example\u0000\u001b[2J\n@${REALM}`],
])('a stranger may call himself by %s', (_what, target) => {
  const lab = new Lab();
  lab.target = target;
  const problem = problemOf(lab.initiate());
  expect(problem.code).toBe('unknown-principal');
  const shown = JSON.stringify(problem);
  expect(shown.length).toBeLessThan(1000);
  expect(shown).not.toMatch(/\\u00|\\n/);
});

it('the realm is found behind the last @', () => {
  const lab = new Lab();
  lab.target = `host/bravo.lab.example@OTHER@${REALM}`;
  expect(codeOf(lab.initiate())).toBe('unknown-principal');
});
