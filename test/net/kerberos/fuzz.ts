/** Attacks on the stub realm: whatever is sent, nobody is believed, nothing breaks, no key is told. */

import { concat, equal, toHex } from '../../../src/base/bytes.ts';
import { seededRandom } from '../../../src/base/random.ts';
import { nodeProvider } from '../../../src/crypto/node.ts';
import type { AuthProblem, EffectResult } from '../../../src/ike/effects.ts';
import { answerTicketRequest } from '../../../src/net/kerberos/ticket-service.ts';
import { DecodeError, type Draws, decode, encode, mutate, pick } from '../../../src/wire/codec.ts';
import { type StubToken, stubTicket, stubToken } from '../../../src/wire/kerberos-stub.ts';
import { type AuthTarget, Broken } from '../auth-fuzz.ts';
import { askFor, forge } from './forging.ts';
import { ALPHA, BRAVO, CAROL, Lab, NOON, REALM, tokenOf } from './lab.ts';

/** What an attack is made from, and where it goes. */
interface Place {
  readonly name: string;
  /** Octets that would be believed, or were. */
  readonly honest: Uint8Array;
  /** More that a stranger may have seen or made. */
  readonly others: readonly Uint8Array[];
  /** A problem, or what it came to. */
  send(octets: Uint8Array): AuthProblem | string;
}

/** Every place of the stub realm that takes octets of a stranger. */
export function kerberosTargets(): AuthTarget[] {
  const lab = new Lab();
  const secrets = lab.realm.principals.flatMap(({ key }) => windows(toHex(key.reveal())));
  const pieces = piecesOf(lab);
  return placesOf(lab).map((place) => ({
    name: place.name,
    attack: (draws) => {
      const octets = attackOn(place, pieces, draws);
      if (equal(octets, place.honest)) return 'unchanged';
      const result = place.send(octets);
      if (typeof result !== 'string') checkWords(result, secrets, octets);
      else if (result === 'believed') throw new Broken('it was believed', octets);
      return typeof result === 'string' ? result : result.code;
    },
    honest: () => {
      if (place.send(place.honest) === 'believed') return;
      throw new Broken('what is honest is not believed any more', place.honest);
    },
  }));
}

function placesOf(lab: Lab): Place[] {
  const bravo = lab.realm.principals.find(({ name }) => name === BRAVO)!;
  const request = tokenOf(lab.initiate());
  const pending = tokenOf(lab.initiate());
  const answer = tokenOf(lab.accept(pending.token)).token;
  const ends = lab.established();
  const key = lab.realm.principals.find(({ name }) => name === ALPHA)!.key.reveal();
  const question = askFor({ realm: REALM, client: ALPHA, service: BRAVO, key, clock: NOON });
  const service = { realm: lab.realm, provider: nodeProvider, random: seededRandom('service') };
  return [
    {
      name: 'kerberos requests',
      honest: request.token,
      others: [pending.token, forge(bravo, { key: new Uint8Array(32) })],
      send: (octets) => outcomeOf(lab.accept(octets)),
    },
    {
      name: 'kerberos answers',
      honest: answer,
      others: [pending.token, request.token],
      send: (octets) => outcomeOf(lab.finish(pending.context, octets)),
    },
    {
      name: 'kerberos sealed messages',
      honest: lab.wrap(ends.alpha, new Uint8Array(20)),
      others: [lab.wrap(ends.bravo, new Uint8Array(20))],
      send: (octets) => outcomeOf(lab.unwrap(ends.bravo, octets)),
    },
    {
      name: 'kerberos ticket requests',
      honest: question,
      others: [],
      send: (octets) => {
        const token = decode(stubToken, answerTicketRequest(service, octets, NOON));
        if (token.kind === 'refusal') return `refusal ${token.error}`;
        return token.kind === 'ticketAnswer' ? 'believed' : `a ${token.kind}`;
      },
    },
  ];
}

/** Tickets and sealed octets that travelled once, to be put where others stand. */
function piecesOf(lab: Lab): Uint8Array[] {
  lab.target = `${CAROL}@${REALM}`;
  const carols = decode(stubToken, tokenOf(lab.initiate()).token);
  lab.target = `${BRAVO}@${REALM}`;
  const bravos = decode(stubToken, tokenOf(lab.initiate()).token);
  return [carols, bravos].flatMap((token) => {
    if (token.kind !== 'contextRequest') return [];
    return [encode(stubTicket, token.ticket), token.ticket.sealed, token.sealed];
  });
}

function outcomeOf(result: EffectResult): AuthProblem | string {
  return result.kind === 'problem' ? result.problem : 'believed';
}

function attackOn(place: Place, pieces: readonly Uint8Array[], draws: Draws): Uint8Array {
  const base =
    draws.integer(0, 3) > 0 ? place.honest : pick(draws, [place.honest, ...place.others]);
  switch (draws.integer(0, 7)) {
    case 0:
      return flipSome(base, draws);
    case 1: {
      const at = draws.integer(0, base.length);
      const other = pick(draws, [place.honest, ...place.others]);
      return concat(base.subarray(0, at), other.subarray(draws.integer(0, 1) === 0 ? at : 0));
    }
    case 2:
      return withPiece(base, pieces, draws);
    case 3:
      return encode(stubToken, stubToken.generate(draws));
    case 4:
      return mutate(stubToken, flipSome(base, draws), draws);
    default:
      return mutate(stubToken, base, draws);
  }
}

function flipSome(octets: Uint8Array, draws: Draws): Uint8Array {
  const changed = Uint8Array.from(octets);
  for (let i = draws.integer(1, 3); i > 0; i--) {
    changed[draws.integer(0, changed.length - 1)]! ^= 1 << draws.integer(0, 7);
  }
  return changed;
}

/** A well-formed token with a ticket or a sealed part of another. */
function withPiece(base: Uint8Array, pieces: readonly Uint8Array[], draws: Draws): Uint8Array {
  const token: StubToken = decode(stubToken, base);
  const piece = pick(draws, pieces);
  if (token.kind === 'refusal') return piece;
  if (!('ticket' in token)) return encode(stubToken, { ...token, sealed: piece });
  try {
    return encode(stubToken, { ...token, ticket: decode(stubTicket, piece) });
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
  }
  return draws.integer(0, 1) === 0
    ? encode(stubToken, { ...token, sealed: piece })
    : encode(stubToken, { ...token, ticket: { ...token.ticket, sealed: piece } });
}

const MOST_WORDS = 2000;

/** Words for people: short, of one line, without a piece of a key. */
function checkWords(problem: AuthProblem, secrets: readonly string[], octets: Uint8Array): void {
  const facts = problem.facts.flatMap(({ what, expected, found }) => [what, expected, found]);
  const words = [problem.subject, problem.detail, ...facts].join(' | ');
  if (words.length > MOST_WORDS) throw new Broken(`${words.length} characters are said`, octets);
  if (/\p{C}/u.test(words)) throw new Broken(`control characters: ${words}`, octets);
  const plain = words.toLowerCase();
  const told = secrets.find((secret) => plain.includes(secret));
  if (told !== undefined) throw new Broken(`${told} of a key is told: ${words}`, octets);
}

/** Every four octets of a key, in hexadecimal. */
function windows(hex: string): string[] {
  return Array.from({ length: hex.length / 2 - 3 }, (_, i) => hex.slice(2 * i, 2 * i + 8));
}
