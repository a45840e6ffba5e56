/** The initiator's half: a ticket from the ticket service, a request for a context, and its answer. */

import { equal, utf8 } from '../../base/bytes.ts';
import type { Random } from '../../base/random.ts';
import type { CryptoProvider } from '../../crypto/provider.ts';
import type { KerberosCredentials, KerberosRealm } from '../../ike/auth/credentials.ts';
import { type Principal, parsePrincipal, principalText } from '../../ike/auth/principal.ts';
import type { EffectResult, GssContext } from '../../ike/effects.ts';
import { encode } from '../../wire/codec.ts';
import { type StubTicket, type StubTokenOf, stubToken } from '../../wire/kerberos-stub.ts';
import {
  stubAuthenticator,
  stubClockProof,
  stubMutualProof,
  stubTicketGrant,
} from '../../wire/kerberos-stub-sealed.ts';
import { STUB_ERROR, STUB_ERRORS } from '../../wire/numbers/kerberos-stub.ts';
import { EstablishedContext } from './context.ts';
import { membershipOf } from './membership.ts';
import { nameOctets, type Stamp, shownName, stampOf } from './names.ts';
import { clockSkew, type Failed, fact, failed, malformed } from './problems.ts';
import { cipherFor, contextKey, openLast, sealLast } from './seal.ts';
import { answerTicketRequest, SERVICE_SKEW_SECONDS } from './ticket-service.ts';
import { readContent, readToken } from './tokens.ts';

/** What both halves work with. */
export interface Tools {
  readonly provider: CryptoProvider;
  readonly random: Random;
}

/** A context that was asked for and not yet answered. */
export class PendingContext implements GssContext {
  readonly kind = 'gss-context';
  readonly peer: string;
  readonly #provider: CryptoProvider;
  readonly #sessionKey: Uint8Array;
  readonly #subkey: Uint8Array;
  readonly #request: Uint8Array;
  readonly #stamp: Stamp;
  #finished = false;

  constructor(
    provider: CryptoProvider,
    peer: string,
    keys: { readonly sessionKey: Uint8Array; readonly subkey: Uint8Array },
    request: Uint8Array,
    stamp: Stamp,
  ) {
    this.peer = peer;
    this.#provider = provider;
    this.#sessionKey = keys.sessionKey;
    this.#subkey = keys.subkey;
    this.#request = request;
    this.#stamp = stamp;
  }

