/** The acceptor's half: a ticket and its authenticator checked, in RFC 4120 3.2.3's order, and answered. */

import { equal, equalInConstantTime, toHex, utf8, utf8Text } from '../../base/bytes.ts';
import type { KerberosCredentials } from '../../ike/auth/credentials.ts';
import { type Principal, principalText } from '../../ike/auth/principal.ts';
import type { EffectResult } from '../../ike/effects.ts';
import { encode } from '../../wire/codec.ts';
import { type StubTokenOf, stubTicket, stubToken } from '../../wire/kerberos-stub.ts';
import {
  type StubTicketContent,
  stubAuthenticator,
  stubMutualProof,
  stubTicketContent,
} from '../../wire/kerberos-stub-sealed.ts';
import { EstablishedContext } from './context.ts';
import type { Tools } from './initiator.ts';
import { type Member, membershipOf } from './membership.ts';
import { microsecondsBetween, type Stamp, shownName, stampOf, timeText } from './names.ts';
import { clockSkew, type Failed, fact, failed } from './problems.ts';
import type { ReplayCache } from './replay-cache.ts';
import { cipherFor, contextKey, keyCheckOf, openLast, sealLast } from './seal.ts';
import { readContent, readToken } from './tokens.ts';

/** What a context request proved. */
interface Proved {
  readonly client: Principal;
  readonly ticket: StubTicketContent;
  readonly stamp: Stamp;
  readonly subkey: Uint8Array;
}

/** Takes a context request. `replays` are those of this service. */
export function accept(
  tools: Tools,
  kerberos: KerberosCredentials,
  replays: (service: string) => ReplayCache,
  octets: Uint8Array,
  wallClock: number,
): EffectResult {
  const member = membershipOf(kerberos);
  if ('problem' in member) return member;
  const token = readToken(octets, 'contextRequest');
  if (token.kind === 'problem') return token;
  const proved = open(tools, member, token, octets);
  if ('problem' in proved) return proved;

  const now = stampOf(wallClock);
  const late = faultOfTimes(kerberos, member, proved, now);
  if (late !== undefined) return late;
  const hash = toHex(tools.provider.hash('sha256', octets).subarray(0, 16));
  const cache = replays(principalText(member.self));
  const client = principalText(proved.client);
  const verdict = cache.take(hash, client, proved.stamp, now, kerberos.clockSkewSeconds);
  if (verdict !== 'new') return replayed(proved, verdict, cache.size);
  return answer(tools, proved, octets);
}

/** Opens the ticket with this host's key, and the authenticator with the key inside the ticket. */
function open(
  { provider }: Tools,
  { self, key }: Member,
  token: StubTokenOf<'contextRequest'>,
  octets: Uint8Array,
): Proved | Failed {
  const { ticket } = token;
  const fault = faultOfTarget(self, ticket);
  if (fault !== undefined) return fault;
  const mine = principalText(self);
  if (!equalInConstantTime(ticket.keyCheck, keyCheckOf(provider, key))) {
    return failed(
      'wrong-service-key',
      mine,
      `A ticket for ${shownName(mine)} came that is sealed under another key than the one that this host has for that name.`,
      fact('key of the ticket', 'the one that this host has', 'another'),
    );
  }
  const ticketCipher = cipherFor(provider, key, 'ticket');
  const opened = openLast(encode(stubTicket, ticket), ticket.sealed, ticketCipher, ticket.nonce);
  const content = opened === undefined ? undefined : readContent(stubTicketContent, opened);
  if (content === undefined) {
    return altered(mine, 'A ticket', 'the key that it says it is sealed under');
  }
  const client = { name: utf8Text(content.client), realm: self.realm };
  const cipher = cipherFor(provider, content.sessionKey, 'authenticator');
  const inside = openLast(octets, token.sealed, cipher, token.nonce);
  const authenticator = inside === undefined ? undefined : readContent(stubAuthenticator, inside);
  if (authenticator === undefined || !equal(authenticator.client, content.client)) {
    return altered(principalText(client), 'What came with a ticket', 'the key inside the ticket');
  }
  const { subkey, seconds, microseconds } = authenticator;
  return { client, ticket: content, stamp: { seconds, microseconds }, subkey };
}

