/** A main-mode SA: its place in the tables, and one type a state. */

import type { Path } from '../base/batch.ts';
import { concat, readU32, toHex } from '../base/bytes.ts';
import { packOctets, unpackOctets } from '../base/compact.ts';
import { type Instant, SECOND } from '../base/time.ts';
import type { Cbc, DhKeyPair } from '../crypto/provider.ts';
import type { SaPayload } from '../wire/isakmp/payload.ts';
import type { AuthMethod, AuthProgress } from './auth/method.ts';
import type { IkeScope } from './events.ts';
import type { Difference } from './failures/difference-data.ts';
import type { ToldProblem } from './failures/refusal-data.ts';
import { type KeptIdentity, keptIdentityText } from './identity.ts';
import type { Skeyids } from './keymat.ts';
import type { MainModeChoice } from './offers/main-mode-offer.ts';
import type { Lifetime, PeerPolicy } from './policy.ts';
import type { ExchangeName, Role } from './script/exchange.ts';

/** What the Diffie-Hellman exchange leads to, shared by all later states. */
export interface PhaseOneKeys extends Skeyids {
  readonly cbc: Cbc;
  readonly cipherKey: Uint8Array;
  /** The IV of message 5. */
  readonly firstIv: Uint8Array;
  readonly initiatorPublic: Uint8Array;
  readonly responderPublic: Uint8Array;
}

/** After messages 1 and 2. */
export interface Agreed {
  /** SAi_b: the body of the initiator's SA payload, as it went over the wire. */
  readonly saBody: Uint8Array;
  readonly choice: MainModeChoice;
  readonly lifetime: Lifetime;
  readonly method: AuthMethod;
  /** What the method has come to so far. */
  readonly progress: AuthProgress;
}

/** An identity that has been stated and is to be proved. */
interface PeerId {
  /** IDii_b: the body of the payload as it came. */
  readonly body: Uint8Array;
  readonly text: string;
}

export type MainModeState =
  /** Nothing sent or accepted yet. */
  | { readonly at: 'start' }
  /** Initiator: message 1 is out. */
  | { readonly at: 'offered'; readonly offer: SaPayload; readonly saBody: Uint8Array }
  /** Aggressive mode, initiator: message 1 is out, with the group that it has chosen for both. */
  | {
      readonly at: 'offered-with-keys';
      readonly offer: SaPayload;
      readonly saBody: Uint8Array;
      readonly pair: DhKeyPair;
      readonly ownNonce: Uint8Array;
    }
  /** Aggressive mode, responder: message 1 is accepted, message 2 is not yet out. */
  | ({
      readonly at: 'chosen-with-keys';
      readonly answer: SaPayload;
      readonly keys: PhaseOneKeys;
      readonly ownNonce: Uint8Array;
      readonly peerId: PeerId;
    } & Agreed)
  /** Aggressive mode, responder: message 2 is out; the identity of message 1 is not proved yet. */
  | ({ readonly at: 'answered'; readonly keys: PhaseOneKeys; readonly peerId: PeerId } & Agreed)
  /** Responder: message 1 is accepted, message 2 not yet out. */
  | ({ readonly at: 'chosen'; readonly answer: SaPayload } & Agreed)
  /** Messages 1 and 2 have passed. */
  | ({ readonly at: 'agreed' } & Agreed)
  /** Initiator: message 3 is out. */
  | ({
      readonly at: 'keys-offered';
      readonly pair: DhKeyPair;
      readonly ownNonce: Uint8Array;
    } & Agreed)
  /** Both public values are known; `ownNonce` and `ownPublic` are what message 4 carries. */
  | ({ readonly at: 'keyed'; readonly keys: PhaseOneKeys; readonly ownNonce: Uint8Array } & Agreed)
  /** Both sides have proved who they are. */
  | ({
      readonly at: 'authenticated';
      readonly keys: PhaseOneKeys;
      readonly remoteIdentity: string;
      /** What the peer proved it with, where that has a name: a certificate, a principal. */
      readonly provedBy: string | undefined;
    } & Agreed);

export type Authenticated = Extract<MainModeState, { at: 'authenticated' }>;

