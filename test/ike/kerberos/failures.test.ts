import { describe, expect, test } from 'vitest';
import { Secret } from '../../../src/base/secret.ts';
import type { Failure } from '../../../src/ike/failure.ts';
import { Duo, established } from '../duo.ts';
import { BRAVO, domain, type Member, REALM, realm } from './domain.ts';
import { flipped, numberOf, replaced, withToken } from './on-the-way.ts';

const otherKey = new Secret(new Uint8Array(32).fill(7));
const OTHER_REALM = { credentials: { principal: `${BRAVO}@OTHER.EXAMPLE` } };
const STRANGER = { credentials: { principal: 'host/nobody.lab.example@LAB.EXAMPLE' } };

interface Case {
  readonly name: string;
  readonly a?: Member;
  readonly b?: Member;
  readonly of?: Parameters<typeof realm>[0];
  /** What somebody on the way makes of a message of main mode, every time that it passes. */
  readonly alter?: readonly [number: number, (message: Uint8Array) => Uint8Array];
  /** Code and title of the initiator's failure, and of the responder's. */
  readonly initiator: readonly [Failure['code'], string];
  readonly responder: readonly [Failure['code'], string];
}

const CASES: readonly Case[] = [
  {
    name: 'clocks that are more than five minutes apart',
    a: { ahead: 301 },
    initiator: [
      'peer-says-clock-skew',
      "As it seems: b says that this host's clock is too far from its own for Kerberos.",
    ],
    responder: ['clock-skew', 'The clocks of this host and a are too far apart for Kerberos.'],
  },
  {
    name: 'a responder of another realm',
    b: OTHER_REALM,
    initiator: [
      'wrong-realm',
      'This host gets no ticket for b, which is in another Kerberos realm.',
    ],
    responder: [
      'peer-says-wrong-realm',
      'As it seems: a gets no ticket: it says that this host is in another realm.',
    ],
  },
  {
    name: 'a responder that the ticket service does not know',
    b: STRANGER,
    initiator: [
      'unknown-principal',
      'The ticket service knows no such principal, so no ticket for b.',
    ],
    responder: [
      'peer-says-unknown-principal',
      'As it seems: a gets no ticket: the ticket service does not know one of the names.',
    ],
  },
  {
    name: 'a ticket that has expired',
    b: { ahead: 200 },
    of: { ticketSeconds: 100 },
    initiator: [
      'peer-says-ticket-expired',
      "As it seems: b says that this host's Kerberos ticket has expired.",
    ],
    responder: ['ticket-expired', 'The Kerberos ticket of a has expired.'],
  },
  {
    name: 'a responder with another key than its realm has for it',
    b: { credentials: { key: otherKey } },
    initiator: [
      'peer-says-wrong-service-key',
      "As it seems: b cannot open this host's ticket: it has another key than its realm.",
    ],
    responder: ['wrong-service-key', "The ticket of a is not sealed by this host's key."],
  },
  {
    name: 'an initiator with another key than its realm has for it',
    a: { credentials: { key: otherKey } },
    initiator: [
      'wrong-service-key',
      "The ticket service does not take this host's key; no ticket for b.",
    ],
    responder: [
      'peer-says-wrong-service-key',
      'As it seems: a gets no ticket: the ticket service does not take its key.',
    ],
  },
  {
    name: 'a ticket service that does not answer',
    of: { answers: false },
    initiator: [
      'ticket-service-silent',
      'The ticket service did not answer, so there is no ticket for b.',
    ],
    responder: [
      'peer-says-ticket-service-silent',
      'As it seems: a gets no ticket: its ticket service does not answer.',
    ],
  },
  {
    name: 'another principal than the initiator wants',
    a: { credentials: { remotePrincipal: `host/carol.lab.example@${REALM}` } },
    initiator: [
      'principal-not-accepted',
      "This host's policy wants another Kerberos principal of b than it states.",
    ],
    responder: [
      'peer-says-principal-not-accepted',
      'As it seems: a wants this host to be another Kerberos principal than it states.',
    ],
  },
  {
    name: 'another principal than the responder wants',
    b: { credentials: { remotePrincipal: `host/carol.lab.example@${REALM}` } },
    initiator: [
      'peer-says-principal-not-accepted',
      "As it seems: b does not accept this host's Kerberos principal.",
    ],
    responder: [
      'principal-not-accepted',
      'a proved a Kerberos principal that this host does not accept.',
    ],
  },
  {
    name: 'a responder outside the domain',
    b: { credentials: { principal: undefined } },
    initiator: [
      'peer-says-not-in-domain',
      'As it seems: b says that it is in no domain, so it cannot use Kerberos.',
    ],
    responder: [
      'not-in-domain',
      'This computer is in no domain, so it cannot use Kerberos with a.',
    ],
  },
  {
    name: 'a ticket for another host, whose name somebody wrote into message 2',
    alter: [2, (message) => replaced(message, 'bravo', 'carol')],
    initiator: [
      'peer-says-ticket-for-another-host',
      "As it seems: b says that this host's ticket is for another host.",
    ],
    responder: ['ticket-for-another-host', 'The ticket of a is for another host than this one.'],
  },
  {
    name: 'another principal than was stated, which somebody wrote into message 1',
    alter: [1, (message) => replaced(message, 'alpha', 'carol')],
    initiator: [
      'peer-says-principal-differs',
      "As it seems: b finds another principal in this host's ticket than in its offer.",
    ],
    responder: ['principal-differs', 'a proved another Kerberos principal than its offer states.'],
  },
  {
    name: 'a token that is altered on the way',
    alter: [3, (message) => withToken(message, (token) => flipped(token, token.length - 1))],
    initiator: [
      'peer-says-ticket-altered',
      "As it seems: b says that this host's Kerberos messages arrive altered.",
    ],
    responder: ['ticket-altered', 'What came from a under Kerberos was forged or altered.'],
  },
  {
    name: 'a token that is none',
    alter: [3, (message) => withToken(message, (token) => token.fill(0xee))],
    initiator: [
      'peer-says-token-malformed',
      "As it seems: b cannot read this host's GSS-API token.",
    ],
    responder: ['token-malformed', 'a sent a GSS-API token that cannot be read.'],
  },
  {
    name: 'an answer that does not prove that the peer read the ticket',
    alter: [4, (message) => withToken(message, (token) => flipped(token, token.length - 1))],
    initiator: ['peer-not-mutual', "b did not prove that it can read this host's ticket."],
    responder: [
      'peer-says-peer-not-mutual',
      'As it seems: a says that this host did not prove that it can read the ticket.',
    ],
  },
];

