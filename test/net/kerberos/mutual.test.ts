import { expect, it } from 'vitest';
import { EMPTY } from '../../../src/base/bytes.ts';
import { nodeProvider } from '../../../src/crypto/node.ts';
import { stampOf } from '../../../src/net/kerberos/names.ts';
import { cipherFor, openLast, sealLast } from '../../../src/net/kerberos/seal.ts';
import { decode, encode } from '../../../src/wire/codec.ts';
import { stubTicket, stubToken } from '../../../src/wire/kerberos-stub.ts';
import { stubMutualProof, stubTicketContent } from '../../../src/wire/kerberos-stub-sealed.ts';
import { forge, read } from './forging.ts';
import { BRAVO, codeOf, flipped, Lab, NOON, problemOf, REALM, SECOND, tokenOf } from './lab.ts';

it('an answer of which one octet is another proves nothing, and the right one still does', () => {
  const lab = new Lab();
  const asked = tokenOf(lab.initiate());
  const { token } = tokenOf(lab.accept(asked.token));
  const codes = new Set<string>();
  for (let at = 0; at < token.length; at++) {
    for (const bit of [0, 4, 7])
      codes.add(codeOf(lab.finish(asked.context, flipped(token, at, bit))));
  }
  expect([...codes].sort()).toEqual(['peer-not-mutual', 'token-malformed']);
  expect(lab.finish(asked.context, token).kind).toBe('gss-ready');
});

it('no answer proves nothing', () => {
  const lab = new Lab();
  const asked = tokenOf(lab.initiate());
  expect(problemOf(lab.finish(asked.context, EMPTY))).toEqual({
    code: 'peer-not-mutual',
    subject: `${BRAVO}@${REALM}`,
    detail:
      'The peer did not prove that it is host/bravo.lab.example@LAB.EXAMPLE. It sent no answer to the ticket at all.',
    facts: [
      {
        what: 'proof of the peer',
        expected: 'made with the key inside the ticket',
        found: 'it sent no answer to the ticket at all',
      },
    ],
  });
});

it('the answer to another request proves nothing', () => {
  const lab = new Lab();
  const first = tokenOf(lab.initiate());
  const second = tokenOf(lab.initiate());
  const toFirst = tokenOf(lab.accept(first.token)).token;
  expect(problemOf(lab.finish(second.context, toFirst))).toMatchObject({
    code: 'peer-not-mutual',
    detail:
      'The peer did not prove that it is host/bravo.lab.example@LAB.EXAMPLE. Its answer does not open under the key of the ticket.',
  });
});

it('the request itself, sent back, is no answer', () => {
  const lab = new Lab();
  const asked = tokenOf(lab.initiate());
  expect(problemOf(lab.finish(asked.context, asked.token))).toMatchObject({
    code: 'token-malformed',
    detail: 'It is a context request of the stub realm where a context answer belongs.',
  });
});

it('somebody who has not the key of the service cannot answer', () => {
  const lab = new Lab();
  const asked = tokenOf(lab.initiate());
  const bravo = lab.realm.principals.find(({ name }) => name === BRAVO)!;
  // An impostor who made a ticket of his own answers that one.
  const his = tokenOf(lab.accept(forge(bravo))).token;
  expect(codeOf(lab.finish(asked.context, his))).toBe('peer-not-mutual');
});

it('a proof of another moment is none, though it is made with the key of the ticket', () => {
  const lab = new Lab();
  const asked = tokenOf(lab.initiate());
  const { ticket } = read(asked.token, 'contextRequest');
  const bravo = lab.realm.principals.find(({ name }) => name === BRAVO)!;
  const cipher = cipherFor(nodeProvider, bravo.key.reveal(), 'ticket');
  const opened = openLast(encode(stubTicket, ticket), ticket.sealed, cipher, ticket.nonce)!;
  const { sessionKey } = decode(stubTicketContent, opened);
  const answer = (clock: number): Uint8Array => {
    const nonce = new Uint8Array(12);
    return sealLast(
      (sealed) => encode(stubToken, { kind: 'contextAnswer', nonce, sealed }),
      cipherFor(nodeProvider, sessionKey, 'mutual proof'),
      nonce,
      encode(stubMutualProof, { ...stampOf(clock), subkey: new Uint8Array(32) }),
    );
  };
  expect(problemOf(lab.finish(asked.context, answer(NOON - SECOND)))).toMatchObject({
    code: 'peer-not-mutual',
    facts: [{ found: 'its answer is one to another request' }],
  });
  expect(codeOf(lab.finish(asked.context, answer(NOON + 1)))).toBe('peer-not-mutual');
  expect(lab.finish(asked.context, answer(NOON)).kind).toBe('gss-ready');
});

it('an answer makes one context: two of the same keys would seal twice under one number', () => {
  const lab = new Lab();
  const asked = tokenOf(lab.initiate());
  const { token } = tokenOf(lab.accept(asked.token));
  expect(lab.finish(asked.context, token).kind).toBe('gss-ready');
  expect(codeOf(lab.finish(asked.context, token))).toBe('ticket-replayed');
});