/** The state in which both sides have proved who they are: field by field, since a spread takes 2 us. */
export function authenticated(
  { saBody, choice, lifetime, method, progress }: Agreed,
  keys: PhaseOneKeys,
  remoteIdentity: string,
  provedBy: string | undefined,
): Authenticated {
  return {
    at: 'authenticated',
    saBody,
    choice,
    lifetime,
    method,
    progress,
    keys,
    remoteIdentity,
    provedBy,
  };
}

export type PhaseOneName = Exclude<ExchangeName, 'quick mode'>;

/** What a main-mode SA begins with. */
export type NewIsakmpSa = Pick<
  IsakmpSa,
  | 'phaseOne'
  | 'role'
  | 'peer'
  | 'initiatorCookie'
  | 'responderCookie'
  | 'path'
  | 'createdAt'
  | 'ownIdentity'
>;

const COOKIE_OCTETS = 8;

/** A main-mode SA from its first message to its end. */
export class IsakmpSa {
  /** Which exchange of phase 1 makes it. */
  readonly phaseOne: PhaseOneName;
  readonly role: Role;
  readonly peer: PeerPolicy;
  /** Where messages go; moves to the NAT-T ports when a NAT is found (RFC 3947 4). */
  path: Path;
  readonly createdAt: Instant;
  establishedAt: Instant | undefined;
  /** How long it lives, once it is established. */
  seconds = 0;
  /** What this host states that it is: see `localIdentity`. */
  ownIdentity: KeptIdentity;
  /** Methods that the peer refused in main modes before this one: they are not offered again. */
  passedOver: readonly PassedOver[] = NOTHING;
  /** Authorities of which the peer wants a certificate, as DER Names; an empty one stands for any. */
  certificateRequests: readonly Uint8Array[] = NOTHING;
  /** Names of the vendor IDs that the peer announced; once established, it is shared and never changed. */
  peerVendorIds = new Set<string>();
  nat: NatState = NO_NAT;
  /** Whether this host has said, or heard, that this is the first contact (RFC 2407 4.6.3.3). */
  saidInitialContact = false;
  heardInitialContact = false;
  fragmentation: Fragmentation = NO_FRAGMENTS;
  /** What came while nothing could be proved. */
  unproven: Unproven = NOTHING_UNPROVEN;
  /** Both cookies, packed: see `cookieKey`. */
  #cookies: string;

  constructor(given: NewIsakmpSa) {
    this.phaseOne = given.phaseOne;
    this.role = given.role;
    this.peer = given.peer;
    this.path = given.path;
    this.createdAt = given.createdAt;
    this.ownIdentity = given.ownIdentity;
    this.#cookies = cookieKey(given.initiatorCookie, given.responderCookie);
  }

  get localIdentity(): string {
    return keptIdentityText(this.ownIdentity);
  }

  get expiresAt(): Instant | undefined {
    return this.establishedAt === undefined
      ? undefined
      : this.establishedAt + this.seconds * SECOND;
  }