/** Lets all messages pass until nothing happens any more. */
function play(duo: Duo, alter: Case['alter']): void {
  duo.initiate();
  for (let step = 0; step < 100; step++) {
    for (let flight = duo.take(); flight !== undefined; flight = duo.take()) {
      const { message } = flight;
      const isAltered = alter !== undefined && numberOf(flight) === alter[0];
      duo.deliver(flight, isAltered ? alter[1](message) : message);
    }
    duo.wait(1000);
  }
}

describe('main mode with Kerberos fails in the words of both sides', () => {
  test.each(CASES)('$name', ({ a, b, of, alter, initiator, responder }) => {
    const duo = new Duo(domain(a, b, realm(of)));
    play(duo, alter);
    expect(established(duo)).toBe('0 0 0 0');
    const told = ({ failures }: Duo['a']): [string, string][] =>
      failures
        .filter(({ where }) => !where.startsWith('quick'))
        .map(({ code, title }) => [code, title]);
    expect(told(duo.a)[0]).toEqual(initiator);
    expect(told(duo.b)).toEqual([responder]);
  });

  test('and no two of them share their words', () => {
    const titles = CASES.flatMap(({ initiator, responder }) => [initiator[1], responder[1]]);
    expect(new Set(titles).size).toBe(titles.length);
  });
});
