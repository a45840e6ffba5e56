import { expect, it } from 'vitest';
import { Secret } from '../../../src/base/secret.ts';
import { ALPHA, BRAVO, codeOf, Lab, problemOf, REALM, tokenOf } from './lab.ts';

const ANOTHER = new Secret(new Uint8Array(32).fill(0x5a));

it("the service's key is not the one that the ticket is sealed under", () => {
  const lab = new Lab();
  const asked = tokenOf(lab.initiate());
  lab.bravo = { ...lab.bravo, key: ANOTHER };
  expect(problemOf(lab.accept(asked.token))).toEqual({
    code: 'wrong-service-key',
    subject: `${BRAVO}@${REALM}`,
    detail:
      'A ticket for host/bravo.lab.example@LAB.EXAMPLE came that is sealed under another key than the one that this host has for that name.',
    facts: [
      {
        what: 'key of the ticket',
        expected: 'the one that this host has',
        found: 'another',
      },
    ],
  });
});

it("the initiator's own key is not the realm's", () => {
  const lab = new Lab();
  lab.alpha = { ...lab.alpha, key: ANOTHER };
  expect(problemOf(lab.initiate())).toMatchObject({
    code: 'wrong-service-key',
    subject: `${ALPHA}@${REALM}`,
    detail:
      'The key that this host has for its own principal host/alpha.lab.example@LAB.EXAMPLE is not the one that the ticket service of LAB.EXAMPLE has.',
  });
});

it.each([1, 16, 100])('a key may have %i octets', (length) => {
  const key = new Secret(new Uint8Array(length).fill(7));
  const plain = new Lab();
  const principals = plain.realm.principals.map((one) =>
    one.name === BRAVO ? { ...one, key } : one,
  );
  const lab = new Lab({ principals });
  const asked = tokenOf(lab.initiate());
  expect(lab.accept(asked.token).kind).toBe('gss-token');
  lab.bravo = { ...lab.bravo, key: new Secret(new Uint8Array(length).fill(8)) };
  expect(codeOf(lab.accept(asked.token))).toBe('wrong-service-key');
});
