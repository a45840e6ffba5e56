/** Tokens that somebody makes himself, with the keys that he happens to have. */

import { utf8 } from '../../../src/base/bytes.ts';
import { nodeProvider } from '../../../src/crypto/node.ts';
import type { KerberosPrincipal } from '../../../src/ike/auth/credentials.ts';
import { stampOf } from '../../../src/net/kerberos/names.ts';
import { cipherFor, keyCheckOf, sealLast } from '../../../src/net/kerberos/seal.ts';
import { decode, encode } from '../../../src/wire/codec.ts';
import {
  type StubTicket,
  type StubTokenKind,
  type StubTokenOf,
  stubTicket,
  stubToken,
} from '../../../src/wire/kerberos-stub.ts';
import {
  stubAuthenticator,
  stubClockProof,
  stubTicketContent,
} from '../../../src/wire/kerberos-stub-sealed.ts';
import { ALPHA, BRAVO, NOON, REALM } from './lab.ts';

/** What a forger puts in; what he leaves out is as an honest ticket service and client have it. */
export interface Forgery {
  readonly service: string;
  readonly realm: string;
  /** The key that the ticket is sealed under. */
  readonly key: Uint8Array;
  /** The key that the ticket says it is sealed under, that of `key` unless said. */
  readonly keyCheck?: Uint8Array;
  readonly client: string;
  /** Who the authenticator says that its maker is. */
  readonly claimed: string;
  readonly startSeconds: number;
  readonly endSeconds: number;
  readonly clock: number;
  readonly sessionKey: Uint8Array;
  /** The key that the authenticator is sealed under. */
  readonly authenticatorKey: Uint8Array;
}

/** A context request with a ticket of the forger's own. */
export function forge(service: KerberosPrincipal, changes: Partial<Forgery> = {}): Uint8Array {
  const sessionKey = new Uint8Array(32).fill(0x11);
  const forgery: Forgery = {
    service: BRAVO,
    realm: REALM,
    key: service.key.reveal(),
    client: ALPHA,
    claimed: changes.client ?? ALPHA,
    startSeconds: NOON / 1000,
    endSeconds: NOON / 1000 + 3600,
    clock: NOON,
    sessionKey,
    authenticatorKey: changes.sessionKey ?? sessionKey,
    ...changes,
  };
  return requestWith(forgedTicket(forgery), forgery);
}

/** A ticket alone. */
function forgedTicket(forgery: Forgery): StubTicket {
  const content = encode(stubTicketContent, {
    client: utf8(forgery.client),
    sessionKey: forgery.sessionKey,
    ticketId: new Uint8Array(16),
    authSeconds: forgery.startSeconds,
    startSeconds: forgery.startSeconds,
    endSeconds: forgery.endSeconds,
  });
  const clear = {
    realm: utf8(forgery.realm),
    service: utf8(forgery.service),
    keyCheck: forgery.keyCheck ?? keyCheckOf(nodeProvider, forgery.key),
    nonce: new Uint8Array(12).fill(1),
  };
  const octets = sealLast(
    (sealed) => encode(stubTicket, { ...clear, sealed }),
    cipherFor(nodeProvider, forgery.key, 'ticket'),
    clear.nonce,
    content,
  );
  return decode(stubTicket, octets);
}

/** A request with any ticket, whose authenticator is the forger's. */
export function requestWith(
  ticket: StubTicket,
  forgery: Pick<Forgery, 'claimed' | 'clock' | 'authenticatorKey'>,
): Uint8Array {
  const nonce = new Uint8Array(12).fill(2);
  const authenticator = encode(stubAuthenticator, {
    client: utf8(forgery.claimed),
    ...stampOf(forgery.clock),
    subkey: new Uint8Array(32).fill(3),
  });
  return sealLast(
    (sealed) => encode(stubToken, { kind: 'contextRequest', ticket, nonce, sealed }),
    cipherFor(nodeProvider, forgery.authenticatorKey, 'authenticator'),
    nonce,
    authenticator,
  );
}

/** What a question to the ticket service says. */
export interface Question {
  readonly realm: string;
  readonly client: string;
  readonly service: string;
  /** The key that its proof is sealed under. */
  readonly key: Uint8Array;
  readonly clock: number;
}

/** A question for a ticket. */
export function askFor(question: Question): Uint8Array {
  const nonce = new Uint8Array(12).fill(4);
  const [realm, client, service] = [question.realm, question.client, question.service].map(utf8);
  const clear = { realm: realm!, client: client!, service: service!, nonce };
  return sealLast(
    (sealed) => encode(stubToken, { kind: 'ticketRequest', ...clear, sealed }),
    cipherFor(nodeProvider, question.key, 'clock proof'),
    nonce,
    encode(stubClockProof, stampOf(question.clock)),
  );
}

/** A token as its fields. */
export function read<K extends StubTokenKind>(octets: Uint8Array, kind: K): StubTokenOf<K> {
  const token: { readonly kind: StubTokenKind } = decode(stubToken, octets);
  if (token.kind !== kind) throw new Error(`a ${token.kind}, not a ${kind}`);
  return token as StubTokenOf<K>;
}
