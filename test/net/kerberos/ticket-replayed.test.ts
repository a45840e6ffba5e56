import { expect, it } from 'vitest';
import { seededRandom } from '../../../src/base/random.ts';
import { nodeProvider } from '../../../src/crypto/node.ts';
import { memberOf } from '../../../src/net/kerberos/make-realm.ts';
import { StubKerberos } from '../../../src/net/kerberos/stub-kerberos.ts';
import { CAROL, codeOf, Lab, NOON, problemOf, REALM, SECOND, tokenOf } from './lab.ts';

it('the same token is taken once', () => {
  const lab = new Lab();
  const { token } = tokenOf(lab.initiate());
  expect(lab.accept(token).kind).toBe('gss-token');
  expect(problemOf(lab.accept(token, NOON + 7 * SECOND))).toEqual({
    code: 'ticket-replayed',
    subject: 'host/alpha.lab.example@LAB.EXAMPLE',
    detail:
      'The same token of host/alpha.lab.example@LAB.EXAMPLE, made at 2003-06-01 12:00:00 UTC, was taken before: somebody sends it again.',
    facts: [
      {
        what: 'token',
        expected: 'one that was not seen before',
        found: 'one of 2003-06-01 12:00:00 UTC that was',
      },
    ],
  });
});

it('for as long as the clock would let it in', () => {
  const lab = new Lab();
  const { token } = tokenOf(lab.initiate());
  // Taken while this host's clock is behind: the token is fresh for ten minutes more.
  expect(lab.accept(token, NOON - 300 * SECOND).kind).toBe('gss-token');
  for (let minute = -5; minute <= 5; minute++) {
    expect(codeOf(lab.accept(token, NOON + minute * 60 * SECOND))).toBe('ticket-replayed');
    const other = tokenOf(lab.initiate(NOON + minute * 60 * SECOND));
    expect(lab.accept(other.token, NOON + minute * 60 * SECOND).kind).toBe('gss-token');
  }
  expect(codeOf(lab.accept(token, NOON + 301 * SECOND))).toBe('clock-skew');
});

it('many tokens of one moment are different tokens', () => {
  const lab = new Lab();
  for (let i = 0; i < 50; i++) {
    expect(lab.accept(tokenOf(lab.initiate()).token).kind).toBe('gss-token');
  }
});

it('what was refused for another reason does not count as taken', () => {
  const lab = new Lab();
  const { token } = tokenOf(lab.initiate());
  const { bravo } = lab;
  lab.bravo = { ...bravo, clockSkewSeconds: 5 };
  expect(codeOf(lab.accept(token, NOON + 6 * SECOND))).toBe('clock-skew');
  lab.bravo = bravo;
  expect(lab.accept(token).kind).toBe('gss-token');
});

it('hosts that share one stub do not mistake the tokens of each other, whatever their clocks say', () => {
  const lab = new Lab();
  const shared = new StubKerberos(nodeProvider, seededRandom('shared'));
  const carol = memberOf(lab.realm, CAROL);
  const { token } = tokenOf(lab.initiate());
  const take = () => shared.answer({ kind: 'gss-accept', kerberos: lab.bravo, token }, NOON);
  expect(take().kind).toBe('gss-token');
  lab.target = `${CAROL}@${REALM}`;
  const later = NOON + 3600 * SECOND;
  const hers = tokenOf(lab.initiate(later)).token;
  expect(shared.answer({ kind: 'gss-accept', kerberos: carol, token: hers }, later).kind).toBe(
    'gss-token',
  );
  expect(codeOf(take())).toBe('ticket-replayed');
});
