/** What the tokens of the stub realm hold sealed (docs/kerberos.md). Times are seconds since 1970. */

import { utf8Text } from '../base/bytes.ts';
import { bytes, type Codec, type Infer, lengthOf, restShown, struct, u8, u32 } from './codec.ts';

const name: Codec<Uint8Array> = restShown((value) => utf8Text(value));
const key: Codec<Uint8Array> = bytes(32, 'a key');

/** In a ticket, under the service's key (RFC 4120 5.3, EncTicketPart). */
export const stubTicketContent = struct('the content of a ticket', {
  clientLength: lengthOf('client', u8),
  client: name,
  sessionKey: key,
  ticketId: bytes(16, 'the number of a ticket'),
  authSeconds: u32,
  startSeconds: u32,
  endSeconds: u32,
});
export type StubTicketContent = Infer<typeof stubTicketContent>;

/** In a ticket request, under the client's key: that its clock is right proves the key (RFC 4120 5.2.7.2). */
export const stubClockProof = struct('the proof of a client', { seconds: u32, microseconds: u32 });

/** In a ticket answer, under the client's key (RFC 4120 5.4.2, EncKDCRepPart). */
export const stubTicketGrant = struct('the grant of a ticket', {
  sessionKey: key,
  /** The nonce of the request. */
  requestNonce: bytes(12, 'a nonce'),
  startSeconds: u32,
  endSeconds: u32,
});

/** In a context request, under the session key (RFC 4120 5.5.1, Authenticator). */
export const stubAuthenticator = struct('an authenticator', {
  clientLength: lengthOf('client', u8),
  client: name,
  seconds: u32,
  microseconds: u32,
  subkey: key,
});

/** In a context answer, under the session key (RFC 4120 5.5.2, EncAPRepPart). */
export const stubMutualProof = struct('the proof of a service', {
  seconds: u32,
  microseconds: u32,
  subkey: key,
});
