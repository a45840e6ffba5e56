import { describe, expect, it } from 'vitest';
import { encode } from '../../../src/wire/codec.ts';
import { stubToken } from '../../../src/wire/kerberos-stub.ts';
import { forge, read, requestWith } from './forging.ts';
import {
  ALPHA,
  BRAVO,
  CAROL,
  codeOf,
  flipped,
  Lab,
  NOON,
  problemOf,
  REALM,
  tokenOf,
} from './lab.ts';

const keyOf = (lab: Lab, name: string) => lab.realm.principals.find((one) => one.name === name)!;

describe('a request of which one octet is another', () => {
  const lab = new Lab();
  const { token, context } = tokenOf(lab.initiate());

  it('is never taken, and changes nothing', () => {
    const codes = new Set<string>();
    for (let at = 0; at < token.length; at++) {
      for (const bit of [0, 3, 7]) codes.add(codeOf(lab.accept(flipped(token, at, bit))));
    }
    expect([...codes].sort()).toEqual([
      'ticket-altered',
      'ticket-for-another-host',
      'token-malformed',
      'wrong-realm',
      'wrong-service-key',
    ]);
    const answered = tokenOf(lab.accept(token));
    expect(lab.finish(context, answered.token).kind).toBe('gss-ready');
  });

  it('says altered where it is the seal of the ticket or of what came with it', () => {
    const { ticket, sealed } = read(token, 'contextRequest');
    const inTicket = token.length - sealed.length - 2 - 12 - 1;
    expect(problemOf(lab.accept(flipped(token, inTicket)))).toEqual({
      code: 'ticket-altered',
      subject: `${BRAVO}@${REALM}`,
      detail:
        'A ticket does not open under the key that it says it is sealed under: it was altered on its way, or forged by somebody without that key.',
      facts: [{ what: 'seal', expected: 'opens', found: 'does not open' }],
    });
    expect(ticket.sealed.length).toBeGreaterThan(16);
    expect(problemOf(lab.accept(flipped(token, token.length - 1)))).toMatchObject({
      code: 'ticket-altered',
      subject: `${ALPHA}@${REALM}`,
      detail:
        'What came with a ticket does not open under the key inside the ticket: it was altered on its way, or forged by somebody without that key.',
    });
  });
});

describe('a forged ticket', () => {
  const lab = new Lab();
  const bravo = keyOf(lab, BRAVO);
  const mine = new Uint8Array(32).fill(0x66);

  it('made with the right key would be taken: the forger of these tests can forge', () => {
    expect(new Lab().accept(forge(bravo)).kind).toBe('gss-token');
  });

  it('made with another key says so itself', () => {
    expect(codeOf(lab.accept(forge(bravo, { key: mine })))).toBe('wrong-service-key');
  });

  it('that pretends to the right key does not open', () => {
    const { keyCheck } = read(tokenOf(lab.initiate()).token, 'contextRequest').ticket;
    expect(codeOf(lab.accept(forge(bravo, { key: mine, keyCheck })))).toBe('ticket-altered');
  });

  it("made by another service with that service's key does not open", () => {
    const key = keyOf(lab, CAROL).key.reveal();
    const { keyCheck } = read(tokenOf(lab.initiate()).token, 'contextRequest').ticket;
    expect(codeOf(lab.accept(forge(bravo, { key, keyCheck })))).toBe('ticket-altered');
  });

  it('cannot be made of a ticket for another host by writing another name on it', () => {
    lab.target = `${CAROL}@${REALM}`;
    const carols = read(tokenOf(lab.initiate()).token, 'contextRequest');
    lab.target = `${BRAVO}@${REALM}`;
    const bravos = read(tokenOf(lab.initiate()).token, 'contextRequest');
    const { realm, service, keyCheck } = bravos.ticket;
    const renamed = { ...carols, ticket: { ...carols.ticket, realm, service, keyCheck } };
    expect(codeOf(lab.accept(encode(stubToken, renamed)))).toBe('ticket-altered');
  });
});

describe('what comes with a ticket', () => {
  const lab = new Lab();
  const bravo = keyOf(lab, BRAVO);

  it('must be made with the key inside the ticket: a stolen ticket alone is worth nothing', () => {
    const { ticket } = read(tokenOf(lab.initiate()).token, 'contextRequest');
    const stolen = requestWith(ticket, {
      claimed: ALPHA,
      clock: NOON,
      authenticatorKey: new Uint8Array(32),
    });
    expect(codeOf(lab.accept(stolen))).toBe('ticket-altered');
  });

  it('must name the client of the ticket', () => {
    expect(codeOf(lab.accept(forge(bravo, { claimed: CAROL })))).toBe('ticket-altered');
  });

  it('cannot be joined to another ticket of the same client', () => {
    const first = read(tokenOf(lab.initiate()).token, 'contextRequest');
    const second = read(tokenOf(lab.initiate()).token, 'contextRequest');
    const joined = encode(stubToken, { ...first, ticket: second.ticket });
    expect(codeOf(lab.accept(joined))).toBe('ticket-altered');
  });
});

it('a ticket that begins far in the future is one of a clock that is wrong', () => {
  const lab = new Lab();
  const bravo = keyOf(lab, BRAVO);
  for (const [ahead, code] of [
    [300, 'gss-token'],
    [301, 'clock-skew'],
  ] as const) {
    const startSeconds = NOON / 1000 + ahead;
    const result = lab.accept(forge(bravo, { startSeconds, endSeconds: startSeconds + 60 }));
    expect(result.kind === 'problem' ? result.problem.code : result.kind).toBe(code);
  }
});