  /** Not to be changed, as `responderCookie` is not. */
  get initiatorCookie(): Uint8Array {
    return cookieOctets(this.#cookies).initiatorCookie;
  }

  /** Eight zeros until the responder has chosen it. */
  get responderCookie(): Uint8Array {
    return cookieOctets(this.#cookies).responderCookie;
  }

  set responderCookie(cookie: Uint8Array) {
    // Not joined as strings: such a one is kept in parts.
    this.#cookies = cookieKey(this.initiatorCookie, cookie);
  }

  /** What tables know it by; the same string, so that they keep none of their own. */
  get cookies(): string {
    return this.#cookies;
  }
}

/** CKY-I | CKY-R as a string, to look up by. */
function cookieKey(initiatorCookie: Uint8Array, responderCookie: Uint8Array): string {
  return packOctets(concat(initiatorCookie, responderCookie));
}

/** Whatever is done for one message asks for the cookies of one SA several times. */
let octetsMade = octetsOf('');

/** The cookies of such a key: the same arrays again where it is the key of the call before. */
function cookieOctets(key: string): ReturnType<typeof octetsOf> {
  if (octetsMade.key !== key) octetsMade = octetsOf(key);
  return octetsMade;
}

function octetsOf(key: string) {
  const both = unpackOctets(key);
  // Copies: V8 keeps short arrays on its heap, and makes a buffer outside of it for one that has views.
  const initiatorCookie = both.slice(0, COOKIE_OCTETS);
  const responderCookie = both.slice(COOKIE_OCTETS);
  return { key, both, initiatorCookie, responderCookie };
}

const NOTHING: readonly never[] = [];

/** A method of the policy that was tried in vain, and why. */
export interface PassedOver {
  readonly id: number;
  /** A sentence. */
  readonly why: string;
}

/** What an SA remembers of messages in parts (payload 132). */
export interface Fragmentation {
  /** How many messages this host has sent in parts: the fragment ID of the last. */
  readonly sentMessages: number;
  /** The peer has sent a fragment, so whole messages may be getting lost. */
  readonly received: boolean;
  /** From when on a dialect that waits sends in parts too; undefined: it does not wait yet. */
  readonly dueAt: Instant | undefined;
}

/** Most SAs have no more to remember: one object for all of them. */
const NO_FRAGMENTS: Fragmentation = { sentMessages: 0, received: false, dueAt: undefined };

/** What came in clear, or under keys that did not fit: it only colours a time-out's words. */
interface Unproven {
  /** The last error notify. */
  readonly notify: number | undefined;
  /** What came, in words. */
  readonly hint: string | undefined;
  /** What another Espial said of it, so that they are its own words. */
  readonly refusal: ToldProblem | undefined;
  /** What it says that differs. */
  readonly difference: Difference | undefined;
}

const NOTHING_UNPROVEN: Unproven = {
  notify: undefined,
  hint: undefined,
  refusal: undefined,
  difference: undefined,
};

/** What NAT detection found (RFC 3947 3.2). */
export interface NatState {
  /** Both sides speak one version of it, and the hashes have come. */
  readonly negotiated: boolean;
  readonly localBehindNat: boolean;
  readonly remoteBehindNat: boolean;
  /** The peer sees this host at its own address, whatever this host claims. */
  readonly seenAsIs: boolean;
}

const NO_NAT: NatState = {
  negotiated: false,
  localBehindNat: false,
  remoteBehindNat: false,
  seenAsIs: true,
};
export const ZERO_COOKIE: Uint8Array = new Uint8Array(COOKIE_OCTETS);

/** Whether a cookie is the one of who is not known yet. */
export function isZeroCookie(cookie: Uint8Array): boolean {
  return readU32(cookie, 0) === 0 && readU32(cookie, 4) === 0;
}

/** CKY-I | CKY-R, not to be changed. */
export function cookiesOf(sa: IsakmpSa): Uint8Array {
  return cookieOctets(sa.cookies).both;
}

/** Whether a NAT lies on the path, or is claimed to. */
export function natFound(sa: IsakmpSa): boolean {
  return sa.nat.localBehindNat || sa.nat.remoteBehindNat;
}

/**
 * Whether the peer may reappear elsewhere. RFC 3947 7: a host behind a NAT of its own must not follow,
 * as the address of the other one does not change.
 */
export function mayMove({ nat }: IsakmpSa): boolean {
  return nat.remoteBehindNat && nat.seenAsIs;
}

/** What every event about an SA carries. */
export function scopeOf(sa: IsakmpSa): IkeScope {
  const { initiatorCookie, responderCookie } = cookieTexts(sa.cookies);
  return {
    peerName: sa.peer.name,
    local: sa.path.local,
    remote: sa.path.remote,
    initiatorCookie,
    responderCookie,
    role: sa.role,
  };
}

/** Events come several in a row for one SA. */
let textsMade = { key: '', initiatorCookie: '', responderCookie: '' };

/** The cookies of a key in hexadecimal. */
export function cookieTexts(key: string): Pick<IkeScope, 'initiatorCookie' | 'responderCookie'> {
  if (textsMade.key !== key) {
    const { initiatorCookie, responderCookie } = cookieOctets(key);
    const [initiator, responder] = [toHex(initiatorCookie), toHex(responderCookie)];
    textsMade = { key, initiatorCookie: initiator, responderCookie: responder };
  }
  return textsMade;
}
