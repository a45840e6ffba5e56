/** What the IKE engine reports. Every rendering (ladder, log, counters, statistics) is made from these. */

import type { Endpoint } from '../base/address.ts';
import type { Secret } from '../base/secret.ts';
import type { Failure } from './failure.ts';

/** Common to everything that belongs to one main-mode SA. Cookies are hexadecimal. */
export interface IkeScope {
  readonly peerName: string;
  readonly local: Endpoint;
  readonly remote: Endpoint;
  readonly initiatorCookie: string;
  readonly responderCookie: string;
  readonly role: 'initiator' | 'responder';
}

/** One ISAKMP message as it went over the wire. */
export interface MessageFacts {
  readonly local: Endpoint;
  readonly remote: Endpoint;
  readonly initiatorCookie: string;
  readonly responderCookie: string;
  readonly exchange: 'main mode' | 'quick mode' | 'informational' | 'other';
  /** 1 to 6 in main mode, 1 to 3 in quick mode, 1 in an informational exchange; 0 = not known. */
  readonly number: number;
  readonly messageId: number;
  readonly encrypted: boolean;
  /** Payload names in the RFC's notation, for example `SA`, `KE`, `Ni`, `IDii`, `HASH_I`, `V`. */
  readonly payloads: readonly string[];
  readonly octets: number;
}

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
        | 'exchange-not-spoken';
      /** A sentence: which message, payload, offset and why. */
      readonly detail: string;
    }
  | ({ readonly kind: 'main-mode-started' } & IkeScope)
  | ({
      readonly kind: 'main-mode-established';
      readonly proposal: string;
      readonly authentication: string;
      readonly localIdentity: string;
      readonly remoteIdentity: string;
      readonly lifetimeSeconds: number;
    } & IkeScope)
  | ({ readonly kind: 'main-mode-failed'; readonly failure: Failure } & IkeScope)
  | ({
      readonly kind: 'main-mode-ended';
      readonly reason: 'lifetime' | 'deleted-by-peer' | 'deleted';
    } & IkeScope)
  | ({
      readonly kind: 'quick-mode-started';
      readonly messageId: number;
      readonly policy: string;
    } & IkeScope)
  | ({
      readonly kind: 'quick-mode-established';
      readonly id: number;
      readonly messageId: number;
      readonly policy: string;
      readonly suite: string;
      readonly mode: 'transport' | 'tunnel';
      readonly udpEncapsulated: boolean;
      readonly pfsGroup: number | undefined;
      readonly selector: string;
      readonly inboundSpi: number;
      readonly outboundSpi: number;
      readonly lifetimeSeconds: number;
      readonly lifetimeKilobytes: number;
    } & IkeScope)
  | ({
      readonly kind: 'quick-mode-failed';
      readonly messageId: number;
      readonly policy: string | undefined;
      readonly failure: Failure;
    } & IkeScope)
  | ({
      readonly kind: 'quick-mode-ended';
      readonly id: number;
      readonly policy: string;
      readonly reason: 'lifetime' | 'deleted-by-peer' | 'deleted';
    } & IkeScope)
  | ({
      readonly kind: 'notify-received';
      readonly notify: number;
      readonly name: string;
      readonly authenticated: boolean;
    } & IkeScope)
  | ({
      readonly kind: 'nat-detected';
      readonly localBehindNat: boolean;
      readonly remoteBehindNat: boolean;
    } & IkeScope)
  | ({ readonly kind: 'port-floated' } & IkeScope)
  /** Secrets are handles; only a key log that the user asked for reveals them. */
  | ({
      readonly kind: 'isakmp-keys';
      readonly cipher: string;
      readonly cipherKey: Secret;
    } & IkeScope);