  /** Takes the acceptor's answer, which proves that it could open the ticket. A wrong one changes nothing. */
  finish(octets: Uint8Array): EffectResult {
    if (octets.length === 0) return this.#notMutual('It sent no answer to the ticket at all');
    const token = readToken(octets, 'contextAnswer');
    if (token.kind === 'problem') return token;
    const cipher = cipherFor(this.#provider, this.#sessionKey, 'mutual proof');
    const opened = openLast(octets, token.sealed, cipher, token.nonce);
    const proof = opened === undefined ? undefined : readContent(stubMutualProof, opened);
    if (proof === undefined) {
      return this.#notMutual('Its answer does not open under the key of the ticket');
    }
    const { seconds, microseconds } = this.#stamp;
    if (proof.seconds !== seconds || proof.microseconds !== microseconds) {
      return this.#notMutual('Its answer is one to another request');
    }
    // A second context of the same keys would seal two messages under one number.
    if (this.#finished) {
      return failed(
        'ticket-replayed',
        this.peer,
        `The answer of ${shownName(this.peer)} came a second time, when its context stood already.`,
      );
    }
    this.#finished = true;
    const subkeys = { initiator: this.#subkey, acceptor: proof.subkey };
    const key = contextKey(this.#provider, subkeys, this.#request, octets);
    const context = new EstablishedContext(this.#provider, key, 'initiator', this.peer);
    return { kind: 'gss-ready', context, peer: this.peer };
  }

  #notMutual(found: string): Failed {
    return failed(
      'peer-not-mutual',
      this.peer,
      `The peer did not prove that it is ${shownName(this.peer)}. ${found}.`,
      fact('proof of the peer', 'made with the key inside the ticket', found.toLowerCase()),
    );
  }
}

/** A ticket with what came sealed beside it. */
interface Granted {
  readonly ticket: StubTicket;
  readonly sessionKey: Uint8Array;
}

/** Gets a ticket for `target` and asks for a context with it. */
export function initiate(
  tools: Tools,
  kerberos: KerberosCredentials,
  target: string,
  wallClock: number,
): EffectResult {
  const member = membershipOf(kerberos);
  if ('problem' in member) return member;
  const { self } = member;
  const realm = kerberos.realm;
  if (realm === undefined) {
    return failed(
      'not-in-domain',
      principalText(self),
      `This host is ${shownName(principalText(self))}, but it knows no realm and so no ticket service.`,
      fact('realm', shownName(self.realm), 'none'),
    );
  }
  const peer = parsePrincipal(target, self.realm);
  const refusal = refusalBefore(realm, self, peer);
  if (refusal !== undefined) return refusal;

  const granted = requestTicket(tools, realm, { self, key: member.key, peer }, wallClock);
  if ('problem' in granted) return granted;
  const stamp = stampOf(wallClock);
  const subkey = tools.random.bytes(32);
  const authenticator = encode(stubAuthenticator, { client: utf8(self.name), ...stamp, subkey });
  const { ticket, sessionKey } = granted;
  const nonce = tools.random.bytes(12);
  const octets = sealLast(
    (sealed) => encode(stubToken, { kind: 'contextRequest', ticket, nonce, sealed }),
    cipherFor(tools.provider, sessionKey, 'authenticator'),
    nonce,
    authenticator,
  );
  const keys = { sessionKey, subkey };
  const name = principalText(peer);
  const context = new PendingContext(tools.provider, name, keys, octets, stamp);
  return { kind: 'gss-token', context, token: octets, peer: undefined };
}

/** What is wrong before the ticket service is asked for a ticket, or because it does not answer. */
function refusalBefore(realm: KerberosRealm, self: Principal, peer: Principal): Failed | undefined {
  if (self.realm !== realm.name) return wrongRealm('this host', self, realm.name);
  if (!realm.answers) {
    return failed(
      'ticket-service-silent',
      realm.name,
      `The ticket service of ${shownName(realm.name)} does not answer (answers: false in the realm's file), so there is no ticket for ${shownName(principalText(peer))}.`,
      fact(`ticket service of ${shownName(realm.name)}`, 'answers', 'silent'),
    );
  }
  return peer.realm === realm.name ? undefined : wrongRealm('the peer', peer, realm.name);
}

function wrongRealm(who: string, principal: Principal, realm: string): Failed {
  const folded = principal.realm.toLowerCase() === realm.toLowerCase();
  const advice = folded ? ' Capital and small letters make different realms.' : '';
  return failed(
    'wrong-realm',
    principalText(principal),
    `The ticket service is that of ${shownName(realm)}, but ${who} is ${shownName(principalText(principal))}: it gives tickets for its own realm only.${advice}`,
    fact(`realm of ${who}`, shownName(realm), shownName(principal.realm)),
  );
}

/** One question to the ticket service and its answer. */
function requestTicket(
  { provider, random }: Tools,
  realm: KerberosRealm,
  who: { readonly self: Principal; readonly key: Uint8Array; readonly peer: Principal },
  wallClock: number,
): Granted | Failed {
  const service = nameOctets(who.peer.name);
  const client = nameOctets(who.self.name);
  if (client === undefined) return unknown(who.self, realm, 'this host');
  if (service === undefined) return unknown(who.peer, realm, 'the peer');
  const nonce = random.bytes(12);
  const request = {
    kind: 'ticketRequest',
    realm: utf8(realm.name),
    client,
    service,
    nonce,
  } as const;
  const here = stampOf(wallClock);
  const asked = sealLast(
    (sealed) => encode(stubToken, { ...request, sealed }),
    cipherFor(provider, who.key, 'clock proof'),
    nonce,
    encode(stubClockProof, here),
  );
  const octets = answerTicketRequest({ realm, provider, random }, asked, wallClock);

  const refusal = readToken(octets, 'refusal');
  if (refusal.kind === 'refusal') return refused(refusal, realm, who, here);
  return takeGrant(provider, who.key, nonce, octets);
}

/** The ticket of an answer that was sealed for this client and for its question of that nonce. */
export function takeGrant(
  provider: CryptoProvider,
  key: Uint8Array,
  questionNonce: Uint8Array,
  octets: Uint8Array,
): Granted | Failed {
  const answer = readToken(octets, 'ticketAnswer');
  if (answer.kind === 'problem') return answer;
  const cipher = cipherFor(provider, key, 'ticket grant');
  const opened = openLast(octets, answer.sealed, cipher, answer.nonce);
  const grant = opened === undefined ? undefined : readContent(stubTicketGrant, opened);
  if (grant === undefined || !equal(grant.requestNonce, questionNonce)) {
    return malformed("The ticket service's answer is not one to the question.");
  }
  return { ticket: answer.ticket, sessionKey: grant.sessionKey };
}

function refused(
  { error, serviceSeconds }: StubTokenOf<'refusal'>,
  realm: KerberosRealm,
  who: { readonly self: Principal; readonly peer: Principal },
  here: Stamp,
): Failed {
  switch (error) {
    case STUB_ERROR.unknownClient:
      return unknown(who.self, realm, 'this host');
    case STUB_ERROR.unknownService:
      return unknown(who.peer, realm, 'the peer');
    case STUB_ERROR.proofFailed: {
      const name = shownName(principalText(who.self));
      return failed(
        'wrong-service-key',
        principalText(who.self),
        `The key that this host has for its own principal ${name} is not the one that the ticket service of ${shownName(realm.name)} has.`,
        fact(`key of ${name}`, 'the one of the realm file', 'another'),
      );
    }
    case STUB_ERROR.skew: {
      const theirs = { seconds: serviceSeconds, microseconds: 0 };
      const whose = `the ticket service of ${shownName(realm.name)}`;
      return clockSkew(realm.name, whose, theirs, here, SERVICE_SKEW_SECONDS);
    }
    default:
      return malformed(`The ticket service refused: ${STUB_ERRORS.nameOf(error)}.`);
  }
}

function unknown(principal: Principal, realm: KerberosRealm, who: string): Failed {
  const name = shownName(principal.name);
  return failed(
    'unknown-principal',
    principalText(principal),
    `The ticket service of ${shownName(realm.name)} knows no principal ${name}, which is ${who}.`,
    fact(`principal of ${who}`, `one of the ${realm.principals.length} of the realm`, name),
  );
}
