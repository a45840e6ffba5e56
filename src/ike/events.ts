/** What the IKE engine reports. Every rendering (ladder, log, counters, statistics) is made from these. */

import type { Endpoint } from '../base/address.ts';
import type { Secret } from '../base/secret.ts';
import type { ProtectionProtocol } from '../crypto/protection.ts';
import type { AlgorithmFacts, FilterFacts } from './audit-facts.ts';
import type { EffectKind } from './effects.ts';
import type { Failure } from './failure.ts';
import type { PhaseOneName } from './isakmp-sa.ts';
import type { ExchangeName } from './script/exchange.ts';

/** Common to everything that belongs to one main-mode SA. Cookies are hexadecimal. */
export interface IkeScope {
  readonly peerName: string;
  readonly local: Endpoint;
  readonly remote: Endpoint;
  readonly initiatorCookie: string;
  readonly responderCookie: string;
  /** Of this host: in the exchange that the event is about. */
  readonly role: 'initiator' | 'responder';
}

/** One ISAKMP message as it went over the wire. */
export interface MessageFacts {
  readonly local: Endpoint;
  readonly remote: Endpoint;
  readonly initiatorCookie: string;
  readonly responderCookie: string;
  readonly exchange: ExchangeName | 'informational' | 'other';
  /** 1 to 6 in main mode, 1 to 3 in aggressive mode, 1 to 3 in quick mode, 1 in an informational exchange; 0 = not known. */
  readonly number: number;
  readonly messageId: number;
  readonly encrypted: boolean;
  /** Payload names in the RFC's notation, for example `SA`, `KE`, `Ni`, `IDii`, `HASH_I`, `V`. */
  readonly payloads: readonly string[];
  readonly octets: number;
}

/** Why an SA ended that had been established. */
export type EndReason =
  | 'lifetime'
  /** Another one serves in its place. */
  | 'replaced'
  | 'deleted-by-peer'
  | 'deleted'
  /** The peer does not answer any more (RFC 3706 5.4). */
  | 'peer-dead'
  /** The peer says that it has begun anew (RFC 2407 4.6.3.3). */
  | 'peer-restarted'
  /** The peer says that it does not have it. */
  | 'unknown-to-peer'
  /** Nothing used it. */
  | 'idle'
  /** A new policy does not want it. */
  | 'policy-changed';

