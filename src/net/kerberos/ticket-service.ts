/**
 * The ticket service of the stub realm: Kerberos' two steps, a ticket for the ticket service (AS) and
 * with it one for the service (TGS, RFC 4120 3.1 and 3.3), folded into one. It takes octets and gives
 * octets, so that it believes nothing that was not proved to it.
 */

import { equal, utf8 } from '../../base/bytes.ts';
import type { Random } from '../../base/random.ts';
import type { CryptoProvider } from '../../crypto/provider.ts';
import type { KerberosPrincipal, KerberosRealm } from '../../ike/auth/credentials.ts';
import { encode } from '../../wire/codec.ts';
import { type StubTokenOf, stubTicket, stubToken } from '../../wire/kerberos-stub.ts';
import {
  stubClockProof,
  stubTicketContent,
  stubTicketGrant,
} from '../../wire/kerberos-stub-sealed.ts';
import { STUB_ERROR } from '../../wire/numbers/kerberos-stub.ts';
import { microsecondsBetween, stampOf } from './names.ts';
import { cipherFor, keyCheckOf, openLast, sealLast, TAG_OCTETS } from './seal.ts';
import { readContent, readToken } from './tokens.ts';

/** How far a client's clock may be from the ticket service's (RFC 4120 5.2.7.2). */
export const SERVICE_SKEW_SECONDS = 300;

/** What a ticket service works with. */
export interface TicketService {
  readonly realm: KerberosRealm;
  readonly provider: CryptoProvider;
  readonly random: Random;
}

const LAST_SECOND = 0xffff_ffff;

/** Answers a ticket request with a ticket answer or a refusal. `clock` is the service's, in milliseconds since 1970. */
export function answerTicketRequest(
  service: TicketService,
  octets: Uint8Array,
  clock: number,
): Uint8Array {
  const now = stampOf(clock);
  const refuse = (error: number): Uint8Array =>
    encode(stubToken, { kind: 'refusal', error, serviceSeconds: now.seconds });

  const request = readToken(octets, 'ticketRequest');
  if (request.kind === 'problem') return refuse(STUB_ERROR.badRequest);
  if (!equal(request.realm, utf8(service.realm.name))) return refuse(STUB_ERROR.wrongRealm);
  const client = principalNamed(service.realm, request.client);
  if (client === undefined) return refuse(STUB_ERROR.unknownClient);

  const cipher = cipherFor(service.provider, client.key.reveal(), 'clock proof');
  const opened = openLast(octets, request.sealed, cipher, request.nonce);
  const proof = opened === undefined ? undefined : readContent(stubClockProof, opened);
  if (proof === undefined) return refuse(STUB_ERROR.proofFailed);
  const apart = Math.abs(microsecondsBetween(now, proof));
  if (apart > SERVICE_SKEW_SECONDS * 1_000_000) return refuse(STUB_ERROR.skew);

  // Only who proved himself learns which services there are.
  const target = principalNamed(service.realm, request.service);
  if (target === undefined) return refuse(STUB_ERROR.unknownService);
  return grant(service, request, client, target, now.seconds);
}

function grant(
  { realm, provider, random }: TicketService,
  request: StubTokenOf<'ticketRequest'>,
  client: KerberosPrincipal,
  target: KerberosPrincipal,
  startSeconds: number,
): Uint8Array {
  const sessionKey = random.bytes(32);
  const endSeconds = Math.min(LAST_SECOND, startSeconds + realm.ticketSeconds);
  const told = encode(stubTicketGrant, {
    sessionKey,
    requestNonce: request.nonce,
    startSeconds,
    endSeconds,
  });
  const content = encode(stubTicketContent, {
    client: request.client,
    sessionKey,
    ticketId: random.bytes(16),
    authSeconds: startSeconds,
    startSeconds,
    endSeconds,
  });
  const clear = {
    realm: request.realm,
    service: request.service,
    keyCheck: keyCheckOf(provider, target.key.reveal()),
    nonce: random.bytes(12),
  };
  const octets = sealLast(
    (sealed) => encode(stubTicket, { ...clear, sealed }),
    cipherFor(provider, target.key.reveal(), 'ticket'),
    clear.nonce,
    content,
  );
  const ticket = { ...clear, sealed: octets.subarray(-(content.length + TAG_OCTETS)) };
  const nonce = random.bytes(12);
  return sealLast(
    (sealed) => encode(stubToken, { kind: 'ticketAnswer', ticket, nonce, sealed }),
    cipherFor(provider, client.key.reveal(), 'ticket grant'),
    nonce,
    told,
  );
}

function principalNamed(realm: KerberosRealm, name: Uint8Array): KerberosPrincipal | undefined {
  return realm.principals.find((principal) => equal(utf8(principal.name), name));
}
