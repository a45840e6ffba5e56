import { expect, it } from 'vitest';
import { fromHex, toHex } from '../../../src/base/bytes.ts';
import { seededRandom } from '../../../src/base/random.ts';
import { makeRealm, memberOf } from '../../../src/net/kerberos/make-realm.ts';
import { ALPHA, BRAVO, Lab, messageOf, REALM, tokenOf } from './lab.ts';

it('a ticket, a request and an answer prove both hosts to each other', () => {
  const lab = new Lab();
  const asked = tokenOf(lab.initiate());
  expect(asked.peer).toBeUndefined();
  const answered = tokenOf(lab.accept(asked.token));
  expect(answered.peer).toBe(`${ALPHA}@${REALM}`);
  expect(lab.finish(asked.context, answered.token)).toMatchObject({
    kind: 'gss-ready',
    peer: `${BRAVO}@${REALM}`,
  });
});

it('what one end seals, the other opens, both ways and any number of times', () => {
  const lab = new Lab();
  const { alpha, bravo } = lab.established();
  for (const text of ['00', 'ff'.repeat(64), '', '0102']) {
    const message = fromHex(text);
    for (const [from, to] of [
      [alpha, bravo],
      [bravo, alpha],
    ] as const) {
      const sealed = lab.wrap(from, message);
      if (message.length > 8) expect(toHex(sealed)).not.toContain(text);
      expect(toHex(messageOf(lab.unwrap(to, sealed)))).toBe(text);
    }
  }
});

it('a target without a realm is of the own one', () => {
  const lab = new Lab();
  lab.target = BRAVO;
  const asked = tokenOf(lab.initiate());
  expect(lab.accept(asked.token).kind).toBe('gss-token');
});

it('a host that takes tickets needs no ticket service', () => {
  const lab = new Lab();
  lab.bravo = { ...lab.bravo, realm: undefined };
  const asked = tokenOf(lab.initiate());
  expect(lab.accept(asked.token).kind).toBe('gss-token');
});

it('the names that are proved are whole, however long they are', () => {
  const names = ['a', 'b'].map((last) => `host/${'x'.repeat(200)}.${last}`);
  const long = makeRealm(REALM, names, seededRandom('long names'));
  const lab = new Lab();
  for (const name of names) {
    lab.alpha = memberOf(long, name);
    lab.bravo = memberOf(long, names[1]!);
    lab.target = `${names[1]}@${REALM}`;
    const asked = tokenOf(lab.initiate());
    const answered = tokenOf(lab.accept(asked.token));
    expect(answered.peer).toBe(`${name}@${REALM}`);
    expect(lab.finish(asked.context, answered.token)).toMatchObject({ peer: lab.target });
  }
});