export type IkeEvent =
  | ({
      readonly kind: 'isakmp-sent' /** 0, or how often it was sent before. */;
      readonly repeat: number;
    } & MessageFacts)
  | ({ readonly kind: 'isakmp-received'; readonly duplicate: boolean } & MessageFacts)
  | {
      readonly kind: 'isakmp-dropped';
      readonly local: Endpoint;
      readonly remote: Endpoint;
      /** Which counter it belongs to. */
      readonly reason:
        | 'malformed'
        | 'invalid-cookie'
        | 'invalid-version'
        | 'unexpected'
        | 'bad-hash'
        | 'undecryptable'
        | 'unprotected'
        | 'limit'
        | 'no-policy'
        | 'not-acceptable'
        | 'aggressive-mode-off'
        | 'exchange-not-spoken';
      /** A sentence: which message, payload, offset and why. */
      readonly detail: string;
    }
  /** A step waits for an answer from outside: a signature, a check, a ticket. */
  | ({ readonly kind: 'effect-asked'; readonly id: number; readonly effect: EffectKind } & IkeScope)
  | ({
      readonly kind: 'effect-answered';
      readonly id: number;
      readonly effect: EffectKind;
      /** The code of the problem, if there was one. */
      readonly problem: string | undefined;
      readonly milliseconds: number;
    } & IkeScope)
  /** Nothing waits for this answer any more, or it is none to what was asked. */
  | { readonly kind: 'effect-late'; readonly id: number }
  | ({ readonly kind: 'main-mode-started'; readonly exchange: PhaseOneName } & IkeScope)
  | ({
      readonly kind: 'main-mode-established';
      readonly exchange: PhaseOneName;
      /** What is weak about it, in words; empty for a sound one. */
      readonly weaknesses: readonly string[];
      readonly proposal: string;
      readonly encryption: string;
      readonly hash: string;
      readonly group: number;
      readonly authentication: string;
      readonly localIdentity: string;
      readonly remoteIdentity: string;
      /** What the peer proved it with, where that has a name: a certificate, a principal. */
      readonly provedBy: string | undefined;
      /** Sentences: why methods that policy lists before this one are not used. */
      readonly passedOver: readonly string[];
      readonly lifetimeSeconds: number;
      /** The initiator cookie of the main mode that it renews. */
      readonly replaces: string | undefined;
    } & IkeScope)
  | ({
      readonly kind: 'main-mode-failed';
      readonly failure: Failure;
      /** The method that both sides had agreed on, where they had come so far. */
      readonly authentication?: string | undefined;
    } & IkeScope)
  /** The peer chose a method and does not go on with it: main mode begins anew with what is left. */
  | ({ readonly kind: 'method-refused'; readonly method: string } & IkeScope)
  | ({
      readonly kind: 'main-mode-ended';
      readonly reason: EndReason;
    } & IkeScope)
  | ({
      readonly kind: 'quick-mode-started';
      readonly messageId: number;
      readonly policy: string;
    } & IkeScope)
  | ({
      readonly kind: 'quick-mode-established';
      /** What is weak about it, in words; empty for a sound one. */
      readonly weaknesses: readonly string[];
      readonly id: number;
      readonly messageId: number;
      readonly policy: string;
      readonly protocol: ProtectionProtocol;
      readonly suite: string;
      readonly mode: 'transport' | 'tunnel';
      readonly udpEncapsulated: boolean;
      /** 64-bit sequence numbers (RFC 4304). */
      readonly esn: boolean;
      readonly pfsGroup: number | undefined;
      readonly selector: string;
      readonly filter: FilterFacts;
      readonly algorithms: AlgorithmFacts;
      readonly inboundSpi: number;
      readonly outboundSpi: number;
      readonly lifetimeSeconds: number;
      readonly lifetimeKilobytes: number;
      /** The id of the pair that it renews. */
      readonly replaces: number | undefined;
    } & IkeScope)
  | ({
      readonly kind: 'quick-mode-failed';
      readonly messageId: number;
      readonly policy: string | undefined;
      /** Undefined where no traffic was agreed on. */
      readonly filter?: FilterFacts | undefined;
      readonly failure: Failure;
      /** This host begins it again, on another main mode. */
      readonly again?: boolean | undefined;
    } & IkeScope)
  | ({
      readonly kind: 'quick-mode-ended';
      readonly id: number;
      readonly policy: string;
      readonly filter: FilterFacts;
      readonly inboundSpi: number;
      readonly outboundSpi: number;
      readonly reason: EndReason;
    } & IkeScope)
  | ({
      readonly kind: 'notify-received';
      readonly notify: number;
      readonly name: string;
      readonly authenticated: boolean;
    } & IkeScope)
  /** A silent peer is asked whether it lives (RFC 3706); told once, not for each try. */
  | ({
      readonly kind: 'peer-asked';
      /** Why: it was silent for the time that policy says, or something unproven came. */
      readonly cause: 'idle' | 'hint';
      readonly silentMilliseconds: number;
      readonly sequence: number;
    } & IkeScope)
  /** It has proved that it lives, after having been asked. */
  | ({
      readonly kind: 'peer-alive';
      readonly by: 'answer' | 'traffic';
      readonly milliseconds: number;
    } & IkeScope)
  /** It is given up, and so is everything that was held with it. */
  | ({
      readonly kind: 'peer-dead';
      readonly mainModes: number;
      readonly pairs: number;
      readonly failure: Failure;
    } & IkeScope)
  /** It has begun anew: what it can no longer have is forgotten. */
  | ({
      readonly kind: 'peer-restarted';
      readonly saidBy: 'INITIAL-CONTACT' | 'Vid-Initial-Contact';
      readonly mainModes: number;
      readonly pairs: number;
    } & IkeScope)
  /** Nobody at all answered, and policy lets the traffic of an entry go on in clear (soft). */
  | ({
      readonly kind: 'fell-back-to-clear';
      readonly policy: string;
      readonly expirySeconds: number;
    } & IkeScope)
  /** An established main mode is no longer trusted to lead to the peer; the next negotiation makes another. */
  | ({ readonly kind: 'peer-suspected'; readonly why: string } & IkeScope)
  /** A delete of something that this host does not have. */
  | ({ readonly kind: 'delete-ignored'; readonly what: string } & IkeScope)
  /** What was done about packets under an SPI that this host does not have. */
  | {
      readonly kind: 'unknown-spi';
      readonly local: Endpoint;
      readonly remote: Endpoint;
      readonly spi: number;
      readonly action: 'notified' | 'main-mode-begun';
    }
  | ({
      readonly kind: 'nat-detected';
      readonly localBehindNat: boolean;
      readonly remoteBehindNat: boolean;
    } & IkeScope)
  | ({ readonly kind: 'port-floated' } & IkeScope)
  /** A message or packet that proved itself came from elsewhere (RFC 3947 7). */
  | ({
      readonly kind: 'peer-moved';
      readonly from: Endpoint;
      readonly mainModes: number;
      readonly pairs: number;
      readonly provedBy: 'IKE' | 'ESP';
    } & IkeScope)
  /** Aggressive mode with a pre-shared key has put HASH_R on the wire in clear. */
  | ({ readonly kind: 'aggressive-hash-shown' } & IkeScope)
  /** A message went out in parts (payload 132). */
  | ({
      readonly kind: 'fragments-sent';
      readonly fragmentId: number;
      readonly fragments: number;
      /** Of the whole message. */
      readonly octets: number;
    } & IkeScope)
  | ({
      readonly kind: 'fragment-received';
      readonly fragmentId: number;
      /** From 1. */
      readonly number: number;
      readonly last: boolean;
      readonly octets: number;
      /** With this one the message is whole. */
      readonly complete: boolean;
    } & IkeScope)
  /** Fragments that will not become a message. */
  | ({
      readonly kind: 'fragments-discarded';
      readonly reason: 'contradiction' | 'timeout' | 'limit';
      readonly fragments: number;
      /** A sentence: what was wrong, or which were missing. */
      readonly detail: string;
    } & IkeScope)
  /** More first messages come than can be served: they are dropped unread, and only counted, from here to its end. */
  | {
      readonly kind: 'first-messages-shed';
      readonly state: 'begins' | 'ends';
      /** How many so far. */
      readonly shed: number;
      readonly milliseconds: number;
      /** A sentence without its dot: which bound it was. */
      readonly why: string;
    }
  /** Secrets are handles; only a key log that the user asked for reveals them. */
  | ({
      readonly kind: 'isakmp-keys';
      readonly cipher: string;
      readonly cipherKey: Secret;
    } & IkeScope);