/** What the ticket says in clear of whom it is for; sealed with the ticket, so it cannot be changed. */
function faultOfTarget(
  self: Principal,
  ticket: { readonly realm: Uint8Array; readonly service: Uint8Array },
): Failed | undefined {
  const mine = shownName(principalText(self));
  const service = shownName(ticket.service);
  const realm = shownName(ticket.realm);
  if (!equal(ticket.realm, utf8(self.realm))) {
    return failed(
      'wrong-realm',
      `${service}@${realm}`,
      `A ticket of the realm ${realm} came, and this host is ${mine}, of another realm.`,
      fact('realm of the ticket', shownName(self.realm), realm),
    );
  }
  if (equal(ticket.service, utf8(self.name))) return undefined;
  return failed(
    'ticket-for-another-host',
    `${service}@${realm}`,
    `A ticket for ${service} came, and this host is ${mine}.`,
    fact('service of the ticket', shownName(self.name), service),
  );
}

function altered(subject: string, what: string, key: string): Failed {
  return failed(
    'ticket-altered',
    subject,
    `${what} does not open under ${key}: it was altered on its way, or forged by somebody without that key.`,
    fact('seal', 'opens', 'does not open'),
  );
}

function faultOfTimes(
  { clockSkewSeconds }: KerberosCredentials,
  { self }: Member,
  { client, ticket, stamp }: Proved,
  now: Stamp,
): Failed | undefined {
  const peer = shownName(principalText(client));
  const skew = clockSkewSeconds * 1_000_000;
  if (Math.abs(microsecondsBetween(now, stamp)) > skew) {
    return clockSkew(peer, peer, stamp, now, clockSkewSeconds);
  }
  const start = { seconds: ticket.startSeconds, microseconds: 0 };
  if (microsecondsBetween(now, start) > skew) {
    return clockSkew(peer, 'the ticket service', start, now, clockSkewSeconds);
  }
  // RFC 4120 3.2.3 would let it live for the skew more. Then no two honest hosts would ever meet this.
  if (microsecondsBetween({ seconds: ticket.endSeconds, microseconds: 0 }, now) <= 0) {
    return undefined;
  }
  return failed(
    'ticket-expired',
    peer,
    `The ticket of ${peer} for ${shownName(self.name)} ended at ${timeText(ticket.endSeconds)}, and this host's clock says ${timeText(now.seconds)}.`,
    fact('end of the ticket', `after ${timeText(now.seconds)}`, timeText(ticket.endSeconds)),
  );
}

function replayed(
  { client, stamp }: Proved,
  verdict: 'seen' | 'cannot-tell',
  held: number,
): Failed {
  const peer = shownName(principalText(client));
  const made = timeText(stamp.seconds);
  return verdict === 'seen'
    ? failed(
        'ticket-replayed',
        peer,
        `The same token of ${peer}, made at ${made}, was taken before: somebody sends it again.`,
        fact('token', 'one that was not seen before', `one of ${made} that was`),
      )
    : failed(
        'ticket-replayed',
        peer,
        `This host cannot tell whether the token of ${peer}, made at ${made}, came before: it remembers ${held} tokens and forgets none that could be sent again.`,
        fact('token', 'one that was surely not seen before', `one of ${made}`),
      );
}

/** The answer that proves this host: its proof can be made only with what is inside the ticket. */
function answer({ provider, random }: Tools, proved: Proved, request: Uint8Array): EffectResult {
  const { client, ticket, stamp } = proved;
  const subkey = random.bytes(32);
  const nonce = random.bytes(12);
  const proof = encode(stubMutualProof, { ...stamp, subkey });
  const cipher = cipherFor(provider, ticket.sessionKey, 'mutual proof');
  const octets = sealLast(
    (sealed) => encode(stubToken, { kind: 'contextAnswer', nonce, sealed }),
    cipher,
    nonce,
    proof,
  );
  const subkeys = { initiator: proved.subkey, acceptor: subkey };
  const key = contextKey(provider, subkeys, request, octets);
  const peer = principalText(client);
  const context = new EstablishedContext(provider, key, 'acceptor', peer);
  return { kind: 'gss-token', context, token: octets, peer };
}
